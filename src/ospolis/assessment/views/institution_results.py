"""Where one institution stands: for its focal point, and for the officers who cover it."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ospolis.assessment import permissions
from ospolis.assessment.banks import CORE
from ospolis.assessment.pages.comparison import describe_comparison
from ospolis.assessment.pages.framework_levels import list_ways
from ospolis.assessment.pages.institution import describe_result
from ospolis.assessment.pages.item import MOST_FACTS, describe_item
from ospolis.assessment.pages.own import OwnPage, crumbs_to, list_lines, take_institution, titles_of
from ospolis.assessment.pages.skills import say_covered
from ospolis.assessment.selectors.banks import other_item_codes
from ospolis.assessment.selectors.comparing import compare_results, past_results
from ospolis.assessment.selectors.contradictions import facts_behind
from ospolis.assessment.selectors.publication import agreed_institutions
from ospolis.assessment.selectors.results import institution_result, scored_banks
from ospolis.assessment.selectors.skills import skills_covered
from ospolis.assessment.services.publishing import agree_to_publication
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.core.paging import take_page
from ospolis.core.said import say_done
from ospolis.institutions.selectors import institutions_covered_by


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def list_own(request: OfficeRequest) -> HttpResponse:
    rows = take_page(institutions_covered_by(request.viewer), order=("name", "id"), query=request.GET, size=25)
    shown = OwnPage(rows, list_lines(request.viewer, rows.rows))
    context = {"shown": shown, "page": Page(title=_("Your results"), crumbs=(Crumb(_("Your results")),))}
    return TemplateResponse(request, "assessment/own_results.html", context)


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_institution(request: OfficeRequest, key: str) -> HttpResponse:
    institution = take_institution(request, key)
    banks = scored_banks(request.viewer, key)
    asked = request.GET.get("bank", CORE)
    result = institution_result(request.viewer, key, bank=asked if asked in banks else CORE)
    page = Page(title=institution.name, crumbs=crumbs_to(request.viewer, institution, last=True))
    if result is None:
        return TemplateResponse(request, "assessment/no_result.html", {"institution": institution, "page": page})
    skills = skills_covered(request.viewer, institution)
    # Other frameworks are read through the questions that every institution is asked.
    ways = list_ways(lambda code: reverse("assessment:institution-framework", args=[key, code]))
    context = {
        "shown": describe_result(result, result.actions),
        "frameworks": ways if result.bank_code == CORE else (),
        "skills": skills,
        "skills_said": say_covered(skills.covered, skills.needed) if skills else "",
        "may_agree": permissions.AGREE.allows(request.viewer.roles()),
        "has_agreed": key in agreed_institutions(request.viewer, institution.realm),
        "banks": [(f"?bank={code}", title) for code, title in banks.items() if code != result.bank_code],
        "page": page,
    }
    return TemplateResponse(request, "assessment/result.html", context)


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_item(request: OfficeRequest, key: str, code: str) -> HttpResponse:
    institution = take_institution(request, key)
    # The codes of questions are different in all banks of an office.
    bank = other_item_codes(request.viewer, institution.realm, CORE).get(code, CORE)
    result = institution_result(request.viewer, key, bank=bank)
    row = next((one for one in result.items if one.code == code), None) if result else None
    if result is None or row is None:
        raise Http404
    facts = facts_behind(request.viewer, row.facts, most=MOST_FACTS)
    shown = describe_item(result, row, facts, result.actions)
    crumbs = (*crumbs_to(request.viewer, institution), Crumb(row.code))
    context = {"shown": shown, "page": Page(title=f"{row.code} {row.statement}", crumbs=crumbs)}
    return TemplateResponse(request, "assessment/item.html", context)


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_changes(request: OfficeRequest, key: str) -> HttpResponse:
    institution = take_institution(request, key)
    earlier = request.GET.get("earlier", "")
    chosen = int(earlier) if earlier.isascii() and earlier.isdigit() and len(earlier) < 19 else None
    shown = describe_comparison(
        compare_results(request.viewer, key, chosen),
        past_results(request.viewer, key),
        titles_of(request.viewer, institution.realm),
    )
    title = _("What changed: %(name)s") % {"name": institution.name}
    page = Page(title=title, crumbs=(*crumbs_to(request.viewer, institution), Crumb(_("What changed"))))
    return TemplateResponse(
        request, "assessment/changes.html", {"shown": shown, "institution": institution, "page": page}
    )


@requires(permissions.AGREE)
@require_POST
def agree(request: OfficeRequest, key: str) -> HttpResponse:
    agrees = request.POST.get("agrees") == "yes"
    try:
        agree_to_publication(institution_key=key, agrees=agrees, actor=request.viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    done = _("You agreed that the own levels are published.")
    say_done(request, done if agrees else _("The own levels are not published."))
    return redirect("assessment:institution", key)

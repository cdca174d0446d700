"""Contradictions as work: listed, looked at from both sides, resolved, opened again."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ospolis.assessment import permissions
from ospolis.assessment.forms.contradictions import ResolveForm
from ospolis.assessment.pages.contradictions import describe_list
from ospolis.assessment.pages.flags import FlagPage, say_ways, tell_flag
from ospolis.assessment.pages.item import is_said, tell_said
from ospolis.assessment.pages.offices import asked_office
from ospolis.assessment.selectors.contradictions import contradiction_rows, facts_behind, get_contradiction
from ospolis.assessment.services.contradictions import (
    AlreadyResolved,
    ReasonMissing,
    reopen_contradiction,
    resolve_contradiction,
)
from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.addresses import address_of
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done, say_why_not
from ospolis.evidence.pages import fact_line

_MOST_FACTS = 50


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def list_contradictions(request: OfficeRequest) -> HttpResponse:
    office = asked_office(request, everywhere=(Role.FOCAL_POINT, Role.PROGRAMME))
    shown = describe_list(request.viewer, office, request.GET)
    context = {"shown": shown, "page": Page(title=_("Contradictions"), crumbs=(Crumb(_("Contradictions")),))}
    return TemplateResponse(request, "assessment/contradictions.html", context)


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_contradiction(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _take(request, pk)
    form = ResolveForm(ways=say_ways(shown.row.flag))
    return _page(request, shown, form)


@requires(permissions.RESOLVE)
@require_POST
def resolve(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _take(request, pk)
    form = ResolveForm(request.POST, ways=say_ways(shown.row.flag))
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        resolve_contradiction(pk=pk, actor=request.viewer, at=timezone.now(), **form.cleaned_data)
        say_done(request, _("It is written down. Both values are kept."))
    except AlreadyResolved:
        say_why_not(request, _("Somebody was faster. This is what was decided."))
    except (ObjectDoesNotExist, ReasonMissing):
        raise Http404 from None
    return redirect("assessment:contradiction", pk)


@requires(permissions.RESOLVE)
@require_POST
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    try:
        reopen_contradiction(pk=pk, actor=request.viewer, at=timezone.now())
        say_done(request, _("It is open again. What was decided stays on record."))
    except AlreadyResolved:
        say_why_not(request, _("There is nothing to open again."))
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect("assessment:contradiction", pk)


def _take(request: OfficeRequest, pk: int) -> FlagPage:
    """The contradiction that an address names, for those who may see it."""
    try:
        found = get_contradiction(request.viewer, pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = found.realm
    return tell_flag(contradiction_rows(request.viewer, [found])[0])


def _page(request: OfficeRequest, shown: FlagPage, form: ResolveForm) -> HttpResponse:
    """Both values side by side, what speaks for each, and the three ways."""
    facts = facts_behind(request.viewer, shown.row.facts, most=_MOST_FACTS)
    listed = f"{address_of('assessment:contradictions')}?office={request.realm}"
    page = Page(
        title=f"{shown.title}: {shown.row.institution_name}",
        crumbs=(Crumb(_("Contradictions"), listed), Crumb(shown.row.item or shown.row.institution_name)),
        has_errors=form.is_bound,
    )
    context = {
        "shown": shown, "said": [tell_said(fact) for fact in facts if is_said(fact)],
        "facts": [fact_line(fact) for fact in facts if not is_said(fact)], "form": form,
        "page": page,
    }  # fmt: skip
    return TemplateResponse(request, "assessment/contradiction.html", context, status=422 if form.is_bound else 200)

"""Skills that are held and needed: in one institution, and in an office."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ospolis.assessment import permissions
from ospolis.assessment.banks import skills_in_use
from ospolis.assessment.forms.skills import SkillsForm
from ospolis.assessment.pages.offices import asked_office
from ospolis.assessment.pages.own import crumbs_to, take_institution
from ospolis.assessment.pages.skills import describe_office_skills, describe_skills, skills_table
from ospolis.assessment.selectors.skills import skills_of
from ospolis.assessment.services.skills import confirm_skills
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.exports import Format, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done


@requires(permissions.SEE_OWN_RESULT)
@require_safe
def show_skills(request: OfficeRequest, key: str) -> HttpResponse:
    institution = take_institution(request, key)
    shown = describe_skills(skills_of(request.viewer, institution))
    form = SkillsForm(skills=skills_in_use().skills, held=shown.skills.held)
    title = _("Skills: %(name)s") % {"name": institution.name}
    page = Page(title=title, crumbs=(*crumbs_to(request.viewer, institution), Crumb(_("Skills"))))
    context = {"shown": shown, "form": form, "institution": institution, "page": page}
    return TemplateResponse(request, "assessment/skills.html", context)


@requires(permissions.CONFIRM_SKILLS)
@require_POST
def keep_skills(request: OfficeRequest, key: str) -> HttpResponse:
    take_institution(request, key)
    form = SkillsForm(request.POST, skills=skills_in_use().skills, held={})
    if not form.is_valid():
        raise Http404  # the choices of a page are all that there are
    try:
        confirm_skills(institution_key=key, held=form.held(), actor=request.viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("The skills are written down."))
    return redirect("assessment:skills", key)


@requires(permissions.SEE_RESULTS)
@require_safe
def show_office_skills(request: OfficeRequest) -> HttpResponse:
    office = asked_office(request)
    crumbs = (Crumb(_("Assessment"), f"{reverse('assessment:results')}?office={office.key}"), Crumb(_("Skills")))
    context = {
        "shown": describe_office_skills(request.viewer, office.key),
        "office": office,
        "page": Page(title=_("Skills held and needed"), crumbs=crumbs),
    }
    return TemplateResponse(request, "assessment/office_skills.html", context)


@requires(permissions.SEE_RESULTS)
@limited(EXPORT)
@require_safe
def download_skills(request: OfficeRequest) -> StreamingHttpResponse:
    office = asked_office(request)
    return export_answer(skills_table(request.viewer, office.key), Format.CSV, name=f"skills-{office.key}")

"""Who can see and do what, and why: of an institution, of oneself; and a role for somebody known."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.page import Crumb, Page
from ospolis.people import permissions
from ospolis.people.forms.roles import RoleForm
from ospolis.people.own_pages import own_page
from ospolis.people.person_pages import crumbs_to
from ospolis.people.role_pages import (
    FormPage,
    RoleRow,
    answer_form,
    own_office,
    role_form,
)
from ospolis.people.selectors.access import access_to_institution, capabilities_of, institution_in_scope, own_roles
from ospolis.people.selectors.roles import people_to_name
from ospolis.people.services import grant_role
from ospolis.people.services.granting import is_own
from ospolis.people.signing_in.fresh import needs_fresh_log_in


@requires(permissions.SEE_ACCESS)
@require_safe
def show_institution_access(request: OfficeRequest, key: str) -> HttpResponse:
    try:
        institution = institution_in_scope(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = institution.realm
    held = access_to_institution(request.viewer, institution, on=timezone.localdate())
    crumbs = (Crumb(institution.name, reverse("publishing:institution", args=[key])), Crumb(_("Access")))
    context = {
        "institution": institution,
        "held": held,
        "may": capabilities_of({row.role for row in held}),
        "page": Page(title=_("Who can see and do what: %(name)s") % {"name": institution.name}, crumbs=crumbs),
    }
    return TemplateResponse(request, "people/institution_access.html", context)


@requires(permissions.SEE_OWN_ACCESS)
@require_safe
def show_own_access(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    lines = [(row, RoleRow(row.grant, today)) for row in own_roles(request.viewer, on=today)]
    own = [pair for pair in lines if is_own(pair[0].grant.person, request.viewer)]
    context = {
        "own": own,
        "deputies": [pair for pair in lines if pair not in own],
        "may": capabilities_of({Role.PARTICIPANT, *(row.role for row, _line in own)}),
        "page": own_page(_("What I may see and do")),
    }
    return TemplateResponse(request, "people/own_access.html", context)


@requires(permissions.GIVE_ROLES)
@needs_fresh_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: OfficeRequest, person_id: int) -> HttpResponse:
    office = own_office(request)
    person = people_to_name(request.viewer, office.key, on=timezone.localdate()).filter(pk=person_id).first()
    if person is None:
        raise Http404
    form = role_form(RoleForm, request, office)
    then = f"{reverse('people:roles')}?office={office.key}"
    said = _("The role is given. The person logs in once more to use it.")
    shown = FormPage(_("Give a role"), _("Give the role"), then, said, person.name, crumbs_to(person))
    return answer_form(request, form, shown, lambda values: grant_role(
        person_id=person_id, role=Role(values["role"]), starts=values["starts"], ends=values["ends"],
        actor=request.viewer, at=timezone.now(), **form.place(office.key),
    ))  # fmt: skip

"""Who holds which role in an office, and what is done with roles: given, prolonged, ended, deputised, handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.core.access import OfficeRequest, Role, requires
from ospolis.core.exports import Format, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.core.paging import take_page
from ospolis.people import permissions, services
from ospolis.people.forms.roles import MONTH, DeputyForm, EndForm, ExtendForm, NamingForm, RoleFilter
from ospolis.people.role_pages import FormPage, RoleRow, answer_form, narrow_roles, own_office, roles_export, steps_of
from ospolis.people.selectors.access import capabilities_of
from ospolis.people.selectors.persons import people_known_to
from ospolis.people.selectors.roles import get_role, names_of_accounts, people_to_name, roles_around
from ospolis.people.services.granting import is_own, spot_of
from ospolis.people.signing_in.fresh import needs_fresh_log_in

METHODS = ["GET", "HEAD", "POST"]
ORDER = ("person__folded_name", "id")


@requires(permissions.SEE_ROLES)
@require_safe
def list_roles(request: OfficeRequest) -> HttpResponse:
    office, today = own_office(request), timezone.localdate()
    form = RoleFilter(request.GET)
    asked = form.read()
    rows = take_page(
        narrow_roles(roles_around(request.viewer, office.key), asked, today), order=ORDER, query=request.GET
    )
    context = {
        "office": office,
        "form": form,
        "rows": rows,
        "lines": [RoleRow(row, today) for row in rows.rows],
        "is_narrow": any(asked.values()),
        "asked": urlencode({"office": office.key, **{name: value for name, value in asked.items() if value}}),
        "page": Page(title=_("People with a role")),
    }
    return TemplateResponse(request, "people/roles.html", context)


@requires(permissions.SEE_ROLES)
@limited(EXPORT)
@require_safe
def download_roles(request: OfficeRequest) -> StreamingHttpResponse:
    office, today = own_office(request), timezone.localdate()
    rows = narrow_roles(roles_around(request.viewer, office.key), RoleFilter(request.GET).read(), today)
    return export_answer(roles_export(rows.order_by(*ORDER), today), Format.CSV, name=f"roles-{office.key}")


@requires(permissions.SEE_OWN_ACCESS)
@require_safe
def show_role(request: OfficeRequest, grant_id: int) -> HttpResponse:
    row, crumbs = _role(request, grant_id)
    giver = row.grant.granted_by or 0
    names = names_of_accounts(request.viewer, [giver] if giver else [])
    context = {
        "row": row,
        "giver": names.get(giver, ""),
        "steps": steps_of(request.viewer, row),
        "has_record": _may_open_record(request, row),
        "may": capabilities_of([Role(row.grant.role)]),
        "page": Page(title=row.role.capitalize(), crumbs=(*crumbs, Crumb(row.grant.person.name))),
    }
    return TemplateResponse(request, "people/role.html", context)


@requires(permissions.GIVE_ROLES)
@needs_fresh_log_in
@require_http_methods(METHODS)
def extend_role(request: OfficeRequest, grant_id: int) -> HttpResponse:
    row, crumbs = _role(request, grant_id)
    form = ExtendForm(request.POST if request.method == "POST" else None, last_day=row.grant.ends)
    said = _("The role lasts longer now.")
    shown = FormPage(_("Prolong a role"), _("Prolong"), _back(grant_id), said, _about(row), crumbs)

    def act(values: Mapping[str, Any]) -> None:
        services.extend_role(grant_id=grant_id, actor=request.viewer, at=timezone.now(), ends=values["ends"])

    return answer_form(request, form, shown, act)


@requires(permissions.SEE_OWN_ACCESS)
@needs_fresh_log_in
@require_http_methods(METHODS)
def end_role(request: OfficeRequest, grant_id: int) -> HttpResponse:
    row, crumbs = _role(request, grant_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    said = _("The end of the role is written down.")
    shown = FormPage(_("End a role"), _("End the role"), _back(grant_id), said, _about(row), crumbs)

    def act(values: Mapping[str, Any]) -> None:
        services.end_role(
            grant_id=grant_id, ends=values["ends"], reason=values["reason"], actor=request.viewer, at=timezone.now()
        )

    return answer_form(request, form, shown, act)


@requires(permissions.NAME_DEPUTY)
@needs_fresh_log_in
@require_http_methods(METHODS)
def name_deputy(request: OfficeRequest, grant_id: int) -> HttpResponse:
    row, crumbs = _own_role(request, grant_id)
    people = _people(request, row)
    form = DeputyForm(request.POST if request.method == "POST" else None, people=people, initial={"starts": row.today})
    lede = _("A deputy may do for some days what you may do in this role, 90 days at most. You may end it at any time.")
    said = _("The deputy is named.")
    then = reverse("people:own-access")
    shown = FormPage(_("Name a deputy"), _("Name the deputy"), then, said, lede, crumbs, is_blocked=not people)

    def act(values: Mapping[str, Any]) -> None:
        services.name_deputy(
            grant_id=grant_id, deputy_id=values["person"], starts=values["starts"], ends=values["ends"],
            reason=values["reason"], actor=request.viewer, at=timezone.now(),
        )  # fmt: skip

    return answer_form(request, form, shown, act)


@requires(permissions.HAND_OVER)
@needs_fresh_log_in
@require_http_methods(METHODS)
def hand_over(request: OfficeRequest, grant_id: int) -> HttpResponse:
    row, crumbs = _own_role(request, grant_id)
    if row.grant.role != Role.LEAD or row.grant.office is None:
        raise Http404
    people, ends = _people(request, row), row.today + row.grant.office.role_months * MONTH
    form = NamingForm(request.POST if request.method == "POST" else None, people=people, initial={"ends": ends})
    lede = _("Your role as lead ends at once. The person whom you name leads the office from now on.")
    said = _("The lead is handed over. Your role has ended.")
    then = reverse("people:own-access")
    shown = FormPage(_("Hand the lead over"), _("Hand over"), then, said, lede, crumbs, is_blocked=not people)

    def act(values: Mapping[str, Any]) -> None:
        services.hand_over_lead(
            grant_id=grant_id, successor_id=values["person"], ends=values["ends"], actor=request.viewer,
            at=timezone.now(),
        )  # fmt: skip

    return answer_form(request, form, shown, act)


def _role(request: OfficeRequest, grant_id: int) -> tuple[RoleRow, tuple[Crumb, ...]]:
    """The role that a page is about, as far as it is the viewer's to know, and the way to it."""
    try:
        grant = get_role(request.viewer, grant_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    realm = spot_of(grant).realm
    if realm in request.viewer.realms(Role.OFFICER):
        request.realm = realm
        return RoleRow(grant, timezone.localdate()), (Crumb(_("People"), f"{reverse('people:roles')}?office={realm}"),)
    return RoleRow(grant, timezone.localdate()), (Crumb(_("What I may see and do"), reverse("people:own-access")),)


def _own_role(request: OfficeRequest, grant_id: int) -> tuple[RoleRow, tuple[Crumb, ...]]:
    row, crumbs = _role(request, grant_id)
    if not is_own(row.grant.person, request.viewer) or row.grant.deputises_for_id is not None:
        raise Http404
    return row, crumbs


def _may_open_record(request: OfficeRequest, row: RoleRow) -> bool:
    may = permissions.SEE_PERSON.allows(request.viewer.roles())
    return may and people_known_to(request.viewer).filter(pk=row.grant.person_id).exists()


def _people(request: OfficeRequest, row: RoleRow) -> list[tuple[int, str]]:
    people = people_to_name(request.viewer, spot_of(row.grant).realm, on=row.today)
    return list(people.values_list("pk", "name")[:1000])


def _back(grant_id: int) -> str:
    return reverse("people:role", args=[grant_id])


def _about(row: RoleRow) -> str:
    return _("%(name)s: %(role)s, %(where)s") % {"name": row.grant.person.name, "role": row.role, "where": row.where}

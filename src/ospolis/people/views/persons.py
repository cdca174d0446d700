"""The record of a person: shown, written down, changed; where the person works."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.people import permissions, services
from ospolis.people.forms.persons import EndMembershipForm, MembershipForm, NewPersonForm, PersonForm
from ospolis.people.person_pages import (
    Asking,
    act_or_ask,
    ask,
    crumbs_to,
    giving_office,
    institutions_to_choose,
    known_person,
    own_office_key,
    to_people,
)
from ospolis.people.selectors.access import access_of_person, capabilities_of
from ospolis.people.selectors.duplicates import likely_same
from ospolis.people.selectors.persons import people_kept_by, record_of_person


@requires(permissions.SEE_PERSON)
@require_safe
def show_person(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = known_person(request, person_id, in_full=False)
    services.note_sighting(person_id=person.pk, actor=request.viewer, at=timezone.now())
    record = record_of_person(request.viewer, person_id)
    held = access_of_person(request.viewer, person_id, on=timezone.localdate()) if record.in_full else ()
    way = (to_people(),) if permissions.SEE_ROLES.allows(request.viewer.roles()) else ()
    context = {
        "record": record,
        "held": held,
        "may": capabilities_of({row.role for row in held}),
        "gives_in": giving_office(request.viewer, person_id),
        "page": Page(title=person.name, crumbs=(*way, Crumb(person.name))),
    }
    return TemplateResponse(request, "people/person.html", context)


@requires(permissions.WRITE_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: OfficeRequest) -> HttpResponse:
    office = own_office_key(request)
    choices = institutions_to_choose(request.viewer)
    form = NewPersonForm(request.POST if request.method == "POST" else None, institutions=choices)
    asking = Asking(
        _("Add a person"), _("Add the person"), _("The person is written down."), (to_people(),),
        lede=_("For people who need no account."),
    )  # fmt: skip
    if not (form.is_bound and form.is_valid()):
        return ask(request, form.without_question(), asking)
    place = form.cleaned_data["institution"]
    given = form.details()
    likely = likely_same(request.viewer, name=given["name"], email=given["email"], institution_key=place)
    if form.ask_about(likely):
        return ask(request, form, asking.beside(likely))

    def write(values: dict[str, Any]) -> str:
        person = services.write_down_person(
            office_key=office, details=services.Details(**given), institution_key=place, function=values["function"],
            actor=request.viewer, at=timezone.now(),
        )  # fmt: skip
        return reverse("people:person", args=[person.pk])

    return act_or_ask(request, form, asking, write)


@requires(permissions.WRITE_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = known_person(request, person_id)
    if not people_kept_by(request.viewer).filter(pk=person_id).exists():
        raise Http404
    services.note_sighting(person_id=person.pk, actor=request.viewer, at=timezone.now())
    names = ("name", "certificate_name", "email", "phone", "language", "time_zone")
    initial = {name: getattr(person, name) for name in names}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial).without_question()
    asking = Asking(_("Change the record"), _("Keep the changes"), _("The changes are kept."), crumbs_to(person))

    def change(values: dict[str, Any]) -> str:
        details = services.Details(**form.details())
        services.change_person(person_id=person_id, details=details, actor=request.viewer, at=timezone.now())
        return reverse("people:person", args=[person_id])

    return act_or_ask(request, form, asking, change)


@requires(permissions.WRITE_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def add_membership(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = known_person(request, person_id)
    choices = institutions_to_choose(request.viewer)
    form = MembershipForm(request.POST if request.method == "POST" else None, institutions=choices)
    said = _("It is written down where this person works.")
    asking = Asking(
        _("Say where this person works"), _("Add the membership"), said, crumbs_to(person), lede=person.name
    )

    def add(values: dict[str, Any]) -> str:
        services.add_membership(
            person_id=person_id, institution_key=values["institution"], function=values["function"],
            starts=values["starts"], actor=request.viewer, at=timezone.now(),
        )  # fmt: skip
        return reverse("people:person", args=[person_id])

    return act_or_ask(request, form, asking, add)


@requires(permissions.WRITE_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: OfficeRequest, person_id: int, membership_id: int) -> HttpResponse:
    person = known_person(request, person_id)
    rows = record_of_person(request.viewer, person_id).memberships
    row = next((row for row in rows if row.pk == membership_id), None)
    if row is None:
        raise Http404
    form = EndMembershipForm(request.POST if request.method == "POST" else None)
    said = _("It is written down until when this person works there.")
    asking = Asking(_("End a membership"), _("End it"), said, crumbs_to(person), lede=row.institution.name)

    def end(values: dict[str, date]) -> str:
        services.end_membership(
            membership_id=membership_id, ends=values["ends"], actor=request.viewer, at=timezone.now()
        )
        return reverse("people:person", args=[person_id])

    return act_or_ask(request, form, asking, end)

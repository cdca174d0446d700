"""What pages about records of people share: forms that ask and do, and addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import OfficeRequest, Role, Viewer
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.offices.selectors import offices_worked_in_by
from ospolis.people import permissions
from ospolis.people.models import Person
from ospolis.people.selectors.persons import get_person
from ospolis.people.selectors.roles import people_to_name

_MOST_INSTITUTIONS = 2000


@dataclass(frozen=True, slots=True)
class Asking:
    """A page that asks for something: its words, what is said afterwards, its place, and people to look at first."""

    title: str
    button: str
    said: str
    crumbs: tuple[Crumb, ...] = ()
    lede: str = ""
    likely: tuple[Person, ...] = ()

    def beside(self, likely: Iterable[Person]) -> Asking:
        """The same page, with people to look at first."""
        return replace(self, likely=tuple(likely))


def own_office_key(request: OfficeRequest) -> str:
    """The own office that a record is written for: the one that is asked for, else the first.

    Raises   Http404 for an office in which the viewer does not work
    """
    own = [office.key for office in offices_worked_in_by(request.viewer)]
    asked = request.GET.get("office", "") or next(iter(own), "")
    if asked not in own:
        raise Http404
    request.realm = asked
    return asked


def known_person(request: OfficeRequest, person_id: int, *, in_full: bool = True) -> Person:
    """The person that a page is about.

    Raises   Http404 when the viewer does not know the person, or not in full
    """
    try:
        person = get_person(request.viewer, person_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if in_full and not getattr(person, "known_in_full", False):
        raise Http404
    request.realm = person.realm if person.realm in request.viewer.realms(Role.OFFICER) else ""
    return person


def giving_office(viewer: Viewer, person_id: int) -> str:
    """The first own office in which the viewer may give a person a role; empty when there is none.

    Cost     1 query for each office of the viewer
    """
    if not permissions.GIVE_ROLES.allows(viewer.roles()):
        return ""
    today = timezone.localdate()
    realms = sorted(viewer.realms(Role.OFFICER))
    known = (realm for realm in realms if people_to_name(viewer, realm, on=today).filter(pk=person_id).exists())
    return next(known, "")


def to_people() -> Crumb:
    """The first step of the way to a page about people."""
    return Crumb(_("People"), reverse("people:roles"))


def crumbs_to(person: Person) -> tuple[Crumb, ...]:
    """The way to a page below the record of a person."""
    return (to_people(), Crumb(person.name, reverse("people:person", args=[person.pk])))


def institutions_to_choose(viewer: Viewer) -> list[tuple[str, str]]:
    """The institutions in which the viewer may place somebody, by name."""
    own = Viewer(pk=viewer.pk, label=viewer.label, grants=viewer.grants_of(Role.OFFICER))
    return list(institutions_covered_by(own).values_list("key", "name")[:_MOST_INSTITUTIONS])


def ask(request: OfficeRequest, form: forms.Form, asking: Asking) -> HttpResponse:
    """Show a form with its errors."""
    page = Page(title=asking.title, crumbs=(*asking.crumbs, Crumb(asking.title)), has_errors=form.is_bound)
    context = {"form": form, "asking": asking, "page": page}
    return TemplateResponse(request, "people/person_form.html", context, status=422 if form.is_bound else 200)


def act_or_ask(
    request: OfficeRequest, form: forms.Form, asking: Asking, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Do what a form asks for and go where `act` says, or show it again with the reason."""
    if form.is_bound and form.is_valid():
        try:
            then = act(form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        except ObjectDoesNotExist:
            form.add_error(None, _("This cannot be chosen here."))
        else:
            say_done(request, asking.said)
            return redirect(then)
    return ask(request, form, asking)

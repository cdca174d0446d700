"""What the pages of roles show: whose role, where, until when, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import OfficeRequest, Role, Viewer
from ospolis.core.access.giving import DEPUTISED, roles_given_by
from ospolis.core.exports import Table
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.offices.selectors import offices_worked_in_by
from ospolis.people import permissions
from ospolis.people.forms.roles import RoleForm
from ospolis.people.naming import fold_name
from ospolis.people.selectors.giving import entitlement_to
from ospolis.people.selectors.roles import holding, holds_on
from ospolis.people.services.granting import NotEntitled, is_own, spot_of
from ospolis.people.services.roles import LastLead

if TYPE_CHECKING:
    from ospolis.offices.models import Office
    from ospolis.people.models import RoleGrant

F = TypeVar("F", bound=RoleForm)
SOON = timedelta(days=14)
_MOST_INSTITUTIONS = 1_000


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role as a table shows it."""

    grant: RoleGrant
    today: date

    @property
    def role(self) -> str:
        return Role(self.grant.role).words

    @property
    def where(self) -> str:
        grant = self.grant
        return grant.office.name if grant.office else grant.institution.name if grant.institution else _("everywhere")

    @property
    def absent(self) -> str:
        """In whose place a deputy stands."""
        row = self.grant.deputises_for
        return row.person.name if row else ""

    @property
    def state(self) -> str:
        grant = self.grant
        if grant.ended_at or (grant.ends and grant.ends < self.today):
            return "ended"
        if grant.starts > self.today:
            return "coming"
        return "holds" if holds_on(grant, self.today) else "rests"

    @property
    def days_left(self) -> int | None:
        """How many days a role has left that ends within two weeks."""
        ends = self.grant.ends
        return (ends - self.today).days if self.state == "holds" and ends and ends - self.today <= SOON else None

    @property
    def may_be_deputised(self) -> bool:
        return self.state == "holds" and self.grant.deputises_for_id is None and Role(self.grant.role) in DEPUTISED


@dataclass(frozen=True, slots=True)
class RoleSteps:
    """What the viewer may do with a role: only these ways are offered."""

    may_name_deputy: bool = False
    may_prolong: bool = False
    may_hand_over: bool = False
    may_end: bool = False


def steps_of(viewer: Viewer, row: RoleRow) -> RoleSteps:
    """What the viewer may do with a role today.

    Cost     4 queries at most
    """
    if row.state == "ended":
        return RoleSteps()
    grant, roles = row.grant, viewer.roles()
    role, spot, absent = Role(grant.role), spot_of(grant), grant.deputises_for
    if is_own(grant.person, viewer):
        deputised = row.may_be_deputised and permissions.NAME_DEPUTY.allows(roles)
        leads = role is Role.LEAD and row.may_be_deputised and permissions.HAND_OVER.allows(roles)
        return RoleSteps(may_name_deputy=deputised, may_hand_over=leads, may_end=True)
    longer = grant.ends is not None and absent is None and permissions.GIVE_ROLES.allows(roles)
    ends = absent is not None and is_own(absent.person, viewer)
    return RoleSteps(
        may_prolong=longer and entitlement_to(viewer, role, spot, on=row.today) is not None,
        may_end=ends or entitlement_to(viewer, role, spot, on=row.today, to_end=True) is not None,
    )


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that asks for something and does it: its words, where one goes on and what is said there.

    It is blocked while there is nobody to name.
    """

    title: str
    button: str
    then: str
    said: str
    lede: str = ""
    crumbs: tuple[Crumb, ...] = ()
    is_blocked: bool = False


def own_office(request: OfficeRequest) -> Office:
    """The own office that a page is about: the one that is asked for, else the first.

    Raises   Http404 for an office in which the viewer does not work
    """
    own = {office.key: office for office in offices_worked_in_by(request.viewer)}
    asked = request.GET.get("office", "") or next(iter(own), "")
    if asked not in own:
        raise Http404
    request.office = own[asked]
    return own[asked]


def answer_form(
    request: OfficeRequest, form: forms.Form, shown: FormPage, act: Callable[[Mapping[str, Any]], object]
) -> HttpResponse:
    """Show a form, or do what it asks for; a refusal stands in the form, in words."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except LastLead:
            form.add_error(None, _("Somebody has to lead the office. Name who follows first, or ask an operator."))
        except NotEntitled:
            form.add_error(None, _("Your roles do not allow this."))
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        except ObjectDoesNotExist:
            form.add_error(None, _("This cannot be chosen here."))
        else:
            say_done(request, shown.said)
            return redirect(shown.then)
    page = Page(title=shown.title, crumbs=(*shown.crumbs, Crumb(shown.title)), has_errors=form.is_bound)
    context = {"form": form, "shown": shown, "page": page}
    return TemplateResponse(request, "people/role_form.html", context, status=422 if form.is_bound else 200)


def institutions_to_choose(viewer: Viewer, realm: str) -> list[tuple[str, str]]:
    """The institutions of an office for which the viewer may give a role, by name."""
    own = Viewer(viewer.pk, viewer.label, tuple(row for row in viewer.grants_of(Role.OFFICER) if row.realm == realm))
    rows = institutions_covered_by(own).filter(realm=realm)
    return list(rows.values_list("key", "name")[:_MOST_INSTITUTIONS])


def roles_to_choose(viewer: Viewer, realm: str) -> tuple[Role, ...]:
    """The roles that the viewer may give in an office."""
    held = frozenset(row.role for row in viewer.grants if row.realm == realm)
    return roles_given_by(held)


def role_form(kind: type[F], request: OfficeRequest, office: Office) -> F:
    """A form about a role in an office, with what the viewer may give there; filled in when it comes back."""
    return kind(
        request.POST if request.method == "POST" else None,
        roles=roles_to_choose(request.viewer, office.key),
        institutions=institutions_to_choose(request.viewer, office.key),
        months=office.role_months,
        today=timezone.localdate(),
    )


def narrow_roles(rows: QuerySet[RoleGrant], asked: Mapping[str, str], today: date) -> QuerySet[RoleGrant]:
    """The roles that a filter leaves: those that hold now, unless another state is asked for."""
    if asked["role"]:
        rows = rows.filter(role=asked["role"])
    for word in fold_name(asked["q"]).split()[:5]:
        rows = rows.filter(person__folded_name__contains=word)
    match asked["state"]:
        case "ended":
            return rows.filter(Q(ended_at__isnull=False) | Q(ends__lt=today))
        case "coming":
            return rows.filter(starts__gt=today, ended_at=None)
        case "ending":
            return rows.filter(holding(today), ends__lte=today + SOON)
        case _other:
            return rows.filter(holding(today))


def roles_export(rows: QuerySet[RoleGrant], today: date) -> Table:
    """The list of roles as a file."""
    columns = ("person", "name", "role", "where", "first day", "last day", "deputy of")
    shown = (RoleRow(row, today) for row in rows.iterator(chunk_size=500))
    cells = (
        (row.grant.person_id, row.grant.person.name, row.role, row.where, row.grant.starts, row.grant.ends, row.absent)
        for row in shown
    )
    return Table(title="roles", columns=columns, rows=cells)

"""Who can see and do what, where, and why: of a person, and of an institution."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ospolis.core.access import Grant, Role, Viewer
from ospolis.core.checks import declared_permissions
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.offices.selectors import reach_of
from ospolis.people.models import RoleGrant
from ospolis.people.selectors.roles import holding, names_of_accounts, roles_around

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


class Way(enum.StrEnum):
    """By which way a role reaches an institution."""

    OFFICE = "office"
    ITSELF = "itself"
    PARENT = "parent"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role, by which way it reaches here, and who gave it; `giver` is empty for the operator's hand."""

    grant: RoleGrant
    way: Way
    giver: str = ""

    @property
    def role(self) -> Role:
        return Role(self.grant.role)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a role may do, each in the words of its permission."""

    role: Role
    words: tuple[str, ...]


def capabilities_of(roles: Iterable[Role]) -> tuple[Capabilities, ...]:
    """What each of these roles may do beside what everybody with an account may, in words.

    A lead may also do what an officer may; that is not said twice.
    """
    found, asked = [], set(roles)
    for role in (role for role in Role if role in asked):
        mine = [row for row in declared_permissions().values() if role in row.roles]
        said = {Role.PARTICIPANT} if role not in {Role.VISITOR, Role.PARTICIPANT} else set()
        said |= {Role.OFFICER} if role is Role.LEAD and Role.OFFICER in asked else set()
        words = [str(row.words) for row in mine if not said & row.roles]
        words[:0] = [_("All that an officer may.")] if Role.OFFICER in said else []
        found.append(Capabilities(role, tuple(words)))
    return tuple(found)


def institution_in_scope(viewer: Viewer, key: str) -> Institution:
    """One institution that a role of the viewer covers.

    Cost     1 query
    Raises   Institution.DoesNotExist, for what does not exist and for what is out of scope alike
    """
    return institutions_covered_by(viewer).select_related("parent").get(key=key)


def access_to_institution(viewer: Viewer, institution: Institution, *, on: date) -> tuple[HeldRole, ...]:
    """Every role that reaches an institution on a day, with the way: office, the institution itself, one above it.

    Shapes   leads first, then officers, focal points, programme and operators; empty when no role of the viewer covers
             the institution
    Cost     3 queries
    """
    if not institutions_covered_by(viewer).filter(pk=institution.pk).exists():
        return ()
    above = [key for key in institution.lineage.split("/") if key]
    reaching = Q(office__key=institution.realm) | Q(institution__key__in=above)
    everywhere = Q(role__in=[Role.PROGRAMME, Role.OPERATOR])
    rows = RoleGrant.objects.filter(holding(on), reaching | everywhere, person__account__is_active=True)
    shown = rows.select_related("person", "office__host", "institution", "deputises_for__person").order_by("id")
    held = [(row, way) for row in shown if (way := _way(row, institution)) is not None]
    return _with_givers(viewer, sorted(held, key=lambda pair: _rank(pair[0])))


def access_of_person(viewer: Viewer, person_id: int, *, on: date) -> tuple[HeldRole, ...]:
    """The roles of a person that hold on a day, as far as they are the viewer's to know.

    Shapes   all for the person, else those in the viewer's offices and their institutions
    Cost     2 queries at most, and 1 for each office of the viewer
    """
    shown = RoleGrant.objects.filter(holding(on), person=person_id, person__account=viewer.pk)
    rows = shown.select_related("person", "office", "institution", "deputises_for__person") if viewer.pk else []
    found = {row.pk: row for row in rows}
    for realm in sorted(viewer.realms(Role.OFFICER)) if not found else ():
        found |= {row.pk: row for row in roles_around(viewer, realm).filter(holding(on), person=person_id)}
    held = [(row, _own_way(row)) for row in sorted(found.values(), key=_rank)]
    return _with_givers(viewer, held)


def own_roles(viewer: Viewer, *, on: date) -> tuple[HeldRole, ...]:
    """The roles of the viewer that hold or will hold, and those of the viewer's deputies.

    Cost     2 queries, none for visitors
    """
    if viewer.pk is None:
        return ()
    own = Q(person__account=viewer.pk) | Q(deputises_for__person__account=viewer.pk)
    rows = RoleGrant.objects.filter(own, Q(ends=None) | Q(ends__gte=on), ended_at=None).order_by("starts", "id")
    shown = rows.select_related("person__account", "office", "institution", "deputises_for__person__account")
    return _with_givers(viewer, [(row, _own_way(row)) for row in shown])


def _with_givers(viewer: Viewer, held: Sequence[tuple[RoleGrant, Way]]) -> tuple[HeldRole, ...]:
    numbers = {row.granted_by for row, _ in held if row.granted_by is not None}
    names = names_of_accounts(viewer, numbers)
    return tuple(HeldRole(row, way, names.get(row.granted_by or 0, "")) for row, way in held)


def _own_way(row: RoleGrant) -> Way:
    return Way.OFFICE if row.office else Way.ITSELF if row.institution else Way.EVERYWHERE


def _way(row: RoleGrant, institution: Institution) -> Way | None:
    """By which way a role reaches an institution; None for an office whose scope leaves it out."""
    if row.office is not None:
        alone = Viewer(grants=(Grant(Role(row.role), row.office.key, reach=reach_of(row.office)),))
        return Way.OFFICE if _reaches(alone, institution) else None
    if row.institution is None:
        return Way.EVERYWHERE
    return Way.ITSELF if row.institution_id == institution.pk else Way.PARENT


def _reaches(alone: Viewer, institution: Institution) -> bool:
    """Whether one grant of an office reaches an institution, from what was read already."""
    kind, _, key = alone.grants[0].reach.partition(":")
    if kind == "sector":
        return bool(key) and institution.sector == key
    return not kind or f"/{key}/" in institution.lineage


def _rank(row: RoleGrant) -> tuple[int, str, int]:
    order = [Role.LEAD, Role.OFFICER, Role.FOCAL_POINT, Role.PROGRAMME, Role.OPERATOR]
    return order.index(Role(row.role)), row.person.folded_name, row.pk

"""Why somebody may give or end a role somewhere: the roles held now, held against the table of givers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ospolis.core.access import Grant, Role, Viewer
from ospolis.core.access.giving import ENDINGS, GIVINGS, Giving, Place
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.offices.selectors import reach_of
from ospolis.people.models import RoleGrant
from ospolis.people.selectors.roles import holding


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a role is held: in an office, for an institution of an office, or everywhere.

    `realm` is the key of the office that both belong to, empty for everywhere.
    """

    office_key: str = ""
    institution_key: str = ""
    realm: str = ""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The role that lets somebody give or end another one, until when, and in whose place when as a deputy."""

    role: Role
    until: date | None = None
    in_place_of: str = ""


def entitlement_to(viewer: Viewer, role: Role, spot: Spot, *, on: date, to_end: bool = False) -> Entitlement | None:
    """Why the viewer may give a role at a spot, or end it there; None when nothing the viewer holds allows it.

    The rows of today count, narrowed to what the viewer carries, so that a token never gives more than its account.
    Shapes   of several, the one that lasts longest; a deputy ends no role of a lead
    Cost     2 queries at most, none for the system
    """
    table = [line for line in (ENDINGS if to_end else GIVINGS) if line.role == role]
    if viewer.pk is None:
        by_hand = any(grant.role == Role.OPERATOR for grant in viewer.grants)
        return Entitlement(Role.OPERATOR) if by_hand and table else None
    rows = [row for row in held_by(viewer, on) if to_end is False or role != Role.LEAD or row.deputises_for is None]
    fitting = [row for row in rows if _fits(viewer, row, table, spot)]
    if not fitting:
        return None
    best = max(fitting, key=lambda row: row.ends or date.max)
    absent = best.deputises_for
    stands_for = f"account:{absent.person.account.pk}" if absent else ""
    return Entitlement(Role(best.role), best.ends, stands_for)


def held_by(viewer: Viewer, on: date) -> list[RoleGrant]:
    """The roles that the viewer holds on a day, as rows, those only that the viewer carries.

    Cost     1 query, none for visitors
    """
    if viewer.pk is None:
        return []
    rows = RoleGrant.objects.filter(holding(on), person__account=viewer.pk).order_by("id")
    rows = rows.select_related("person__account", "office__host", "institution", "deputises_for__person__account")
    carried = {(grant.role, grant.realm, grant.unit) for grant in viewer.grants}
    return [row for row in rows if _carries(row, carried)]


def _carries(row: RoleGrant, carried: Iterable[tuple[Role, str, str]]) -> bool:
    realm, unit = row.office.key if row.office else "", row.institution.key if row.institution else ""
    return (Role(row.role), realm, unit) in carried


def _fits(viewer: Viewer, row: RoleGrant, table: list[Giving], spot: Spot) -> bool:
    return any(line.giver == row.role and _is_within(viewer, row, line.place, spot) for line in table)


def _is_within(viewer: Viewer, row: RoleGrant, place: Place, spot: Spot) -> bool:
    if place is Place.ANYWHERE:
        return True
    if row.office is None:
        return False
    if place is Place.OWN_OFFICE:
        return spot.office_key == row.office.key
    alone = Viewer(viewer.pk, viewer.label, (Grant(Role(row.role), row.office.key, reach=reach_of(row.office)),))
    return institutions_covered_by(alone).filter(key=spot.institution_key).exists()

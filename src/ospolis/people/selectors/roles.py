"""The roles that people hold or held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.people.models import Account, Membership, Person, RoleGrant

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


def holds_on(row: RoleGrant, on: date) -> bool:
    """Whether a role holds on a day; one that was ended by hand holds on none any more.

    An office that has ended takes its roles with it, and a deputy stands in only while the role of the absent holds.
    """
    begun = row.ended_at is None and row.starts <= on and (row.ends is None or row.ends >= on)
    if not begun or (row.office and row.office.ended and row.office.ended < on):
        return False
    absent = row.deputises_for
    if absent is None:
        return True
    account = getattr(absent.person, "account", None)
    return absent.deputises_for_id is None and account is not None and account.is_active and holds_on(absent, on)


def holding(on: date) -> Q:
    """The same as `holds_on`, as a filter on RoleGrant."""
    absent = "deputises_for__"
    stands_in = _begun(on, absent) & Q(**{f"{absent}deputises_for": None, f"{absent}person__account__is_active": True})
    in_office = Q(office=None) | Q(office__ended=None) | Q(office__ended__gte=on)
    return _begun(on, "") & in_office & (Q(deputises_for=None) | stands_in)


def _begun(on: date, way: str) -> Q:
    dates = Q(**{f"{way}starts__lte": on, f"{way}ended_at": None})
    return dates & (Q(**{f"{way}ends": None}) | Q(**{f"{way}ends__gte": on}))


# Read at each request: put together once, and of the nine tables only the columns that say what a role opens today.
_STANDING = (
    RoleGrant.objects.select_related(
        "person__account", "office__host", "institution", "deputises_for__person__account", "deputises_for__office"
    )
    .only(
        *("role", "starts", "ends", "ended_at", "deputises_for_id", "person__name", "institution__key"),
        *(f"person__account__{field.attname}" for field in Account._meta.concrete_fields),
        *("office__key", "office__scope", "office__ended", "office__host__key", "office__host__sector"),
        *("institution__realm", "deputises_for__starts", "deputises_for__ends", "deputises_for__ended_at"),
        *("deputises_for__deputises_for_id", "deputises_for__office__ended"),
        "deputises_for__person__account__is_active",
    )
    .order_by("id")
)


def grants_of_account(viewer: Viewer, account_id: int) -> list[RoleGrant]:
    """Every role that the person behind an account ever held, each with the account, the office and the institution.

    Shapes   empty for everybody but the system itself, which asks who stands behind a session
    Cost     1 query
    """
    if Role.OPERATOR not in viewer.roles():
        return []
    return list(_STANDING.filter(person__account=account_id))


def all_grants(viewer: Viewer) -> QuerySet[RoleGrant]:
    """Every role of people with an account, for operators only.

    Cost     1 query when read
    """
    if Role.OPERATOR not in viewer.roles():
        return RoleGrant.objects.none()
    rows = RoleGrant.objects.filter(person__account__isnull=False)
    return rows.select_related("person__account", "office", "institution").order_by("person_id", "role", "id")


def roles_around(viewer: Viewer, realm: str) -> QuerySet[RoleGrant]:
    """The roles in an office and in those of its institutions that the viewer covers, past and coming ones too.

    Shapes   RoleGrant rows with person, office, institution and the absent, by name of the person; empty for
             everybody who does not work in the office
    Cost     1 query when read
    """
    if realm not in viewer.realms(Role.OFFICER):
        return RoleGrant.objects.none()
    held = Q(office__key=realm) | Q(institution__in=_covered_in(viewer, realm))
    rows = RoleGrant.objects.filter(held, person__erased_at=None)
    shown = rows.select_related("person__account", "office", "institution", "deputises_for__person__account")
    return shown.order_by("person__folded_name", "id")


def get_role(viewer: Viewer, grant_id: int) -> RoleGrant:
    """One role that the viewer holds, deputises for the viewer, or stands in an own office.

    Cost     2 queries at most
    Raises   RoleGrant.DoesNotExist
    """
    seen = Q(person__account=viewer.pk) | Q(deputises_for__person__account=viewer.pk)
    rows = RoleGrant.objects.filter(seen, pk=grant_id) if viewer.pk is not None else RoleGrant.objects.none()
    shown = rows.select_related("person__account", "office", "institution", "deputises_for__person__account").first()
    if shown is not None:
        return shown
    for realm in sorted(viewer.realms(Role.OFFICER)):
        if (found := roles_around(viewer, realm).filter(pk=grant_id).first()) is not None:
            return found
    raise RoleGrant.DoesNotExist


def people_to_name(viewer: Viewer, realm: str, *, on: date) -> QuerySet[Person]:
    """Who may get a role, stand in for the viewer, or follow: people with an account whom the viewer knows.

    Shapes   for staff: whom the office wrote down, and who holds a role in it or in an institution that they cover; for
             a focal point: the staff of the office, and who works or holds a role in the own institution, below or
             above it. Never the viewer
    Cost     1 query when read, and 1 before for a focal point
    """
    held, known = Q(office__key=realm), Q(pk__in=[])
    if realm in viewer.realms(Role.OFFICER):
        held |= Q(institution__in=_covered_in(viewer, realm))
        known = Q(realm=realm)
    elif covered := viewer.units(Role.FOCAL_POINT):
        own = institutions_covered_by(Viewer(viewer.pk, grants=viewer.grants_of(Role.FOCAL_POINT))).filter(realm=realm)
        lineages = own.filter(key__in=covered).values_list("lineage", flat=True)
        above = {key for lineage in lineages for key in lineage.split("/") if key}
        held |= Q(institution__in=own.order_by()) | Q(institution__key__in=above)
        working = Membership.objects.filter(institution__in=own.order_by(), ends=None)
        known = Q(pk__in=working.values("person"))
    else:
        return Person.objects.none()
    rows = RoleGrant.objects.filter(holding(on), held)
    found = Person.objects.filter(known | Q(pk__in=rows.values("person")), account__is_active=True, erased_at=None)
    return found.exclude(account=viewer.pk).order_by("folded_name", "id")


def _covered_in(viewer: Viewer, realm: str) -> QuerySet[Institution]:
    """The institutions of an office that the viewer covers by working in it."""
    own = tuple(grant for grant in viewer.grants_of(Role.OFFICER) if grant.realm == realm)
    return institutions_covered_by(Viewer(viewer.pk, viewer.label, own)).order_by()


def names_of_accounts(viewer: Viewer, numbers: Iterable[int]) -> dict[int, str]:
    """The names behind numbers of accounts, for pages that say who gave a role.

    Shapes   empty for visitors
    Cost     1 query, none without numbers
    """
    wanted = set(numbers)
    if viewer.pk is None or not wanted:
        return {}
    rows = Person.objects.filter(account__in=wanted, erased_at=None).order_by("id")
    return dict(rows.values_list("account", "name"))

"""Which people somebody may know of, and what is kept about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.people.models import Account, Credential, Membership, Participation, Person, RoleGrant

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person as a viewer may see it; with `in_full` false only the name and functions are there.

    Lists hold the newest 50; `is_cut` when one goes on.
    """

    person: Person
    in_full: bool
    may_change: bool
    has_account: bool
    memberships: tuple[Membership, ...]
    participations: tuple[Participation, ...] = ()
    credentials: tuple[Credential, ...] = ()
    is_cut: bool = False


def people_known_to(viewer: Viewer) -> QuerySet[Person]:
    """The people that a viewer may know of: the one place that decides it.

    An office knows in full whoever it wrote down, and whoever holds or held a role, works or worked, or took part in
    the office or in an institution that it covers. A focal point knows by name whoever works in the own institution or
    below it. Programme, operators and participants know nobody here; the system knows everybody.
    Shapes   Person rows with `known_in_full`, by name; erased and merged records are left out
    Cost     1 query when read
    """
    full, named = _known_in_full(viewer), _known_by_name(viewer)
    mark = Case(When(full, then=Value(True)), default=Value(False), output_field=BooleanField())
    return _living().filter(full | named).annotate(known_in_full=mark).order_by("folded_name", "id")


def people_known_in_full(viewer: Viewer) -> QuerySet[Person]:
    """Those of `people_known_to` of whom the viewer may see everything that an office keeps.

    Cost     1 query when read
    """
    return _living().filter(_known_in_full(viewer)).order_by("folded_name", "id")


def _living() -> QuerySet[Person]:
    return Person.objects.filter(erased_at__isnull=True, merged_into__isnull=True)


def people_kept_by(viewer: Viewer) -> QuerySet[Person]:
    """The people whose record the viewer may change: those that an own office wrote down, and those known in full
    whom no office wrote down.

    Shapes   Person rows, by name
    Cost     1 query when read
    """
    rows = people_known_in_full(viewer)
    return rows if _is_system(viewer) else rows.filter(Q(realm__in=viewer.realms(Role.OFFICER)) | Q(realm=""))


def _is_system(viewer: Viewer) -> bool:
    return viewer.pk is None and any(grant.role == Role.OPERATOR for grant in viewer.grants)


def _known_in_full(viewer: Viewer) -> Q:
    if _is_system(viewer):
        return Q(pk__isnull=False)
    realms = viewer.realms(Role.OFFICER)
    if not realms:
        return Q(pk__in=[])
    covered = _covered_by_offices(viewer)
    own = Q(office__key__in=realms) | Q(institution__in=covered)
    row = OuterRef("pk")
    return (
        Q(realm__in=realms)
        | Q(Exists(RoleGrant.objects.filter(own, person=row)))
        | Q(Exists(Membership.objects.filter(person=row, institution__in=covered)))
        | Q(Exists(Participation.objects.filter(own, person=row)))
    )


def _known_by_name(viewer: Viewer) -> Q:
    if not viewer.units(Role.FOCAL_POINT):
        return Q(pk__in=[])
    working = Membership.objects.filter(person=OuterRef("pk"), institution__in=_own_institutions(viewer))
    return Q(Exists(working.filter(ends__isnull=True)))


def _covered_by_offices(viewer: Viewer) -> QuerySet[Institution]:
    return institutions_covered_by(Viewer(pk=viewer.pk, grants=viewer.grants_of(Role.OFFICER))).order_by()


def own_rows(viewer: Viewer) -> tuple[Q, Q]:
    """Rows of an own office, and rows of an institution that it covers, as filters; the system sees all of both.

    Cost     none: filters only
    """
    if _is_system(viewer):
        return Q(pk__isnull=False), Q(pk__isnull=False)
    return Q(office__key__in=viewer.realms(Role.OFFICER)), Q(institution__in=_covered_by_offices(viewer))


def _own_institutions(viewer: Viewer) -> QuerySet[Institution]:
    return institutions_covered_by(Viewer(pk=viewer.pk, grants=viewer.grants_of(Role.FOCAL_POINT))).order_by()


def get_person(viewer: Viewer, person_id: int) -> Person:
    """One person whom the viewer may know of.

    Cost     1 query
    Raises   Person.DoesNotExist, also for somebody out of scope
    """
    return people_known_to(viewer).get(pk=person_id)


def record_of_person(viewer: Viewer, person_id: int) -> PersonRecord:
    """What the viewer may see of a person: of an office, what belongs to it and to the institutions that it covers.

    Cost     5 queries; 2 for somebody known by name only
    Raises   Person.DoesNotExist, also for somebody out of scope
    """
    person = get_person(viewer, person_id)
    own_office, own_place = own_rows(viewer)
    memberships = Membership.objects.filter(person=person).select_related("institution").order_by("-starts", "-id")
    if not getattr(person, "known_in_full", False):
        own = memberships.filter(institution__in=_own_institutions(viewer), ends__isnull=True)
        return PersonRecord(person, False, False, False, tuple(own[:SHOWN]))
    taken = Participation.objects.filter(own_office | own_place, person=person).order_by("-day", "-id")
    taken = taken.select_related("office", "institution")
    issued = Credential.objects.filter(own_office, person=person).select_related("office").order_by("-issued_at", "-id")
    worked = list(memberships.filter(own_place)[: SHOWN + 1])
    took, got = list(taken[: SHOWN + 1]), list(issued[: SHOWN + 1])
    return PersonRecord(
        person=person,
        in_full=True,
        may_change=_is_system(viewer) or person.realm in {"", *viewer.realms(Role.OFFICER)},
        has_account=Account.objects.filter(person=person, is_active=True).exists(),
        memberships=tuple(worked[:SHOWN]),
        participations=tuple(took[:SHOWN]),
        credentials=tuple(got[:SHOWN]),
        is_cut=max(len(worked), len(took), len(got)) > SHOWN,
    )

"""Records that may be of one person: told to people, who decide. A name alone is never enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ospolis.core.access import Viewer
from ospolis.people.models import Account, Membership, Merge, Participation, Person, RoleGrant
from ospolis.people.naming import fold_name
from ospolis.people.selectors.persons import own_rows, people_known_in_full

UNDO_WITHIN = timedelta(days=30)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one person, the older first, and why."""

    first: Person
    second: Person
    same_email: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, side by side: what tells them apart."""

    person: Person
    memberships: tuple[Membership, ...]
    account_id: int | None
    account_email: str
    last_seen: date | None
    participations: int
    roles: int


def likely_same(
    viewer: Viewer, *, name: str, email: str, institution_key: str = "", except_for: int | None = None
) -> list[Person]:
    """People whom the viewer knows and who may be the one that is being written down.

    Shapes   at most 5: the same address, or the same name in the same institution
    Cost     1 query
    """
    same = Q(email=email.strip().casefold()) if email.strip() else Q(pk__in=[])
    if institution_key and name.strip():
        there = Membership.objects.filter(person=OuterRef("pk"), institution__key=institution_key)
        same |= Q(folded_name=fold_name(name)) & Q(Exists(there))
    rows = people_known_in_full(viewer).filter(same)
    rows = rows if except_for is None else rows.exclude(pk=except_for)
    return list(rows.order_by("folded_name", "id")[:5])


def likely_duplicates(viewer: Viewer) -> list[Pair]:
    """Pairs of records that may be of one person, among those that the viewer knows in full.

    Shapes   at most 50 pairs, by name; whoever is found twice by address is not told again by name
    Cost     4 queries; 2 when there are none
    """
    known = people_known_in_full(viewer)
    older = Person.objects.filter(
        pk__in=known.order_by().values("pk"), email=OuterRef("email"), pk__lt=OuterRef("pk")
    ).exclude(email="")
    by_email = known.filter(Exists(older))[:SHOWN]
    places = Membership.objects.filter(person=OuterRef(OuterRef(OuterRef("pk")))).values("institution")
    there = Membership.objects.filter(person=OuterRef("pk"), institution__in=places)
    namesake = Person.objects.filter(
        Exists(there), pk__in=known.order_by().values("pk"), folded_name=OuterRef("folded_name"), pk__lt=OuterRef("pk")
    ).exclude(folded_name="")
    by_name = known.filter(Exists(namesake))[:SHOWN]
    found = {person.pk: person for person in (*by_email, *by_name)}
    return _paired(known, found.values())[:SHOWN]


def _paired(known: QuerySet[Person], later: Iterable[Person]) -> list[Pair]:
    """Set each later record beside the oldest that it may be the same as."""
    later = list(later)
    if not later:
        return []
    emails = {person.email for person in later} - {""}
    names = {person.folded_name for person in later}
    rows = list(known.filter(Q(email__in=emails) | Q(folded_name__in=names)).order_by("pk"))
    places: dict[int, set[int]] = defaultdict(set)
    for person_id, place in Membership.objects.filter(person__in=rows).values_list("person_id", "institution_id"):
        places[person_id].add(place)
    pairs = []
    for second in later:
        mates = [row for row in rows if row.pk < second.pk]
        same = [row for row in mates if row.email and row.email == second.email]
        named = [row for row in mates if row.folded_name == second.folded_name and places[row.pk] & places[second.pk]]
        pairs += [Pair(mate, second, bool(same)) for mate in (same or named)[:1]]
    return pairs


def side_of(viewer: Viewer, person_id: int) -> Side:
    """One of two records to be compared, as far as its rows belong to an own office or to an institution it covers.

    Cost     6 queries
    Raises   Person.DoesNotExist, also when the viewer does not know the person in full
    """
    person = people_known_in_full(viewer).get(pk=person_id)
    account = Account.objects.filter(person=person, is_active=True).first()
    own_office, own_place = own_rows(viewer)
    taken = Participation.objects.filter(own_office | own_place, person=person).order_by("-day", "-id")
    worked = Membership.objects.filter(own_place, person=person).select_related("institution")
    return Side(
        person=person,
        memberships=tuple(worked[:10]),
        account_id=account.pk if account else None,
        account_email=account.email if account else "",
        last_seen=taken.values_list("day", flat=True).first(),
        participations=taken.count(),
        roles=RoleGrant.objects.filter(own_office | own_place, person=person).count(),
    )


def open_merges(viewer: Viewer, *, at: datetime) -> list[Merge]:
    """Merges of records that the viewer knows, which can still be taken apart; the newest first.

    Cost     1 query
    """
    rows = Merge.objects.filter(
        kept__in=people_known_in_full(viewer).order_by(),
        undone_at__isnull=True,
        merged_at__gt=at - UNDO_WITHIN,
        gone__isnull=False,
    )
    last_first = rows.select_related("kept", "gone").order_by(F("merged_at").desc(), "-id")
    return list(last_first[:SHOWN])

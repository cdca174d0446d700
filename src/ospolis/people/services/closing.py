"""The only writer of snapshots: closes an activity, counts its people once, and lets their donated answers end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.choices import Capacity, Dimension, ParticipationState, Said
from ospolis.people.events import ActivityClosed
from ospolis.people.models import Donation, HeadCount, Participation, Snapshot
from ospolis.people.selectors.participation import offices_written_for_by
from ospolis.people.services.participating import REFERENCE, Activity

if TYPE_CHECKING:
    from ospolis.offices.models import Office

ALL, UNKNOWN = "all", "unknown"
# After so many days the answers that people donated for an activity are cut loose from them.
KEPT_AFTER = timedelta(days=30)
# Capacity, state, dimension and value of a count.
Place = tuple[str, str, str, str]


@transaction.atomic
def close_activity(*, activity: Activity, actor: Viewer, at: datetime) -> list[Snapshot]:
    """Count the people of an activity by what is known of them, and keep the counts without the people.

    Closed twice is closed once: the first counts stand.
    Raises   Office.DoesNotExist when it is not the actor's; ValidationError
    Emits    people.activity_closed, unless it was closed
    """
    if not REFERENCE.match(activity.reference):
        raise ValidationError(_("An activity is named like convening.event:12."))
    # Who is being written down for the office at this moment ends before this lock, or finds the activity closed.
    office = offices_written_for_by(actor).select_for_update(of=("self",)).get(key=activity.office_key)
    if held := list(Snapshot.objects.filter(reference=activity.reference)):
        return held
    rows = list(
        Participation.objects.select_for_update(of=("self",))
        .filter(reference=activity.reference, office=office, person__merged_into__isnull=True)
        .select_related("institution")
        .order_by("pk")
    )
    counts = _count_people(rows) + _count_heads(HeadCount.objects.filter(reference=activity.reference, office=office))
    counts = counts or Counter({(Capacity.PARTICIPANT, ParticipationState.ATTENDED, ALL, ALL): 0})
    made = Snapshot.objects.bulk_create(
        _snapshot(office, activity, place, counts[place], at) for place in sorted(counts)
    )
    _let_donations_end(rows, at)
    event = ActivityClosed(reference=activity.reference, office_key=office.key, activity=activity.kind, rows=len(made))
    record(event, actor=actor, at=at, realm=office.key)
    return made


def _snapshot(office: Office, activity: Activity, place: Place, count: int, at: datetime) -> Snapshot:
    capacity, state, dimension, value = place
    return Snapshot(
        office=office, activity=activity.kind, reference=activity.reference, day=activity.day, capacity=capacity,
        state=state, dimension=dimension, value=value, count=count, closed_at=at,
    )  # fmt: skip


def _count_people(rows: Iterable[Participation]) -> Counter[Place]:
    """Count each row once in each dimension; who gave no answer is counted as unknown."""
    rows = list(rows)
    given = Donation.objects.filter(person__in=[row.person_id for row in rows])
    said = given.exclude(value=Said.PREFER_NOT_TO_SAY)
    answers = {(row.person_id, row.dimension): row.value for row in said}
    counts: Counter[Place] = Counter()
    for row in rows:
        place = row.institution.key if row.institution else UNKNOWN
        values = {ALL: ALL, "mode": row.mode or UNKNOWN, "institution": place}
        values |= {str(kind): answers.get((row.person_id, kind), UNKNOWN) for kind in Dimension}
        counts.update((row.capacity, row.state, dimension, value) for dimension, value in values.items())
    return counts


def _count_heads(heads: Iterable[HeadCount]) -> Counter[Place]:
    """Add heads that were counted without names: whoever no category holds is unknown in it."""
    by_dimension: dict[str, Counter[str]] = {}
    for head in heads:
        by_dimension.setdefault(head.dimension, Counter())[head.value] += head.count
    everybody = max((sum(values.values()) for values in by_dimension.values()), default=0)
    counts: Counter[Place] = Counter()
    for dimension in (ALL, "mode", "institution", *Dimension) if by_dimension else ():
        values = Counter({ALL: everybody}) if dimension == ALL else by_dimension.get(dimension, Counter())
        values[ALL if dimension == ALL else UNKNOWN] += everybody - sum(values.values())
        for value, count in values.items():
            if count:
                counts[Capacity.PARTICIPANT, ParticipationState.ATTENDED, str(dimension), value] += count
    return counts


def _let_donations_end(rows: Iterable[Participation], at: datetime) -> None:
    """Let the answers of these people end in thirty days, unless they were given for another activity that is open."""
    closed = Snapshot.objects.order_by().values("reference")
    people = {row.person_id for row in rows}
    elsewhere = Participation.objects.filter(person__in=people).exclude(reference__in=closed)
    waiting = set(elsewhere.exclude(state=ParticipationState.CANCELLED).values_list("person_id", flat=True))
    last = timezone.localdate(at) + KEPT_AFTER
    Donation.objects.filter(person__in=people - waiting, forget_after__gt=last).update(forget_after=last)

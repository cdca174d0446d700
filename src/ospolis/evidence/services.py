"""The only writer of the ledger: facts are added, never changed, except to say that they ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.evidence.bridge import fact_row, value_row
from ospolis.evidence.events import FactsRecorded, FiguresComputed
from ospolis.evidence.figures import compute_office_figures, same_figure
from ospolis.evidence.ledger import LedgerChange, NewFact, Origin, Whole
from ospolis.evidence.measures import definitions
from ospolis.evidence.models import CurrentValue, Fact, Figure
from ospolis.evidence.selectors import figure_values

_BATCH = 500


class UnknownMeasure(ValueError):
    """A fact names a measure or a state that the reference data does not know."""


@transaction.atomic
def record_facts(
    *,
    realm: str,
    origin: Origin,
    facts: Sequence[NewFact],
    actor: Viewer,
    at: datetime,
    whole: Sequence[Whole] = (),
) -> LedgerChange:
    """Add what was found out; what is already known stays as it is, what contradicts it supersedes it.

    Raises   UnknownMeasure; nothing is written then
    Emits    evidence.facts_recorded, unless nothing changed
    """
    check_facts(facts)
    latest = {fact.place: fact for fact in facts}
    held = _held_values(latest, whole)
    new = [fact for place, fact in latest.items() if place not in held or held[place].digest != fact.digest(origin)]
    rows = [fact_row(fact, realm, origin, actor, at) for fact in new]
    Fact.objects.bulk_create(rows, batch_size=_BATCH)
    _supersede(rows, held, at)
    gone = _ended_values(latest, held, whole)
    CurrentValue.objects.filter(pk__in=[value.pk for value in gone]).delete()
    change = LedgerChange(new=len(new), unchanged=len(latest) - len(new), ended=len(gone))
    if change.new or change.ended:
        event = FactsRecorded(
            source_key=origin.source_key, new=change.new, unchanged=change.unchanged, ended=change.ended
        )
        entry = record(event, actor=actor, at=at, realm=realm)
        _end(sorted(value.fact_id for value in gone), entry.sequence, at)
    return change


@transaction.atomic
def end_facts(
    *, realm: str, subjects: Sequence[tuple[str, str]], source_keys: Sequence[str], actor: Viewer, at: datetime
) -> int:
    """Say that facts hold no longer: those about subjects (kind, key) that are gone, those that gone sources brought.

    Raises   nothing of its own
    Emits    evidence.facts_recorded, unless nothing ended
    """
    gone: dict[int, int] = {}
    for kind in sorted({kind for kind, _ in subjects}):
        keys = [key for subject, key in subjects if subject == kind]
        gone |= _facts_by_value(realm, Q(subject_kind=kind), "subject_key", keys)
    gone |= _facts_by_value(realm, Q(), "fact__source_key", source_keys)
    values = sorted(gone)
    for start in range(0, len(values), _BATCH):
        some = values[start : start + _BATCH]
        CurrentValue.objects.filter(pk__in=some).delete()
    if gone:
        event = FactsRecorded(source_key="", new=0, unchanged=0, ended=len(gone))
        entry = record(event, actor=actor, at=at, realm=realm)
        _end(sorted(gone.values()), entry.sequence, at)
    return len(gone)


@transaction.atomic
def compute_figures(*, realm: str, institutions: Iterable[str], run_key: str, actor: Viewer, at: datetime) -> int:
    """Work out every figure of an office and of each of its institutions; returns how many changed.

    Raises   nothing of its own
    Emits    evidence.figures_computed, unless nothing changed
    """
    fresh = compute_office_figures(
        lambda figure: figure_values(actor, realm, figure), realm=realm, institutions=tuple(institutions),
        run_key=run_key, at=at,
    )  # fmt: skip
    held = {row.key: row for row in Figure.objects.filter(realm=realm, is_current=True)}
    changed = [row for row in fresh if row.key not in held or not same_figure(held[row.key], row)]
    kept = {row.key for row in fresh}
    stale = [held[row.key].pk for row in changed if row.key in held]
    stale += [row.pk for key, row in held.items() if key not in kept]
    Figure.objects.filter(pk__in=stale).update(is_current=False)
    Figure.objects.bulk_create(changed, batch_size=_BATCH)
    if changed or stale:
        event = FiguresComputed(office_key=realm, changed=len(changed), unchanged=len(fresh) - len(changed))
        record(event, actor=actor, at=at, realm=realm)
    return len(changed)


def check_facts(facts: Iterable[NewFact]) -> None:
    """Refuse facts whose measure, subject or state the reference data does not know.

    Raises   UnknownMeasure
    """
    known = definitions().measures
    for fact in facts:
        measure = known.get(fact.measure)
        if measure is None or measure.subject != fact.subject_kind:
            raise UnknownMeasure(f"'{fact.measure}' is no measure of a {fact.subject_kind}")
        if measure.states and fact.text not in measure.states:
            raise UnknownMeasure(f"'{fact.text}' is no state of {fact.measure}")


def _end(facts: Sequence[int], entry: int, at: datetime) -> None:
    """Say that facts ended with nothing in their place, and which entry of the journal tells of it."""
    for start in range(0, len(facts), _BATCH):
        some = Fact.objects.filter(pk__in=facts[start : start + _BATCH])
        some.update(ended_at=at, ended_entry=entry)


def _facts_by_value(realm: str, wanted: Q, column: str, keys: Sequence[str]) -> dict[int, int]:
    """Current values and their facts, of which a column holds one of many keys."""
    found: dict[int, int] = {}
    for start in range(0, len(keys), _BATCH):
        some = Q(realm=realm, **{f"{column}__in": keys[start : start + _BATCH]})
        found.update(CurrentValue.objects.filter(wanted & some).values_list("pk", "fact_id"))
    return found


def _held_values(
    latest: dict[tuple[str, str, str, str], NewFact], whole: Sequence[Whole]
) -> dict[tuple[str, str, str, str], CurrentValue]:
    """What holds now for every subject that the batch speaks of."""
    subjects = {(kind, key) for kind, key, _, _ in latest} | {(row.subject_kind, row.subject_key) for row in whole}
    held: dict[tuple[str, str, str, str], CurrentValue] = {}
    ordered = sorted(subjects)
    for kind in sorted({kind for kind, _ in ordered}):
        keys = [key for subject, key in ordered if subject == kind]
        for start in range(0, len(keys), _BATCH):
            wanted = Q(subject_kind=kind, subject_key__in=keys[start : start + _BATCH])
            for value in CurrentValue.objects.filter(wanted):
                held[(value.subject_kind, value.subject_key, value.measure, value.part)] = value
    return held


def _supersede(rows: list[Fact], held: dict[tuple[str, str, str, str], CurrentValue], at: datetime) -> None:
    """Point the facts that no longer hold to their successors, and the current values to the new facts."""
    places = ("subject_kind", "subject_key", "measure", "part")
    replaced = [held[place].fact_id for row in rows if (place := _place_of(row)) in held]
    # The newest fact of a place was written just now.
    successor = Fact.objects.filter(**{name: OuterRef(name) for name in places}).order_by("-id").values("pk")[:1]
    for start in range(0, len(replaced), _BATCH):
        some = Fact.objects.filter(pk__in=replaced[start : start + _BATCH])
        some.update(superseded_by=Subquery(successor), ended_at=at)
    names = ("fact", "realm", "institution_key", "number", "text", "digest", "visibility")
    CurrentValue.objects.bulk_create(
        [value_row(row) for row in rows], batch_size=_BATCH, update_conflicts=True, update_fields=names,
        unique_fields=places,
    )  # fmt: skip


def _place_of(row: Fact) -> tuple[str, str, str, str]:
    return row.subject_kind, row.subject_key, row.measure, row.part


def _ended_values(
    latest: dict[tuple[str, str, str, str], NewFact],
    held: dict[tuple[str, str, str, str], CurrentValue],
    whole: Sequence[Whole],
) -> list[CurrentValue]:
    """What holds no longer, because a batch that says everything no longer says it."""
    covered = {(row.subject_kind, row.subject_key, measure): row.method for row in whole for measure in row.measures}
    left = [value for place, value in held.items() if place not in latest and place[:3] in covered]
    by_method = [value.fact_id for value in left if covered[value.subject_kind, value.subject_key, value.measure]]
    methods: dict[int, str] = {}
    for start in range(0, len(by_method), _BATCH):
        some = Fact.objects.filter(pk__in=by_method[start : start + _BATCH])
        methods.update(some.values_list("pk", "method"))
    return [
        value
        for value in left
        if covered[value.subject_kind, value.subject_key, value.measure] in ("", methods.get(value.fact_id))
    ]

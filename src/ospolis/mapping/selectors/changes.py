"""Readers of what is different between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from ospolis.core.access import Viewer
from ospolis.evidence.selectors import facts_seen_by, newest_fact_of
from ospolis.mapping.change_rows import ChangeLine, change_line
from ospolis.mapping.choices import ChangeKind, RunState, Stage
from ospolis.mapping.differences import COMPARED, STATE, Held, Place
from ospolis.mapping.models import Change, Repository, Run, WorkItem

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

# What lists show: a run's summary is long, and so are the rows of repositories.
_LISTED = (
    "kind", "subject", "part", "before", "after", "number", "path", "line", "fact_id", "at", "run__realm",
    "run__number", "institution__key", "institution__name", "repository__key", "repository__name",
    "repository__withdrawn_at",
)  # fmt: skip
_ENDED = (RunState.DONE, RunState.PARTIAL)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What a list of changes is narrowed to; an empty field does not narrow."""

    realm: str = ""
    kind: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True)
class LedgerMark:
    """Where the ledger stood when a run ended: the newest fact, and the newest entry of the journal that was looked at.

    Facts are told apart by their number and ends by the entry that tells of them, for clocks differ. The moment
    counts for what ended or was run by an older version, which kept no entry.
    """

    fact: int
    entry: int | None
    at: datetime

    def ended_since(self) -> Q:
        """Facts of before that hold no more."""
        is_replaced = Q(superseded_by__gt=self.fact)
        return Q(id__lte=self.fact) & (is_replaced | self.ended_for_good())

    def ended_for_good(self) -> Q:
        """What ended since without another in its place."""
        by_clock = Q(superseded_by=None, ended_at__gte=self.at)
        if self.entry is None:
            return by_clock
        return Q(ended_entry__gt=self.entry) | (by_clock & Q(ended_entry=None))


@dataclass(frozen=True, slots=True)
class LedgerStates:
    """What held of some repositories when a run ended and does so no more, and what began to hold since."""

    before: dict[Place, Held]
    after: dict[Place, Held]
    known: set[str]


def find_changes(viewer: Viewer, wanted: ChangeFilter) -> QuerySet[Change]:
    """Changes, the newest first: everything that they tell of is public.

    Shapes   Change rows with the columns of run, institution and repository that lists show
    Cost     1 query when read
    """
    rows = Change.objects.select_related("run", "institution", "repository").only(*_LISTED).order_by("-id")
    fields = {"realm": wanted.realm, "kind": wanted.kind, "institution__key": wanted.institution}
    return rows.filter(**{name: value for name, value in fields.items() if value})


def newest_changes(viewer: Viewer, realm: str, covered: QuerySet[Institution], *, most: int) -> tuple[ChangeLine, ...]:
    """The newest changes at some institutions, and those of the office as a whole.

    Cost     1 query
    """
    rows = find_changes(viewer, ChangeFilter(realm=realm))
    of_them = Q(institution__in=covered.order_by().values("pk")) | Q(institution=None)
    return tuple(change_line(row) for row in rows.filter(of_them)[:most])


def count_finished_runs(viewer: Viewer, realm: str) -> int:
    """How many runs of an office ended; changes need two.

    Cost     1 query
    """
    return Run.objects.filter(realm=realm, state__in=_ENDED).count()


def run_before(viewer: Viewer, run: Run) -> Run | None:
    """The last run of the office that ended before this one.

    Cost     1 query
    """
    rows = Run.objects.filter(realm=run.realm, number__lt=run.number, state__in=_ENDED).exclude(finished_at=None)
    return rows.defer("summary").order_by("-number").first()


def mark_of(viewer: Viewer, run: Run) -> LedgerMark | None:
    """Where the ledger stood when a run ended; None for one that did not end.

    Cost     no query, 1 for a run of an older version
    """
    if run.finished_at is None:
        return None
    number = run.last_fact
    if number is None:
        number = newest_fact_of(viewer, run.realm, until=run.finished_at)
    return LedgerMark(number, run.last_entry, run.finished_at)


def last_conclusion(viewer: Viewer, run: Run) -> tuple[str, int]:
    """By which rules the run before was concluded, and up to which entry of the journal; empty when there is none.

    Cost     1 query
    """
    rows = Run.objects.filter(realm=run.realm, number__lt=run.number, state__in=_ENDED).exclude(finished_at=None)
    told = rows.order_by("-number").values_list(KeyTransform("concluded", "summary"), flat=True).first() or {}
    return told.get("rules", ""), told.get("entry", 0)


def repositories_touched_since(
    viewer: Viewer, run: Run, before: Run | None, mark: LedgerMark | None
) -> QuerySet[Repository]:
    """Repositories that were read after an earlier run, up to this one, or whose state ended since and has not begun
    again, without those of which a run before this one told; as pages show their changes, the last first.

    Cost     1 query when read
    """
    items = WorkItem.objects.filter(run__realm=run.realm, run__number__lte=run.number, stage=Stage.ANALYSE)
    if before is not None:
        items = items.filter(run__number__gt=before.number)
    wanted = Q(source__in=items.values("source"), withdrawn_at=None)
    if mark is not None:
        told = Change.objects.filter(realm=run.realm, kind=ChangeKind.GONE_REPOSITORY, run__number__lt=run.number)
        gone = facts_seen_by(viewer).filter(mark.ended_for_good(), id__lte=mark.fact, realm=run.realm, measure=STATE)
        wanted |= Q(key__in=gone.exclude(id__in=told.values("fact_id")).order_by().values("subject_key"))
    rows = Repository.objects.filter(wanted).select_related("institution")
    return rows.only("key", "institution__name").order_by("-institution__name", "-key")


def ledger_states(viewer: Viewer, keys: Sequence[str], mark: LedgerMark) -> LedgerStates:
    """What changed in the ledger about some repositories.

    Cost     2 queries
    """
    rows = facts_seen_by(viewer).filter(subject_kind="repository", subject_key__in=keys)
    begun = Q(id__gt=mark.fact, ended_at=None)
    compared = rows.filter(measure__in=COMPARED).filter(begun | mark.ended_since())
    states = LedgerStates({}, {}, set())
    fields = ("subject_key", "measure", "part", "id", "text", "method_version")
    for subject, measure, part, fact_id, text, version in compared.order_by("id").values_list(*fields):
        into = states.before if fact_id <= mark.fact else states.after
        into[subject, measure, part] = Held(fact_id, text, version)
    known = rows.filter(measure=STATE, id__lte=mark.fact).order_by()
    states.known.update(known.values_list("subject_key", flat=True))
    return states


def critical_packages_since(
    viewer: Viewer, realm: str, measure: str, mark: LedgerMark
) -> Iterator[tuple[str, int, int]]:
    """Packages that became critical after an earlier run: name, number of repositories, fact.

    Cost     2 queries
    """
    rows = facts_seen_by(viewer).filter(subject_kind="office", subject_key=realm, measure=measure)
    held_then = Q(id__lte=mark.fact, ended_at=None) | mark.ended_since()
    held = set(rows.filter(held_then).values_list("part", flat=True))
    fresh = rows.filter(id__gt=mark.fact, ended_at=None).order_by("part")
    for part, number, fact_id in fresh.values_list("part", "number", "id"):
        if part not in held:
            yield part, round(number or 0), fact_id

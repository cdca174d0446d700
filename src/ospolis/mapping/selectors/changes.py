"""Readers of what is different between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from ospolis.core.access import Viewer
from ospolis.evidence.selectors import facts_seen_by
from ospolis.mapping.change_rows import ChangeLine, change_line
from ospolis.mapping.choices import RunState, Stage
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
class LedgerStates:
    """What held of some repositories before a moment and does so no more, and what began to hold since."""

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


def last_conclusion(viewer: Viewer, run: Run) -> tuple[str, int]:
    """By which rules the run before was concluded, and up to which entry of the journal; empty when there is none.

    Cost     1 query
    """
    rows = Run.objects.filter(realm=run.realm, number__lt=run.number, state__in=_ENDED).exclude(finished_at=None)
    told = rows.order_by("-number").values_list(KeyTransform("concluded", "summary"), flat=True).first() or {}
    return told.get("rules", ""), told.get("entry", 0)


def repositories_read_since(viewer: Viewer, run: Run, before: Run | None) -> list[tuple[int, str]]:
    """Ids and keys of the repositories that were read after an earlier run, up to this one.

    Cost     1 query
    """
    items = WorkItem.objects.filter(run__realm=run.realm, run__number__lte=run.number, stage=Stage.ANALYSE)
    if before is not None:
        items = items.filter(run__number__gt=before.number)
    rows = Repository.objects.filter(source__in=items.values("source"), withdrawn_at=None)
    return list(rows.order_by("pk").values_list("pk", "key"))


def repositories_gone_since(viewer: Viewer, realm: str, since: datetime) -> list[str]:
    """Keys of repositories whose state ended after a moment, and has not begun again.

    Cost     1 query
    """
    rows = facts_seen_by(viewer).filter(realm=realm, measure=STATE, ended_at__gt=since, superseded_by=None)
    return sorted(set(rows.order_by().values_list("subject_key", flat=True)))


def ledger_states(viewer: Viewer, keys: Sequence[str], since: datetime) -> LedgerStates:
    """What changed in the ledger about some repositories.

    Cost     2 queries
    """
    rows = facts_seen_by(viewer).filter(subject_kind="repository", subject_key__in=keys)
    compared = rows.filter(measure__in=COMPARED).filter(Q(ended_at__gt=since) | Q(recorded_at__gt=since))
    states = LedgerStates({}, {}, set())
    fields = ("subject_key", "measure", "part", "id", "text", "method_version", "recorded_at", "ended_at")
    for subject, measure, part, fact_id, text, version, recorded_at, ended_at in compared.order_by("id").values_list(
        *fields
    ):
        if recorded_at <= since:
            states.before[subject, measure, part] = Held(fact_id, text, version)
        elif ended_at is None:
            states.after[subject, measure, part] = Held(fact_id, text, version)
    known = rows.filter(measure=STATE, recorded_at__lte=since).order_by()
    states.known.update(known.values_list("subject_key", flat=True))
    return states


def critical_packages_since(
    viewer: Viewer, realm: str, measure: str, since: datetime
) -> Iterator[tuple[str, int, int]]:
    """Packages that became critical after a moment: name, number of repositories, fact.

    Cost     2 queries
    """
    rows = facts_seen_by(viewer).filter(subject_kind="office", subject_key=realm, measure=measure)
    held = set(
        rows.filter(Q(ended_at=None) | Q(ended_at__gt=since), recorded_at__lte=since).values_list("part", flat=True)
    )
    fresh = rows.filter(recorded_at__gt=since, ended_at=None).order_by("part")
    for part, number, fact_id in fresh.values_list("part", "number", "id"):
        if part not in held:
            yield part, round(number or 0), fact_id

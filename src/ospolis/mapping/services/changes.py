"""Write what a run found different from the run before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from django.db import transaction
from django.db.models import QuerySet

from ospolis.core.access import Viewer
from ospolis.core.journal.selectors import last_sequence
from ospolis.core.journal.services import record
from ospolis.evidence.selectors import current_facts
from ospolis.mapping.choices import ChangeKind
from ospolis.mapping.critical import MEASURE, record_critical_packages
from ospolis.mapping.differences import compare
from ospolis.mapping.events import ChangesNoted
from ospolis.mapping.models import Change, KnownPackage, Repository, Run
from ospolis.mapping.selectors.changes import (
    LedgerMark,
    critical_packages_since,
    ledger_states,
    mark_of,
    repositories_touched_since,
    run_before,
)
from ospolis.mapping.selectors.packages import NamedPackage, packages_known_before, packages_of

_BATCH = 500
_NAMED = 12
_LONGEST = 500
_COMPONENTS = "repository.components"


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A run, where the ledger stood when the one before it ended (None: it is the first), and for whom they are
    compared."""

    run: Run
    since: LedgerMark | None
    actor: Viewer
    at: datetime

    def row(self, kind: ChangeKind, subject: str, fact_id: int, **said: object) -> Change:
        return Change(
            run=self.run, realm=self.run.realm, kind=kind, subject=subject, fact_id=fact_id, at=self.at, **said
        )


@transaction.atomic
def note_changes(*, run_id: int, actor: Viewer, at: datetime) -> int:
    """Compare a run with the one that ended before it; returns how many changes there are.

    The first run of an office has nothing to be compared with. A run that is compared again, because it was
    interrupted, gets its changes anew. Nothing is looked at but what was read or withdrawn since.

    Raises   Run.DoesNotExist
    Emits    mapping.changes_noted, unless nothing changed; evidence.facts_recorded, when critical packages changed
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    before = run_before(actor, run)
    comparison = _Comparison(run, mark_of(actor, before) if before else None, actor, at)
    # Asked first: what ends while this looks is told by the next run, if not by this one.
    Run.objects.filter(pk=run.pk).update(last_entry=last_sequence(actor, run.realm))
    Change.objects.filter(run=run).delete()
    touched = repositories_touched_since(actor, run, before, comparison.since)
    if not touched.exists():
        return 0
    record_critical_packages(realm=run.realm, actor=actor, at=at)
    noted = 0
    for some in _portions(touched):
        rows = [*_repository_changes(comparison, some), *_package_changes(comparison, some)]
        rows.sort(key=_order_of, reverse=True)
        noted += len(Change.objects.bulk_create(rows, batch_size=_BATCH))
    rows = sorted(_critical_changes(comparison), key=_order_of, reverse=True)
    noted += len(Change.objects.bulk_create(rows, batch_size=_BATCH))
    if noted:
        record(ChangesNoted(run_key=run.key, changes=noted), actor=actor, at=at, realm=run.realm)
    return noted


def _portions(touched: QuerySet[Repository]) -> Iterator[list[Repository]]:
    """Some repositories at a time: what a run holds in memory does not grow with the country."""
    rows = touched.iterator(chunk_size=_BATCH)
    while some := list(islice(rows, _BATCH)):
        yield some


def _order_of(row: Change) -> tuple[bool, str, str, int, str]:
    """Pages show the highest id first: what concerns the office, then by institution, repository and kind."""
    name = row.institution.name if row.institution else ""
    return (bool(name), name, row.subject, _KINDS.index(row.kind), row.part)


_KINDS = [str(kind) for kind in ChangeKind]


def _repository_changes(comparison: _Comparison, some: Sequence[Repository]) -> Iterator[Change]:
    if comparison.since is None:
        return
    rows = {row.key: row for row in some}
    states = ledger_states(comparison.actor, sorted(rows), comparison.since)
    for found in compare(states.before, states.after, states.known):
        repository = rows[found.subject]
        yield comparison.row(
            found.kind, found.subject, found.fact_id, part=found.part, before=found.before, after=found.after,
            repository=repository, institution=repository.institution,
        )  # fmt: skip


def _package_changes(comparison: _Comparison, some: Sequence[Repository]) -> Iterator[Change]:
    """Packages that no repository of the office named before: one change for each repository that names some."""
    realm = comparison.run.realm
    named = packages_of(comparison.actor, realm, [row.pk for row in some])
    packages = sorted({one.package for one in named})
    known = packages_known_before(comparison.actor, realm, comparison.run.number, packages)
    new = [one for one in named if one.package not in known]
    names = sorted({one.package for one in new})
    rows = (KnownPackage(realm=realm, package=name, run=comparison.run) for name in names)
    KnownPackage.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    if comparison.since is not None:
        yield from _name_packages(comparison, new, {row.pk: row for row in some})


def _name_packages(
    comparison: _Comparison, new: Sequence[NamedPackage], rows: Mapping[int, Repository]
) -> Iterator[Change]:
    facts = current_facts(comparison.actor, comparison.run.realm).filter(measure=_COMPONENTS, part="")
    keys = sorted({rows[one.repository_id].key for one in new})
    shown = dict(facts.filter(subject_key__in=keys).values_list("subject_key", "id"))
    for key, group in groupby(new, key=lambda one: one.repository_id):
        repository, found = rows[key], list(group)
        if repository.key in shown:
            more = ", …" if len(found) > _NAMED else ""
            yield comparison.row(
                ChangeKind.NEW_PACKAGES, repository.key, shown[repository.key], number=len(found),
                after=(", ".join(one.package for one in found[:_NAMED]) + more)[:_LONGEST], path=found[0].path,
                line=found[0].line, repository=repository, institution=repository.institution,
            )  # fmt: skip


def _critical_changes(comparison: _Comparison) -> Iterator[Change]:
    if comparison.since is None:
        return
    realm = comparison.run.realm
    for package, number, fact_id in critical_packages_since(comparison.actor, realm, MEASURE, comparison.since):
        yield comparison.row(ChangeKind.CRITICAL_PACKAGE, realm, fact_id, part=package, number=number)

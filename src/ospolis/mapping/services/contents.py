"""Rows of what a source holds: components and metadata records, written inside the transaction of an outcome.

What is long comes before the outcome, in transactions of a portion each, so that a list of 100,000 components does not
keep every other writer waiting: `keep_components`, and the portions of `list_changes`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from ospolis.mapping.models import Component, ComponentUse, MetadataRecord, Repository, Source
from ospolis.mapping.outcomes import FoundComponent, FoundRecord

_BATCH = 500
# Rows of a portion that is a transaction of its own.
_PORTION = 2_000
# SQLite's queue is no queue: who waits asks again each 100 ms, and finds the door open only in a pause that is longer.
_PAUSE_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class ComponentChange:
    """A portion of what turns the components that a source held into those that were found."""

    gone: Sequence[int]
    new: Sequence[ComponentUse]

    def write(self) -> None:
        """Write this portion."""
        for start in range(0, len(self.gone), _BATCH):
            ComponentUse.objects.filter(pk__in=self.gone[start : start + _BATCH]).delete()
        ComponentUse.objects.bulk_create(self.new, batch_size=_BATCH)


def replace_components(source: Source, found: Sequence[FoundComponent], *, repository: Repository | None) -> None:
    """Make the components of a source equal to what was found; a component is one row for all that use it."""
    for change in list_changes(source, found, repository=repository):
        change.write()


def list_changes(
    source: Source, found: Sequence[FoundComponent], *, repository: Repository | None
) -> Iterator[ComponentChange]:
    """What to write, in portions: what is gone first. Written again after an interruption, they go on."""
    known = _known_components(found)
    uses: dict[tuple[int, str], ComponentUse] = {}
    for component in found:
        use = ComponentUse(
            component_id=known[component.purl], source=source, repository=repository, system_id=source.system_id,
            scope=component.scope, is_direct=component.is_direct, licence=component.licence[:300],
            path=component.path[:1000], line=component.line,
        )  # fmt: skip
        uses.setdefault((use.component_id, use.scope), use)
    compared = ("is_direct", "licence", "path", "line", "repository_id", "system_id")
    gone, same = [], set()
    held = ComponentUse.objects.filter(source=source).values_list("pk", "component_id", "scope", *compared)
    for key, component_id, scope, *values in held:
        wanted = uses.get((component_id, scope))
        if wanted is not None and all(getattr(wanted, n) == v for n, v in zip(compared, values, strict=True)):
            same.add((component_id, scope))
        else:
            gone.append(key)
    new = [use for place, use in uses.items() if place not in same]
    for start in range(0, len(gone), _PORTION):
        yield ComponentChange(gone[start : start + _PORTION], ())
    for start in range(0, len(new), _PORTION):
        yield ComponentChange((), new[start : start + _PORTION])


def let_others_write() -> None:
    """Stand back between two portions; PostgreSQL's writers do not wait for each other."""
    if connection.vendor == "sqlite":
        time.sleep(_PAUSE_SECONDS)


def _known_components(found: Sequence[FoundComponent]) -> dict[str, int]:
    """Primary keys of components by purl; all of them were kept before."""
    purls = sorted({component.purl for component in found})
    known: dict[str, int] = {}
    for start in range(0, len(purls), _BATCH):
        some = purls[start : start + _BATCH]
        known.update(Component.objects.filter(purl__in=some).values_list("purl", "pk"))
    return known


def keep_components(*, found: Sequence[FoundComponent]) -> None:
    """Give every component a row that all who use it share. Sorted, so that two writers never wait for each other.

    Raises   nothing of its own
    Emits    nothing: that a package exists is no event of an office
    """
    wanted = {component.purl: component for component in found}
    purls = sorted(wanted)
    for start in range(0, len(purls), _PORTION):
        if start:
            let_others_write()
        with transaction.atomic():
            _keep_portion([wanted[purl] for purl in purls[start : start + _PORTION]])


def _keep_portion(found: Sequence[FoundComponent]) -> None:
    for start in range(0, len(found), _BATCH):
        some = found[start : start + _BATCH]
        purls = [component.purl for component in some]
        held = set(Component.objects.filter(purl__in=purls).values_list("purl", flat=True))
        missing = (component for component in some if component.purl not in held)
        Component.objects.bulk_create((_component_row(one) for one in missing), ignore_conflicts=True)


def _component_row(component: FoundComponent) -> Component:
    return Component(
        purl=component.purl, type=component.type[:40], group=component.group[:300], name=component.name[:300],
        version=component.version[:200],
    )  # fmt: skip


def replace_records(source: Source, found: Sequence[FoundRecord], repositories: Mapping[str, Repository]) -> None:
    """Make the metadata records of a source equal to what was found."""
    MetadataRecord.objects.filter(source=source).delete()
    rows = [
        MetadataRecord(
            source=source, position=position, kind=record.kind, version=record.version[:32],
            verdict=record.verdict, name=record.name[:300], summary=record.summary[:1000],
            address=record.address[:2048], licence=record.licence[:300], status=record.status[:32],
            usage=record.usage[:40], line=record.line, problems=list(record.problems),
            repository=repositories.get(record.address),
        )
        for position, record in enumerate(found)
    ]  # fmt: skip
    MetadataRecord.objects.bulk_create(rows, batch_size=_BATCH)

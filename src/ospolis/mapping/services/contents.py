"""Rows of what a source holds: components and metadata records.

`keep_components` comes first, in small transactions of its own, so that a list of 100,000 components does not keep
every other writer waiting; the rest is called inside the transaction of an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from ospolis.mapping.models import Component, ComponentUse, MetadataRecord, Repository, Source
from ospolis.mapping.outcomes import FoundComponent, FoundRecord

_BATCH = 500


def replace_components(source: Source, found: Sequence[FoundComponent], *, repository: Repository | None) -> None:
    """Make the components of a source equal to what was found; a component is one row for all that use it."""
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
    for held in ComponentUse.objects.filter(source=source):
        wanted = uses.get((held.component_id, held.scope))
        if wanted is not None and all(getattr(held, name) == getattr(wanted, name) for name in compared):
            same.add((held.component_id, held.scope))
        else:
            gone.append(held.pk)
    for start in range(0, len(gone), _BATCH):
        ComponentUse.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    ComponentUse.objects.bulk_create((use for place, use in uses.items() if place not in same), batch_size=_BATCH)


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
    for start in range(0, len(purls), _BATCH):
        some = purls[start : start + _BATCH]
        with transaction.atomic():
            held = set(Component.objects.filter(purl__in=some).values_list("purl", flat=True))
            missing = (wanted[purl] for purl in some if purl not in held)
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

"""The summary of a run, in the form that the contract fixes for `map --json`."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from ospolis.core.access import Viewer
from ospolis.evidence.selectors import values_seen_by
from ospolis.institutions.selectors import institutions_seen_by, systems_seen_by
from ospolis.mapping.choices import RepositoryState, SourceState, Stage, WorkState
from ospolis.mapping.models import ComponentUse, Repository, Run, Source, WorkItem


def summarise_run(viewer: Viewer, run: Run, seconds: dict[str, float]) -> dict[str, Any]:
    """Count what an office has after a run, and list what failed.

    Cost     11 queries; rows of sources and of work are not held in memory
    """
    realm = run.realm
    sources = Source.objects.filter(realm=realm, withdrawn_at=None)
    counted = dict(sources.values_list("state").annotate(n=Count("id")).order_by("state"))
    failed = sources.filter(state__in=(SourceState.FAILED, SourceState.PARTIAL)).select_related("institution")
    read_now = WorkItem.objects.filter(run=run, stage=Stage.ANALYSE, state__in=(WorkState.DONE, WorkState.PARTIAL))
    unchanged = sources.filter(state=SourceState.DONE).exclude(pk__in=read_now.values("source"))
    repositories = Repository.objects.filter(realm=realm, withdrawn_at=None)
    read = repositories.exclude(state=RepositoryState.LISTED)
    licences = read.exclude(licence_declared="").values_list("licence_declared").annotate(n=Count("id"))
    done = counted.get(SourceState.DONE, 0) + counted.get(SourceState.PARTIAL, 0)
    numbers = {
        "total": sum(counted.values()), "done": done, "failed": counted.get(SourceState.FAILED, 0),
        "unchanged": unchanged.count(),
    }  # fmt: skip
    uses = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None)
    return {
        "office": realm,
        "run": run.key,
        "institutions": institutions_seen_by(viewer).filter(realm=realm).count(),
        "sources": numbers,
        "repositories": read.count(),
        "files": read.aggregate(n=Sum("files"))["n"] or 0,
        "unique_blobs": _unique_blobs(realm),
        "systems": systems_seen_by(viewer).filter(realm=realm).count(),
        "components": uses.values("component").distinct().count(),
        "facts": values_seen_by(viewer).filter(realm=realm).count(),
        "licences": dict(licences.order_by("-n", "licence_declared")),
        "failures": [_failure(source) for source in failed],
        "seconds": seconds,
    }


def _unique_blobs(realm: str) -> int:
    """Different file contents at the heads of an office's repositories, as their readings counted them."""
    reports = WorkItem.objects.filter(source__realm=realm, source__withdrawn_at=None, stage=Stage.ANALYSE)
    total, last = 0, 0
    rows = reports.order_by("source", "-id").values_list("source_id", "report__unique_blobs")
    for source_id, blobs in rows.iterator(chunk_size=2000):
        total, last = total + (0 if source_id == last else blobs or 0), source_id
    return total


def _failure(source: Source) -> dict[str, str]:
    return {
        "source": source.key,
        "institution": source.institution.key,
        "location": source.shown_location,
        "step": source.step,
        "code": source.code,
        "message": source.message,
        "remedy": source.remedy,
    }

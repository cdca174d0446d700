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

    Cost     9 queries
    """
    realm = run.realm
    sources = list(Source.objects.filter(realm=realm, withdrawn_at=None).select_related("institution"))
    failed = [source for source in sources if source.state in (SourceState.FAILED, SourceState.PARTIAL)]
    read_now = set(
        WorkItem.objects.filter(run=run, stage=Stage.ANALYSE, state__in=(WorkState.DONE, WorkState.PARTIAL))
        .values_list("source_id", flat=True)
    )  # fmt: skip
    repositories = Repository.objects.filter(realm=realm, withdrawn_at=None)
    read = repositories.exclude(state=RepositoryState.LISTED)
    licences = read.exclude(licence_declared="").values_list("licence_declared").annotate(n=Count("id"))
    lost = sum(source.state == SourceState.FAILED for source in sources)
    done = sum(source.state in (SourceState.DONE, SourceState.PARTIAL) for source in sources)
    unchanged = sum(source.state == SourceState.DONE and source.pk not in read_now for source in sources)
    uses = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None)
    return {
        "office": realm,
        "run": run.key,
        "institutions": institutions_seen_by(viewer).filter(realm=realm).count(),
        "sources": {"total": len(sources), "done": done, "failed": lost, "unchanged": unchanged},
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
    newest: dict[int, int] = {}
    for source_id, report in reports.order_by("source", "-id").values_list("source_id", "report"):
        newest.setdefault(source_id, report.get("unique_blobs", 0))
    return sum(newest.values())


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

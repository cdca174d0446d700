"""Hand out the work of a run: by leases, in batches, to one worker at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from ospolis.mapping.choices import LISTERS, Reach, RunState, SourceState, WorkState
from ospolis.mapping.models import Hand, Run, Source, WorkItem
from ospolis.mapping.reaching import in_reach

# A lease is renewed several times in this time; so long after a worker's death its work is free again.
LEASE = timedelta(minutes=2)
# Whoever works is seen every ten seconds; who was not seen three times is gone, or far from the database.
UNSEEN = timedelta(seconds=30)
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 100
# Near its end a run is handed out in small portions, so that no worker holds what another waits for.
_SHARES = 4

FREE = {"state": WorkState.WAITING, "lease_owner": "", "lease_until": None, "begun_at": None}


@transaction.atomic
def lease_work(
    *, run_id: int, owner: str, most: int, at: datetime, place: str = "", reach: Reach = Reach.ALL
) -> list[WorkItem]:
    """Give a worker up to `most` items of those within its reach, fewer when little is left for all workers.

    Fetching comes before reading, what lies at the worker's own place before what lies elsewhere, and what a worker
    did not survive last. An expired lease is free again. What three workers did not survive is set aside with its
    reason. A run that was stopped gives nothing.

    Raises   Run.DoesNotExist
    Emits    nothing: the state of work is no event of the office
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != RunState.RUNNING:
        return []
    WorkItem.objects.filter(run_id=run_id, state=WorkState.LEASED, lease_until__lt=at).update(**FREE)
    waiting = WorkItem.objects.filter(run_id=run_id, state=WorkState.WAITING)
    for item in waiting.filter(attempts__gte=MOST_ATTEMPTS).order_by("pk"):
        _set_aside(item, at)
    picked = _pick(waiting.filter(in_reach(reach)), run_id, most, place)
    taken = {"state": WorkState.LEASED, "lease_owner": owner, "lease_until": at + LEASE, "begun_at": None}
    WorkItem.objects.filter(pk__in=picked).update(**taken)
    rows = WorkItem.objects.filter(pk__in=picked).select_related("source__institution", "source__system", "run")
    return list(rows.order_by("attempts", "-stage", "id"))


def _pick(waiting: QuerySet[WorkItem], run_id: int, most: int, place: str) -> list[int]:
    """The next items for a worker at a place; another place's only when its own has none."""
    if most > 1:
        readers = Hand.objects.filter(run_id=run_id, leads=False).count()
        most = min(most, -(-waiting.count() // (_SHARES * max(readers, 1))))
    ordered = waiting.order_by("attempts", "-stage", "id").values_list("pk", "source__kind")
    picked = list(ordered.filter(place__in=("", place))[:most]) or list(ordered[:most])
    # The list of a forge may take as long as its server pleases: nothing else of a batch shall wait for it.
    lists = [position for position, (_, kind) in enumerate(picked) if kind in LISTERS]
    return [pk for pk, _ in picked[: max(lists[0], 1) if lists else None]]


def _set_aside(item: WorkItem, at: datetime) -> None:
    """Give an item up that no worker survives; its source says so like any other that failed."""
    said = {
        "code": "worker-lost",
        "message": "The worker that read this source ended without an answer, three times.",
        "remedy": "Read the journal of the machine for lack of memory, then run the collection again.",
    }
    WorkItem.objects.filter(pk=item.pk).update(state=WorkState.FAILED, finished_at=at, **said)
    Source.objects.filter(pk=item.source_id).update(state=SourceState.FAILED, step=item.stage, read_at=at, **said)


@transaction.atomic
def begin_item(*, item_id: int, owner: str, at: datetime) -> bool:
    """Note that a worker begins an item: from now on its death would be the item's fault.

    Returns  False when the lease has passed to another, or the run was stopped
    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    held = WorkItem.objects.filter(pk=item_id, lease_owner=owner, state=WorkState.LEASED, run__state=RunState.RUNNING)
    return bool(held.update(attempts=F("attempts") + 1, begun_at=at, lease_until=at + LEASE))


@transaction.atomic
def renew_leases(*, run_id: int, owner: str, item_ids: Collection[int], at: datetime) -> None:
    """Keep what a worker still has in hand, and note that it lives.

    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    if item_ids:
        held = WorkItem.objects.filter(pk__in=item_ids, lease_owner=owner, state=WorkState.LEASED)
        held.update(lease_until=at + LEASE)
    Hand.objects.filter(run_id=run_id, name=owner).update(seen_at=at)


@transaction.atomic
def release_work(*, run_id: int, owner: str, counts: bool = False) -> None:
    """Give back what a worker holds. What it had begun `counts` as an attempt when it died, not when it was stopped.

    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    held = WorkItem.objects.filter(run_id=run_id, state=WorkState.LEASED, lease_owner=owner)
    if not counts:
        held.filter(begun_at__isnull=False).update(attempts=Greatest(F("attempts") - 1, 0))
    held.update(**FREE)


@transaction.atomic
def release_silent(*, run_id: int, met: Collection[str], at: datetime) -> None:
    """Give back what workers held that are seen no more, and that whoever leads never met: nobody else misses them.

    Shapes   met: names of workers that take part now; whoever leads sees for itself when they are gone
    Raises   nothing of its own
    Emits    nothing: the state of work is no event of the office
    """
    silent = Hand.objects.filter(run_id=run_id, leads=False, seen_at__lt=at - UNSEEN).exclude(name__in=met)
    for name in silent.values_list("name", flat=True):
        release_work(run_id=run_id, owner=name, counts=True)
    silent.delete()


def free_all_work(run: Run) -> None:
    """Free whatever is leased: for who knows that every worker of the run is gone, or must write no more."""
    WorkItem.objects.filter(run=run, state=WorkState.LEASED).update(**FREE)

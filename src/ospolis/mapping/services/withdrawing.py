"""Take back what withdrawn sources brought. Called inside the transaction of the declaration that withdrew them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from ospolis.mapping.choices import LISTERS, RepositoryState, Stage
from ospolis.mapping.models import (
    ComponentUse,
    ForgePage,
    ForgeRepository,
    MetadataRecord,
    Repository,
    Source,
    WorkItem,
)

# What a repository's row says only after it was read.
_UNREAD: dict[str, Any] = {
    "state": RepositoryState.LISTED, "branch": "", "commit": "", "read_at": None, "licence_detected": "",
    "licence_clarity": "", "licence_family": "", "language": "", "languages": {}, "files": None, "code_lines": None,
    "components": None, "practices_met": None, "practices_applicable": None, "last_commit_on": None,
    "contributors_365d": None, "publiccode": "",
}  # fmt: skip


def take_listed_along(withdrawn: Sequence[Source], kept: Collection[int] = ()) -> list[Source]:
    """What withdrawn sources listed, and what that listed in its turn, but for the sources that are `kept`.

    The lists are read anew when they come back.
    """
    found: list[Source] = []
    step = list(withdrawn)
    while lists := [source.pk for source in step if source.kind in LISTERS]:
        ForgePage.objects.filter(listing__source__in=lists).delete()
        ForgeRepository.objects.filter(listing__source__in=lists).update(is_told=False)
        step = list(Source.objects.filter(listed_by__in=lists, withdrawn_at=None).exclude(pk__in=kept))
        found += step
    return found


def withdraw_contents(sources: Sequence[Source], *, at: datetime) -> tuple[str, ...]:
    """Leave nothing of the sources in lists: their components, records and repositories; facts stay in the ledger.

    What was read of them is forgotten as work, so that a source that comes back is read again.

    Returns  keys of the repositories that were withdrawn
    """
    ids = [source.pk for source in sources]
    realms = {source.realm for source in sources}
    WorkItem.objects.filter(source__in=ids, stage=Stage.ANALYSE).delete()
    ComponentUse.objects.filter(source__in=ids).delete()
    MetadataRecord.objects.filter(source__in=ids).delete()
    owned = Repository.objects.filter(source__in=ids)
    owned.filter(records__isnull=False).update(source=None, licence_declared="", **_UNREAD)
    gone = list(owned.order_by("pk").values_list("key", flat=True))
    owned.update(source=None, withdrawn_at=at)
    return (*gone, *(key for realm in sorted(realms) for key in withdraw_unlisted(realm, at=at)))


def withdraw_unlisted(realm: str, *, at: datetime) -> tuple[str, ...]:
    """Withdraw the repositories that were only listed, and that no record lists any longer; returns their keys."""
    unlisted = Repository.objects.filter(
        realm=realm, state=RepositoryState.LISTED, source=None, withdrawn_at=None, records__isnull=True
    )
    keys = tuple(unlisted.order_by("pk").values_list("key", flat=True))
    Repository.objects.filter(key__in=keys).update(withdrawn_at=at)
    return keys

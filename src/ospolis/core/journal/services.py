"""The only way into the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal.chain import FIELDS, entry_hash
from ospolis.core.journal.events import BadEvent, Event, plain
from ospolis.core.journal.models import ChainHead, Entry

INSTALLATION = "installation"
_LONGEST_REASON = 500


class OutsideTransaction(RuntimeError):
    """An entry was to be written outside the transaction of the change that it tells of."""


def record(
    event: Event,
    *,
    actor: Viewer,
    at: datetime,
    realm: str = INSTALLATION,
    on_behalf_of: str = "",
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Entry:
    """Write one entry at the end of the realm's chain; the last statement of a service's transaction.

    `changes` gives for each changed field its value before and after. `reason` and `changes` hold no personal values.
    Raises   OutsideTransaction; BadEvent when a value is no reference
    Emits    the event that it is given
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{event.verb}: record() belongs into the transaction of its change")
    if len(reason) > _LONGEST_REASON:
        raise BadEvent(f"{event.verb}: a reason has at most {_LONGEST_REASON} characters")
    kind, target_id = event.target()
    head = _locked_head(realm)
    entry = Entry(
        realm=realm,
        sequence=head.sequence + 1,
        previous_hash=head.hash,
        at=at,
        actor=actor_reference(actor),
        on_behalf_of=on_behalf_of,
        verb=event.verb,
        target_kind=kind,
        target_id=target_id,
        reason=plain("reason", reason),
        references=event.references(),
        changes={name: plain(name, pair) for name, pair in (changes or {}).items()},
    )
    return _appended(entry)


def actor_reference(viewer: Viewer) -> str:
    """How the journal names who acted: the account by its id, the system by what ran; never a person's name."""
    return f"account:{viewer.pk}" if viewer.pk is not None else viewer.label


def _appended(entry: Entry) -> Entry:
    """Save an entry with its hash and move the head of its chain."""
    entry.hash = entry_hash(tuple(getattr(entry, name) for name in FIELDS))
    entry.save(force_insert=True)
    ChainHead.objects.filter(realm=entry.realm).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _locked_head(realm: str) -> ChainHead:
    """The head of the chain, locked until the transaction ends: the last lock of the house's lock order."""
    heads = ChainHead.objects.select_for_update(of=("self",))
    head = heads.filter(realm=realm).first()
    if head is None:
        # Two first writers of a realm may meet here; the second waits for the first and then finds its row.
        ChainHead.objects.bulk_create([ChainHead(realm=realm)], ignore_conflicts=True)
        head = heads.get(realm=realm)
    return head

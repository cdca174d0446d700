"""The unread part of the journal, brought to its receivers: at least once, in the order of each realm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.boundary import FaultBoundary
from ospolis.core.journal.events import Event
from ospolis.core.journal.models import ChainHead, Entry, ReaderPosition, Undelivered
from ospolis.core.journal.receivers import Delivery, Receiver, registered_receivers
from ospolis.core.journal.services import record

_BATCH = 200
_TRIES = 3
_FIRST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True)
class DeliveryRetried(Event):
    """A quarantined entry was set free to be delivered again."""

    verb = "core.delivery_retried"
    words = _("A quarantined entry was set free to be delivered again")
    undelivered_id: int
    reader: str


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """What one round of the outbox did."""

    delivered: int = 0
    failed: int = 0
    quarantined: int = 0

    def __add__(self, other: DeliveryCount) -> DeliveryCount:
        return DeliveryCount(
            self.delivered + other.delivered, self.failed + other.failed, self.quarantined + other.quarantined
        )


def deliver_unread(*, at: datetime) -> DeliveryCount:
    """Bring every receiver what it has not read, and try again what failed before and is due.

    A receiver that fails on one entry gets the next ones all the same; the entry is tried three times in all, then
    quarantined with its reason.
    """
    total = DeliveryCount()
    for receiver in registered_receivers():
        for head in ChainHead.objects.order_by("realm"):
            while (count := _deliver_batch(receiver, head.realm, at=at)) is not None:
                total += count
    return total + _retry_due(at=at)


@transaction.atomic
def retry_delivery(*, undelivered_id: int, actor: Viewer, at: datetime) -> None:
    """Set a quarantined entry free: the next round of the outbox tries it anew.

    Raises   Undelivered.DoesNotExist
    Emits    core.delivery_retried
    """
    row = Undelivered.objects.select_for_update(of=("self",)).get(pk=undelivered_id, quarantined=True)
    row.quarantined, row.attempts, row.next_try_at = False, 0, at
    row.save(update_fields=["quarantined", "attempts", "next_try_at"])
    record(DeliveryRetried(undelivered_id=row.pk, reader=row.reader), actor=actor, at=at)


def _deliver_batch(receiver: Receiver, realm: str, *, at: datetime) -> DeliveryCount | None:
    """Deliver some entries of one realm, each with the new position in one transaction; None when all are read."""
    position, _ = ReaderPosition.objects.get_or_create(reader=receiver.name, realm=realm)
    unread = Entry.objects.filter(realm=realm, sequence__gt=position.sequence).order_by("sequence")
    last = unread.values_list("sequence", flat=True)[_BATCH - 1 : _BATCH].first()
    if last is not None:
        unread = unread.filter(sequence__lte=last)
    entries = list(unread)
    if not entries:
        return None
    total = DeliveryCount()
    for entry in entries:
        if entry.verb in receiver.verbs:
            total += _deliver(receiver, entry, at=at)
    ReaderPosition.objects.filter(reader=receiver.name, realm=realm, sequence__lt=entries[-1].sequence).update(
        sequence=entries[-1].sequence
    )
    return total


def _deliver(receiver: Receiver, entry: Entry, *, at: datetime) -> DeliveryCount:
    with FaultBoundary() as outcome, transaction.atomic():
        position = ReaderPosition.objects.select_for_update(of=("self",)).get(reader=receiver.name, realm=entry.realm)
        if position.sequence >= entry.sequence:
            return DeliveryCount()  # another worker was faster
        position.sequence = entry.sequence
        position.save(update_fields=["sequence"])
        receiver.receive(delivery_of(entry))
    if not outcome.fault:
        return DeliveryCount(delivered=1)
    Undelivered.objects.get_or_create(
        reader=receiver.name,
        entry=entry,
        defaults={"reason": outcome.fault, "next_try_at": at + _FIRST_PAUSE},
    )
    return DeliveryCount(failed=1)


def _retry_due(*, at: datetime) -> DeliveryCount:
    receivers = {receiver.name: receiver for receiver in registered_receivers()}
    due = Undelivered.objects.filter(quarantined=False, next_try_at__lte=at, reader__in=receivers)
    total = DeliveryCount()
    for pk, reader in due.order_by("pk").values_list("pk", "reader"):
        total += _retry(pk, receivers[reader], at=at)
    return total


def _retry(pk: int, receiver: Receiver, *, at: datetime) -> DeliveryCount:
    with FaultBoundary() as outcome, transaction.atomic():
        row = Undelivered.objects.select_for_update(of=("self",)).filter(pk=pk, quarantined=False).first()
        if row is None:
            return DeliveryCount()
        receiver.receive(delivery_of(row.entry))
        row.delete()
    if not outcome.fault:
        return DeliveryCount(delivered=1)
    row = Undelivered.objects.get(pk=pk)
    row.attempts += 1
    row.reason = outcome.fault
    row.quarantined = row.attempts >= _TRIES
    row.next_try_at = at + _FIRST_PAUSE * 2**row.attempts
    row.save()
    return DeliveryCount(quarantined=1) if row.quarantined else DeliveryCount(failed=1)


def delivery_of(entry: Entry) -> Delivery:
    """The entry as a receiver sees it."""
    return Delivery(
        message_id=entry.message_id,
        verb=entry.verb,
        realm=entry.realm,
        at=entry.at,
        actor=entry.actor,
        target_kind=entry.target_kind,
        target_id=entry.target_id,
        references=entry.references,
    )

"""The append-only table of what happened, and the places up to which its readers have read."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One state change, chained to the entry before it in the same realm. Never changed, never deleted."""

    realm = models.CharField(max_length=80)
    sequence = models.PositiveBigIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=500, blank=True)
    reason = models.TextField(blank=True)
    references = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["realm", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["realm", "sequence"], name="core_entry_gapless"),
        ]
        indexes = [
            models.Index(fields=["target_kind", "target_id", "-id"], name="core_entry_target"),
            models.Index(fields=["realm", "-at", "-id"], name="core_entry_feed"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """A name that stays the same at each delivery, so that a receiver can tell a repeat."""
        return f"{self.realm}/{self.sequence}"


class ChainHead(models.Model):
    """The last entry of a realm's chain; its row is the lock that puts writers of one realm in a line."""

    realm = models.CharField(max_length=80, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.realm}/{self.sequence}"


class ReaderPosition(models.Model):
    """How far one receiver has read the chain of one realm."""

    reader = models.CharField(max_length=120)
    realm = models.CharField(max_length=80)
    sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "realm"], name="core_reader_position_once")]

    def __str__(self) -> str:
        return f"{self.reader} at {self.realm}/{self.sequence}"


class Undelivered(models.Model):
    """An entry that a receiver could not take: tried again later, then quarantined with its reason."""

    reader = models.CharField(max_length=120)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField()
    next_try_at = models.DateTimeField()
    quarantined = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "entry"], name="core_undelivered_once")]
        indexes = [models.Index(fields=["quarantined", "next_try_at"], name="core_undelivered_due")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.entry_id}"


class SignedHead(models.Model):
    """The head of a chain as the operator's key signed it; the same line stands in a file of the data folder."""

    realm = models.CharField(max_length=80)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.CharField(max_length=64)
    seal = models.CharField(max_length=120)

    class Meta:
        ordering = ["realm", "sequence"]
        constraints = [models.UniqueConstraint(fields=["realm", "sequence"], name="core_signed_head_once")]

    def __str__(self) -> str:
        return f"{self.realm}/{self.sequence}"


class Audit(models.Model):
    """One walk over the whole journal, and the first entry that did not hold, if any."""

    at = models.DateTimeField()
    entries = models.PositiveBigIntegerField()
    chains = models.PositiveIntegerField()
    heads = models.PositiveBigIntegerField()
    broken_realm = models.CharField(max_length=80, blank=True)
    broken_sequence = models.PositiveBigIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.problem or f"{self.entries} entries hold"

    @property
    def holds(self) -> bool:
        return not self.problem

"""What an office declared to be read, and the runs that read it."""

from __future__ import annotations

from django.db import models

from ospolis.institutions.models import Institution, System
from ospolis.mapping.choices import RunState, SourceKind, SourceRole, SourceState
from ospolis.mapping.masking import mask_location


class Run(models.Model):
    """One collection of an office, numbered without gaps."""

    realm = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    folder_digest = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # The newest fact of the office when the run ended: what later runs find has a higher number, whatever clocks say.
    last_fact = models.PositiveBigIntegerField(null=True)
    # The newest entry of the office's journal when it was compared with the run before: what ended later is told later.
    last_entry = models.PositiveBigIntegerField(null=True)
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["realm", "number"], name="run_number_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{self.realm}-{self.number}"


class Source(models.Model):
    """One thing to read: known by institution, kind and location. `key` stands in its address."""

    key = models.CharField(max_length=32, unique=True)
    realm = models.CharField(max_length=64, db_index=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    location = models.CharField(max_length=2048)
    role = models.CharField(max_length=12, choices=SourceRole.choices, default=SourceRole.PUBLISHES)
    note = models.CharField(max_length=500, blank=True)
    declared_line = models.PositiveIntegerField(default=0)
    # The forge whose list named this repository; empty for what stands in sources.csv.
    listed_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="listed")

    state = models.CharField(max_length=8, choices=SourceState.choices, default=SourceState.WAITING)
    content_digest = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=8, blank=True)
    code = models.CharField(max_length=64, blank=True)
    message = models.CharField(max_length=1000, blank=True)
    remedy = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["institution__name", "kind", "location", "id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "location"], name="source_once"),
        ]
        indexes = [
            models.Index(fields=["realm", "state"], name="source_of_state"),
            # Declared ones are few where lists of forges bring many; each page of a list asks for them.
            models.Index(fields=["realm", "kind"], condition=models.Q(listed_by=None), name="source_declared"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shown_location}"

    @property
    def shown_location(self) -> str:
        """The location without what is nobody else's business: the one for pages, exports and logs."""
        return mask_location(self.location)

"""What remains to be done: the table, never an executor, knows it."""

from __future__ import annotations

from django.db import models

from ospolis.mapping.choices import Executor, Stage, WorkState
from ospolis.mapping.models.sources import Run, Source


class WorkItem(models.Model):
    """One stage of one source with one version of the tools on one input.

    A worker holds it by a lease; a writer whose lease has passed to another writes nothing.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="work")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="work")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    tool_version = models.CharField(max_length=64)
    # A commit of a repository in sha256, "@" and a month take 72 letters.
    input_digest = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=WorkState.choices, default=WorkState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The data folder in which the copy lies: work goes there first, and elsewhere it is fetched again.
    place = models.CharField(max_length=16, blank=True)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    # Only what was begun can have killed its worker: the rest of a batch is innocent.
    begun_at = models.DateTimeField(null=True)
    result_digest = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True)
    message = models.CharField(max_length=1000, blank=True)
    remedy = models.CharField(max_length=1000, blank=True)
    report = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["source", "stage", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "stage", "tool_version", "input_digest"], name="work_item_once")
        ]
        indexes = [
            models.Index(fields=["run", "stage", "state"], name="work_item_of_run"),
            models.Index(fields=["run", "state", "attempts", "-stage", "id"], name="work_item_next"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.source_id} {self.input_digest[:12]}"


class Hand(models.Model):
    """A process that works on a run: one leads, the others read. Who was not seen for a while is gone.

    `name` stands on the leases of a reader; `address` is how a cluster calls it; `place` is its data folder.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="hands")
    name = models.CharField(max_length=64)
    leads = models.BooleanField(default=False)
    executor = models.CharField(max_length=8, choices=Executor.choices)
    place = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=128, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["run", "name"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="hand_once")]

    def __str__(self) -> str:
        return self.name

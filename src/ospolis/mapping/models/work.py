"""What remains to be done: the table, never an executor, knows it."""

from __future__ import annotations

from django.db import models

from ospolis.mapping.choices import Stage, WorkState
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
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
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
        indexes = [models.Index(fields=["run", "stage", "state"], name="work_item_of_run")]

    def __str__(self) -> str:
        return f"{self.stage} {self.source_id} {self.input_digest[:12]}"

"""Jobs as rows: what waits, what runs, what was set aside, and what comes back on a schedule."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import Ending, PersonalData, Rule


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    SET_ASIDE = "set_aside", _("set aside")


class JobRun(models.Model):
    """One job that somebody asked for: ids in, one service called, tried again when it fails."""

    job = models.CharField(max_length=120)
    queue = models.CharField(max_length=32)
    arguments = models.JSONField(default=dict)
    realm = models.CharField(max_length=80)
    actor = models.BigIntegerField(null=True)
    key = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    run_after = models.DateTimeField()
    deadline_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    # Arguments are ids; where one must be an address it is sealed.
    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("actor", "reason"),
        title=_("Tasks that I asked the system for"),
        purpose=_("To do work in somebody's name with the roles that hold then, and to find out why it failed."),
        retention=_("Fourteen days after the task ended."),
        rules=(Rule(days=14, since=("ended_at",)),),
        erased=Ending.BLANK,
        acts=("actor",),
        mentions=("reason",),
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["state", "run_after"], name="core_jobrun_state"),
            models.Index(fields=["-asked_at", "-id"], name="core_jobrun_list"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.pk}"


class Schedule(models.Model):
    """A job that comes back: declared in code, its next time kept here."""

    name = models.CharField(max_length=120, primary_key=True)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    paused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

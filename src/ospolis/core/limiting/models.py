"""How often a door was tried, in slots of time: digests and counts, nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import PersonalData, Rule


class TryCount(models.Model):
    """The tries of one asker at one door in one slot of time; `ends` is when they no longer count."""

    key = models.CharField(max_length=32)
    slot = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    ends = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("key",),
        title=_("Tries that are counted"),
        purpose=_("To slow down somebody who guesses passwords or floods a form."),
        retention=_("As long as the tries count, at most an hour and a quarter; an hourly job removes the rest."),
        export="ospolis.core.limiting.personal.tries_of_person",
        erasure="ospolis.core.limiting.personal.forget_person",
        rules=(Rule(days=0, since=("ends",)),),
    )

    class Meta:
        app_label = "core"
        ordering = ["slot", "id"]
        constraints = [models.UniqueConstraint(fields=["key", "slot"], name="core_try_count_once")]
        indexes = [models.Index(fields=["ends"], name="core_try_count_ends")]

    def __str__(self) -> str:
        return f"{self.count} since {self.slot:%H:%M}"

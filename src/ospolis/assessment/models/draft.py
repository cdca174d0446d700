"""What somebody typed so far, what came with it, and each time that it was handed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import Channel, DraftState
from ospolis.assessment.models.campaign import Assignment
from ospolis.core.files.models import StoredFile
from ospolis.core.privacy import PersonalData, Rule, Whose


class Draft(models.Model):
    """One answer as it stands while it is typed: kept at each step, also when the campaign closes meanwhile."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="drafts")
    item = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=DraftState.choices)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    evidence = models.CharField(max_length=2048, blank=True)
    is_prefill = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("comment", "evidence"),
        title=_("Answers that I am typing"),
        purpose=_("So that nothing is lost when a connection breaks."),
        retention=_("Twelve months after it was last saved; what was handed in is kept as a fact without a name."),
        rules=(Rule(days=366, since=("saved_at",)),),
        whose=Whose(people=("assignment__person",)),
        mentions=("comment",),
    )

    class Meta:
        ordering = ["assignment", "item"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "item"], name="draft_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(state="level", level__range=(0, 4)) | (~models.Q(state="level") & models.Q(level=None))
                ),
                name="draft_level_with_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.assignment_id}"


class Attachment(models.Model):
    """A file that somebody added to an answer; an assessor may take it as a document."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="attachments")
    item = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("file",),
        title=_("Files that I added to answers"),
        purpose=_("To show what an answer rests on."),
        retention=_("Three years after it was added."),
        rules=(Rule(days=1096, since=("added_at",)),),
        whose=Whose(people=("assignment__person",)),
    )

    class Meta:
        ordering = ["assignment", "item", "id"]

    def __str__(self) -> str:
        return f"file of {self.item}"


class Submission(models.Model):
    """Answers were handed in once: by which way, and as which number of the one who sent them.

    `external` tells a submission apart that arrives twice; `sent_at` is when it was filled in, so that one which
    arrives late does not take the place of a newer one.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="submissions")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    external = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=32)
    answers = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("external",),
        title=_("When I handed in answers"),
        purpose=_("To know that answers arrived, and not to count them twice."),
        retention=_("Three years after they arrived."),
        rules=(Rule(days=1096, since=("received_at",)),),
        whose=Whose(people=("assignment__person",)),
    )

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "external"], condition=~models.Q(external=""), name="submission_once"
            )
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

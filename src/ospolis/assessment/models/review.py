"""What assessors do: they grade documents, and agree on levels."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import DocumentState, GradeKind
from ospolis.assessment.models.campaign import Campaign
from ospolis.core.files.models import StoredFile
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution
from ospolis.people.models import Person


class Document(models.Model):
    """Something written that an institution shows for one question: a file, or an address with its day."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    realm = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    address = models.URLField(max_length=2048, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.HANDED_IN)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["institution", "item", "-day", "id"]
        indexes = [models.Index(fields=["realm", "state"], name="document_of_realm")]

    def __str__(self) -> str:
        return self.title


class Grade(models.Model):
    """How far a document shows what the question asks, in quarters, as one assessor sees it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="grades")
    assessor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=6, choices=GradeKind.choices, default=GradeKind.ASSESSOR)
    quarters = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    graded_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("assessor", "note"),
        title=_("Documents that I graded"),
        purpose=_("Two assessors count for more than one, so it must be known whether they are two."),
        retention=_("Three years after the grade; then the person is taken off, the grade stays."),
        rules=(Rule(days=1096, since=("graded_at",), ending=Ending.BLANK, fields=("assessor",)),),
        whose=Whose(people=("assessor",)),
        erased=Ending.BLANK,
        mentions=("note",),
    )

    class Meta:
        ordering = ["document", "-graded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quarters__range=(0, 4)), name="grade_in_quarters"),
            models.UniqueConstraint(fields=["document", "assessor"], name="grade_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quarters}/4 of {self.document_id}"


class Moderation(models.Model):
    """The level that one assessor, or a workshop, proposes for one question after reading all there is."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="moderations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=64)
    assessor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_workshop = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    moderated_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("assessor", "note"),
        title=_("Answers that I moderated"),
        purpose=_("A level that two assessors agree on counts for more, so it must be known whether they are two."),
        retention=_("Three years after the moderation; then the person is taken off, the level stays."),
        rules=(Rule(days=1096, since=("moderated_at",), ending=Ending.BLANK, fields=("assessor",)),),
        whose=Whose(people=("assessor",)),
        erased=Ending.BLANK,
        mentions=("note",),
    )

    class Meta:
        ordering = ["campaign", "institution", "item", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__range=(0, 4)), name="moderation_level_range"),
            models.UniqueConstraint(fields=["campaign", "institution", "item", "assessor"], name="moderation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.level}"

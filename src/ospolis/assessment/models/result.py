"""What an assessment works out: one row for an institution, one for each of its dimensions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.models.bank import Bank
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution


class AssessmentRun(models.Model):
    """One working out of the levels of an office, as of a day, by one bank and one policy."""

    realm = models.CharField(max_length=64)
    day = models.DateField()
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    policy_version = models.CharField(max_length=32)
    input_digest = models.CharField(max_length=32)
    institutions = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    computed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-computed_at", "-id"]
        indexes = [models.Index(fields=["realm", "published_at"], name="assessment_run_of_realm")]

    def __str__(self) -> str:
        return f"{self.realm} {self.day}"


class InstitutionScore(models.Model):
    """Where an institution stands: levels 0 to 4, shares and probabilities 0 to 1.

    `items` holds each reading of the engine by its names, what is empty left out. A row holds until the input changes;
    then a new one takes its place and this one stays as history, the last of each day.
    """

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="scores")
    realm = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    bank_code = models.CharField(max_length=64, default="core")
    day = models.DateField()
    input_digest = models.CharField(max_length=32)
    # Empty: no question that a level stands on applies.
    staged_level = models.PositiveSmallIntegerField(null=True)
    p_level = models.JSONField(default=list)
    items = models.JSONField(default=list)
    answered_roles = models.PositiveSmallIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    # Part of what the lead published last. An own level is public only where the institution agreed, too.
    published_at = models.DateTimeField(null=True)
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["institution", "-id"]
        indexes = [
            models.Index(fields=["realm", "is_current"], name="score_of_realm"),
            models.Index(fields=["realm", "published_at"], name="score_published"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "bank_code"], condition=models.Q(is_current=True), name="one_current_score"
            )
        ]

    def __str__(self) -> str:
        return f"level {self.staged_level} of {self.institution_id}"


class DimensionScore(models.Model):
    """One dimension of an institution. Empty `best`: too little is known; empty `low` too: nothing applies."""

    score = models.ForeignKey(InstitutionScore, on_delete=models.CASCADE, related_name="dimensions")
    code = models.CharField(max_length=16)
    best = models.FloatField(null=True)
    proven = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    hard_low = models.FloatField(null=True)
    hard_high = models.FloatField(null=True)
    best_low = models.FloatField(null=True)
    best_high = models.FloatField(null=True)
    # For comparisons in time: mean and variance of the best estimate before the cap, on the scale 0 to 1.
    mean = models.FloatField(null=True)
    variance = models.FloatField(null=True)
    known_weight = models.FloatField(null=True)
    # What questions that do not apply gave to the others.
    moved_weight = models.FloatField(default=0.0)
    observed = models.FloatField()
    expected = models.FloatField()
    target = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    p_gap = models.FloatField(null=True)
    is_strength = models.BooleanField(default=False)

    class Meta:
        ordering = ["score", "code"]
        constraints = [models.UniqueConstraint(fields=["score", "code"], name="dimension_score_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.best}"


class PublicationConsent(models.Model):
    """An institution agreed that its own levels are published; without a row they are not."""

    institution = models.OneToOneField(Institution, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    agreed_by = models.PositiveBigIntegerField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("agreed_by",),
        title=_("Results that I agreed to publish"),
        purpose=_("To know that somebody who speaks for the institution agreed."),
        retention=_("Three years after the agreement; then the person is taken off, the agreement stays."),
        rules=(Rule(days=1096, since=("agreed_at",), ending=Ending.BLANK, fields=("agreed_by",)),),
        whose=Whose(accounts=("agreed_by",)),
        erased=Ending.BLANK,
        acts=("agreed_by",),
    )

    class Meta:
        ordering = ["institution"]

    def __str__(self) -> str:
        return f"agreement of {self.institution_id}"

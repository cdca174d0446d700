"""What an assessment works out: one row for an institution, one for each of its dimensions."""

from __future__ import annotations

from django.db import models

from ospolis.assessment.models.bank import Bank
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

    `items` is a list in the order of the bank: code, best, proven, low, high, known, capped, claim, the facts used.
    A row holds until the input changes; then a new one takes its place and this one stays as history.
    """

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="scores")
    realm = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    input_digest = models.CharField(max_length=32)
    staged_level = models.PositiveSmallIntegerField()
    p_level = models.JSONField(default=list)
    items = models.JSONField(default=list)
    answered_roles = models.PositiveSmallIntegerField(default=0)
    is_current = models.BooleanField(default=True)
    # An own level is public only where the institution agreed and the lead published it.
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["institution", "-id"]
        indexes = [models.Index(fields=["realm", "is_current"], name="score_of_realm")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=models.Q(is_current=True), name="one_current_score"
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
    # For comparisons in time: mean and variance of the best estimate before the cap, on the scale 0 to 1.
    mean = models.FloatField(null=True)
    variance = models.FloatField(null=True)
    known_weight = models.FloatField()
    observed = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    target = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    p_gap = models.FloatField(null=True)
    is_strength = models.BooleanField(default=False)

    class Meta:
        ordering = ["score", "code"]
        constraints = [models.UniqueConstraint(fields=["score", "code"], name="dimension_score_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.best}"

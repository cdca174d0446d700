"""Where a person's word and the evidence do not fit together: work for somebody, and both values are kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import ContradictionState, Flag, Reason
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution


class Contradiction(models.Model):
    """One flag on one question of one institution. `claim` and `evidence` are levels, `p` is how sure the flag is."""

    realm = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    # By the questions of which bank it was found: another bank neither finds it nor lets it go.
    bank_code = models.CharField(max_length=64, default="core")
    # Empty: it is about the institution as a whole.
    item = models.CharField(max_length=64, blank=True)
    flag = models.CharField(max_length=24, choices=Flag.choices)
    claim = models.FloatField(null=True)
    evidence = models.FloatField(null=True)
    p = models.FloatField(null=True)
    # More of what was seen, as the engine writes it: an age in days, a spread of levels, a place.
    detail = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ContradictionState.choices, default=ContradictionState.OPEN)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    note = models.TextField(blank=True)
    resolver_role = models.CharField(max_length=32, blank=True)
    resolved_by = models.PositiveBigIntegerField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # What was claimed and seen when it was resolved: a new value opens it again.
    resolved_digest = models.CharField(max_length=32, blank=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("note", "resolved_by"),
        title=_("Contradictions that I resolved"),
        purpose=_("To know why a value stands although another one speaks against it."),
        retention=_("Three years after it was resolved; then the person is taken off, the reason stays."),
        rules=(Rule(days=1096, since=("resolved_at",), ending=Ending.BLANK, fields=("resolved_by",)),),
        whose=Whose(accounts=("resolved_by",)),
        erased=Ending.BLANK,
        acts=("resolved_by",),
        mentions=("note",),
    )

    class Meta:
        ordering = ["state", "institution", "item", "flag", "id"]
        indexes = [models.Index(fields=["realm", "state"], name="contradiction_of_realm")]
        constraints = [
            models.UniqueConstraint(fields=["institution", "bank_code", "item", "flag"], name="contradiction_once")
        ]

    def __str__(self) -> str:
        return f"{self.flag} {self.item} of {self.institution_id}"

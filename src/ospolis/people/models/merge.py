"""Two records of one person made one, in a way that can be undone for thirty days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import PersonalData, Rule, Whose
from ospolis.people.models.person import Person


class Merge(models.Model):
    """Which record was kept, which one went into it, and all that is needed to take them apart again.

    moved    rows that changed hands: `[{"model": "people.membership", "id": 7}]`
    before   the fields of the kept record that the merge filled, with what they held
    """

    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    realm = models.CharField(max_length=64, blank=True)
    moved = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    merged_by = models.PositiveBigIntegerField(null=True, blank=True)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("kept", "gone", "before", "merged_by"),
        title=_("Records of me that were made one"),
        purpose=_("To take two records apart again when they were not one person."),
        retention=_("Thirty days after the merge; then the record that went is deleted."),
        rules=(Rule(days=30, since=("merged_at",), carry_out="ospolis.people.services.close_merges"),),
        whose=Whose(people=("kept", "gone")),
        acts=("merged_by",),
        mentions=("reason",),
    )

    class Meta:
        ordering = ["-merged_at", "id"]

    def __str__(self) -> str:
        return f"person {self.gone_id} into {self.kept_id}"

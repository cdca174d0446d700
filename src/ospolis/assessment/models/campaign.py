"""A campaign asks institutions; an assignment asks one person, for one institution, in one role."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import AssignmentState, CampaignState, Confidentiality
from ospolis.assessment.models.bank import Bank
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution
from ospolis.people.models import Person


class Campaign(models.Model):
    """A round of questions of an office: which bank, which institutions, from when to when.

    `roles` are the respondent roles that are asked; `sections` the dimensions, all when empty.
    """

    realm = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=CampaignState.choices, default=CampaignState.DRAFT)
    opens = models.DateField()
    closes = models.DateField()
    roles = models.JSONField(default=list)
    sections = models.JSONField(default=list, blank=True)
    purpose = models.TextField(blank=True)
    # What the office adds, in its own words, to what every respondent reads before answering.
    consent = models.TextField(blank=True)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices, default=Confidentiality.OFFICE)
    institutions = models.ManyToManyField(Institution, related_name="+")
    reminder_days = models.PositiveSmallIntegerField(default=7)
    is_workshop = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens", "-id"]
        indexes = [models.Index(fields=["realm", "state"], name="campaign_of_realm")]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gte=models.F("opens")), name="campaign_closes_later")
        ]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """Somebody is asked to answer for an institution in a role; the link in the letter opens it without a log-in.

    `consented_at` is when the person read what happens with the answers and agreed; nothing is kept before.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assignments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sections = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.INVITED)
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.PositiveBigIntegerField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "signed_off_by"),
        title=_("Questions that I was asked"),
        purpose=_("To ask the right person, to remind, and to know who answered for an institution."),
        retention=_("Twelve months after the answers were submitted; then the person is taken off, the answers stay."),
        rules=(Rule(days=366, since=("submitted_at",), ending=Ending.BLANK, fields=("person", "signed_off_by")),),
        whose=Whose(people=("person",)),
        erased=Ending.BLANK,
        secret=("link_digest",),
        acts=("signed_off_by",),
    )

    class Meta:
        ordering = ["institution", "role", "id"]
        indexes = [models.Index(fields=["campaign", "state"], name="assignment_of_campaign")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "institution", "role", "person"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

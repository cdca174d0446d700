"""Invitations: how accounts come about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import PersonalData, Rule, Whose
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people.models.person import Person
from ospolis.people.models.role import ROLE_CHOICES


class Invitation(models.Model):
    """The offer of an account, and perhaps of a role, sent to one address; used once, and only until it expires.

    It names one office or institution at most, so whoever accepts it joins that one and no other.
    """

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=35, blank=True)
    # A record that is there already, when somebody known without an account is invited; else the one that came of it.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    realm = models.CharField(max_length=64, blank=True, db_index=True)
    role = models.CharField(max_length=12, choices=ROLE_CHOICES, blank=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.PositiveBigIntegerField(null=True, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("email", "name", "language", "person", "invited_by"),
        title=_("Invitations to me"),
        purpose=_("To offer an account to somebody and to know who offered it."),
        retention=_("Thirty days after it was accepted, withdrawn or expired."),
        rules=(Rule(days=30, since=("accepted_at", "withdrawn_at", "expires_at")),),
        whose=Whose(people=("person",), addresses=("email",)),
        secret=("digest",),
        acts=("invited_by",),
    )

    class Meta:
        ordering = ["-invited_at", "id"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

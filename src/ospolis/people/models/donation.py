"""What people chose to tell about themselves so that an office can count fairly, and their consents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import CONSENT, TASK, PersonalData, Rule, Whose
from ospolis.people.choices import Dimension
from ospolis.people.models.person import Person


class Consent(models.Model):
    """That a person agreed to something in these words, and perhaps took it back: a proof, not a flag."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=64)
    wording_version = models.CharField(max_length=32)
    form = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person",),
        title=_("What I agreed to"),
        purpose=_("To prove what a person agreed to, and when it was taken back."),
        retention=_("Thirty-six months after the consent was withdrawn; erased with the person."),
        basis=TASK,
        rules=(Rule(days=1096, since=("withdrawn_at",)),),
        whose=Whose(people=("person",)),
    )

    class Meta:
        ordering = ["-given_at", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} of person {self.person_id}"


class Donation(models.Model):
    """One answer that a person gave of their own will: never required, never guessed, never on a list of people."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="donations")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=16, choices=Dimension.choices)
    # A value of the list of the dimension, `prefer_not_to_say`, or `self_described` with the person's own words.
    value = models.CharField(max_length=32)
    own_words = models.CharField(max_length=100, blank=True)
    given_at = models.DateTimeField()
    # When the answer is cut loose from the person; a new answer begins a new time.
    forget_after = models.DateField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "value", "own_words"),
        title=_("What I told about myself"),
        purpose=_("To count whether women, men, the young, the old and people with disabilities are reached."),
        retention=_("Thirty days after the last activity that it was given for; deleted by the giver at any time."),
        basis=CONSENT,
        rules=(Rule(days=0, since=("forget_after",)),),
        whose=Whose(people=("person",)),
    )

    class Meta:
        ordering = ["person", "dimension"]
        constraints = [models.UniqueConstraint(fields=["person", "dimension"], name="donation_once")]

    def __str__(self) -> str:
        return f"{self.dimension} of person {self.person_id}"

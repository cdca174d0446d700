"""Taking part: one table for event, session, course, engagement and consultation, and what came of it.

A desk's own row points down to these; nothing here points up.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import WITH_PERSON, Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people.choices import Capacity, CredentialStatus, EvidenceSource, Mode, ParticipationState
from ospolis.people.models.person import Person


class Participation(models.Model):
    """That a person takes, took or was to take part in an activity, for an institution as of that time.

    activity    kind of activity, such as `event` or `course`
    reference   the activity itself, as its desk names it, such as `convening.event:12`
    minutes     how long, when it is known; `evidence_source` says how it is known
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.CharField(max_length=32)
    reference = models.CharField(max_length=100)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    state = models.CharField(max_length=12, choices=ParticipationState.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    evidence_source = models.CharField(max_length=16, choices=EvidenceSource.choices, blank=True)
    day = models.DateField()
    recorded_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person",),
        title=_("What I took part in"),
        purpose=_("To run the activity, to certify who took part, and to count people."),
        retention=_("Thirty-six months after the activity; then the person is replaced by a pseudonym, counts stay."),
        rules=(
            Rule(
                days=1096,
                since=("day",),
                ending=Ending.RELEASE,
                due="ospolis.people.selectors.old_participations",
                carry_out="ospolis.people.services.release_participations",
            ),
        ),
        whose=Whose(people=("person",)),
        erased=Ending.RELEASE,
    )

    class Meta:
        ordering = ["-day", "id"]
        indexes = [models.Index(fields=["reference", "state"], name="participation_of_activity")]
        constraints = [
            models.UniqueConstraint(fields=["reference", "person", "capacity"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} in {self.reference}"


class HeadCount(models.Model):
    """People counted without being named, by category: for paper lists and open lectures."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=32)
    reference = models.CharField(max_length=100, db_index=True)
    dimension = models.CharField(max_length=32)
    value = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    day = models.DateField()
    counted_by = models.PositiveBigIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("counted_by",),
        title=_("Heads that I counted"),
        purpose=_("To know who counted, should a number be in doubt."),
        retention=_("Thirty-six months after the activity; the count itself stays."),
        rules=(Rule(days=1096, since=("day",), ending=Ending.BLANK, fields=("counted_by",)),),
        erased=Ending.RELEASE,
        acts=("counted_by",),
    )

    class Meta:
        ordering = ["reference", "dimension", "value", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reference", "dimension", "value"], name="head_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count} in {self.reference}"


class Snapshot(models.Model):
    """How many people took part in an activity when it was closed, by one dimension: numbers without people.

    `value` is `unknown` for those who did not say. Published totals open to these rows, so they survive erasures.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=32)
    reference = models.CharField(max_length=100, db_index=True)
    day = models.DateField()
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    state = models.CharField(max_length=12, choices=ParticipationState.choices)
    dimension = models.CharField(max_length=32)
    value = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    closed_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=(),
        title=_("Totals"),
        purpose=_("Numbers only: nothing in these rows belongs to a person."),
        retention=_("As long as the office publishes its results, without an end."),
        erased=Ending.RELEASE,
    )

    class Meta:
        ordering = ["reference", "capacity", "state", "dimension", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "capacity", "state", "dimension", "value"], name="snapshot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.dimension}={self.value}"


class Credential(models.Model):
    """What was issued to a person: a signed file and whether it still stands. The holder may keep it for ever."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials")
    participation = models.ForeignKey(
        Participation, on_delete=models.SET_NULL, null=True, blank=True, related_name="credentials"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=300)
    # The name as printed: it stays on the paper when the record goes, if the holder wishes.
    holder_name = models.CharField(max_length=200)
    keeps_after_erasure = models.BooleanField(default=False)
    file_digest = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=10, choices=CredentialStatus.choices, default=CredentialStatus.VALID)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "holder_name", "file_digest"),
        title=_("What was issued to me"),
        purpose=_("To let others check that what a person shows was issued here."),
        retention=_("As long as the holder wishes; without that wish it goes with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(people=("person",)),
        erasure="ospolis.people.services.release_credentials",
        erased=Ending.RELEASE,
    )

    class Meta:
        ordering = ["-issued_at", "id"]

    def __str__(self) -> str:
        return self.number

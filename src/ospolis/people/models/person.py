"""A human being, where the person works, and who looked at the record."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from ospolis.core.privacy import PersonalData
from ospolis.institutions.models import Institution

EXPORT = "ospolis.people.selectors.own_data_of"
ERASURE = "ospolis.people.services.erase_person"


class Person(models.Model):
    """One human being, known under one name. Most people never have an account.

    `realm` is the office that wrote the record down. After an erasure the row stays as a pseudonym, so that counts
    stay; after a merge the record that went names the one that was kept, until the merge can no longer be undone.
    """

    name = models.CharField(max_length=200)
    certificate_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=35, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    realm = models.CharField(max_length=64, blank=True, db_index=True)
    # The name as a reader types it, so that a plain comparison finds it in every database.
    folded_name = models.CharField(max_length=400, blank=True, db_index=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=(
            "name", "certificate_name", "email", "phone", "language", "time_zone", "folded_name", "merged_into",
        ),
        purpose="To know who holds a role or took part, and to write to people in their language.",
        retention="While the person has a role, an account or took part in the last 36 months; erased on request.",
        export=EXPORT,
        erasure=ERASURE,
    )  # fmt: skip

    class Meta:
        ordering = ["folded_name", "id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person does in an institution, from a day until a day; it ends instead of being written over."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=200, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "function"),
        purpose="To know for which institution a person speaks, and since when.",
        retention="As long as the person is known here; erased with the person.",
        export=EXPORT,
        erasure=ERASURE,
    )

    class Meta:
        ordering = ["-starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True)
                | models.Q(starts__isnull=True)
                | models.Q(ends__gte=models.F("starts")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} in institution {self.institution_id}"


class Sighting(models.Model):
    """That somebody looked at the record of a person: once for each reader and day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sightings")
    # The account that looked, by number, and what it was then: accounts end, the answer to "who looked" stays.
    account_number = models.PositiveBigIntegerField()
    role = models.CharField(max_length=12)
    realm = models.CharField(max_length=64, blank=True)
    day = models.DateField()
    times = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "account_number"),
        purpose="To tell people who looked at what is kept about them.",
        retention="Twelve months after the day on which somebody looked.",
        export=EXPORT,
        erasure=ERASURE,
    )

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "account_number", "day"], name="sighting_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} on {self.day}"

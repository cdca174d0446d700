"""A human being, where the person works, and who looked at the record."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import TASK, WITH_PERSON, Ending, PersonalData, Rule, Whose
from ospolis.institutions.models import Institution


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
        title=_("My record"),
        purpose=_("To know who holds a role or took part, and to write to people in their language."),
        retention=_("While the person has a role, an account or took part in the last 36 months; erased on request."),
        basis=TASK,
        rules=(
            Rule(
                days=1096,
                ending=Ending.RELEASE,
                due="ospolis.people.selectors.quiet_people",
                carry_out="ospolis.people.services.let_quiet_people_go",
            ),
        ),
        whose=Whose(people=("pk",)),
        erasure="ospolis.people.services.blank_person",
        erased=Ending.RELEASE,
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
        title=_("Where I work or worked"),
        purpose=_("To know for which institution a person speaks, and since when."),
        retention=_("As long as the person is known here; erased with the person."),
        rules=(WITH_PERSON,),
        whose=Whose(people=("person",)),
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
        title=_("Who looked at my record"),
        purpose=_("To tell people who looked at what is kept about them."),
        retention=_("Twelve months after the day on which somebody looked."),
        rules=(Rule(days=365, since=("day",)),),
        whose=Whose(people=("person",)),
        acts=("account_number",),
    )

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "account_number", "day"], name="sighting_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} on {self.day}"

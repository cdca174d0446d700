"""People, the accounts that some of them have, and the roles they hold for a time."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from ospolis.core.access import Role
from ospolis.core.privacy import PersonalData
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office

ROLE_CHOICES = [
    (role.value, role.value) for role in (Role.FOCAL_POINT, Role.OFFICER, Role.LEAD, Role.PROGRAMME, Role.OPERATOR)
]


class Person(models.Model):
    """One human being. Most people never have an account."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=35, blank=True)
    created_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("name", "language"),
        purpose="To know who holds a role and to address them in their language.",
        retention="As long as the person has a role or an account; erased on request.",
        export="ospolis.people.selectors.own_data_of",
        erasure="ospolis.people.services.erase_person",
    )

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their address; accounts are made by `people.services` only."""


class Account(AbstractBaseUser):
    """A way to log in: one address, one password. `held_grants` is there when the roles were read with it."""

    held_grants: list[RoleGrant]

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account")
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person", "email", "password", "last_login"),
        purpose="To let the person log in and to send what was asked for.",
        retention="Until the account is closed or the person is erased.",
        export="ospolis.people.selectors.own_data_of",
        erasure="ospolis.people.services.erase_person",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class FailedLogIn(models.Model):
    """One key of a log-in that failed, see `tries`: digests only, forgotten when they no longer count."""

    key = models.CharField(max_length=32)
    failed_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("key",),
        purpose="To slow down somebody who guesses passwords.",
        retention="Fifteen minutes, then it no longer counts; it goes with the next log-in that fails.",
        export="ospolis.people.selectors.own_data_of",
        erasure="ospolis.people.services.erase_person",
    )

    class Meta:
        ordering = ["failed_at", "id"]
        indexes = [models.Index(fields=["key", "failed_at"], name="failed_log_in_of_key")]

    def __str__(self) -> str:
        return self.key


class RoleGrant(models.Model):
    """A role that a person holds in an office, for an institution, or everywhere, from a day until a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("person",),
        purpose="To know what a person may do, and who did what in which role.",
        retention="Until the person is erased; an ended role stays as a record of who was in charge.",
        export="ospolis.people.selectors.own_data_of",
        erasure="ospolis.people.services.erase_person",
    )

    class Meta:
        ordering = ["person", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(role__in=["officer", "lead"], office__isnull=False, institution__isnull=True)
                    | models.Q(role="focal_point", institution__isnull=False)
                    | models.Q(role__in=["programme", "operator"], office__isnull=True, institution__isnull=True)
                ),
                name="grant_holds_where_its_role_belongs",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="grant_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of person {self.person_id}"

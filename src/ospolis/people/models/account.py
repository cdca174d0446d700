"""Ways to log in: accounts of people, tokens of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import WITH_PERSON, PersonalData, Rule, Whose
from ospolis.people.models.person import Person

if TYPE_CHECKING:
    from ospolis.people.models.role import RoleGrant


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
        title=_("My account"),
        purpose=_("To let the person log in and to send what was asked for."),
        retention=_("Until the account is closed or the person is erased."),
        rules=(WITH_PERSON,),
        whose=Whose(accounts=("pk",)),
        secret=("password",),
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class Token(models.Model):
    """A key for a machine: acts for one account, in one office, for some verbs, until a day. Never opens a session."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    # The first letters, to tell tokens apart in a list; the rest is known to nobody but its holder.
    hint = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    realm = models.CharField(max_length=64, blank=True)
    verbs = models.JSONField(default=list)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("account", "name", "hint", "digest", "last_used_on"),
        title=_("Keys of my programs"),
        purpose=_("To let a program of the person read or write in the person's name."),
        retention=_("Ninety days after it ended or was revoked; erased with the person."),
        rules=(Rule(days=90, since=("revoked_at", "ends_at")),),
        whose=Whose(accounts=("account",)),
        secret=("digest",),
    )

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.name

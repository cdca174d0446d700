"""What logging in leaves behind: sessions that are open, links that were mailed, a second factor that was lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.privacy import WITH_PERSON, PersonalData, Rule, Whose
from ospolis.people.models.account import Account


class OpenSession(models.Model):
    """One session of an account, so that its owner sees it and can end it; it stays a while after its end.

    `network` is a stretch of addresses and `device` a few words: enough to know one's own sessions again, too little to
    follow anybody.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    network = models.CharField(max_length=50, blank=True)
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("account", "session_key", "network", "device"),
        title=_("Where I was logged in"),
        purpose=_("To show people where they are logged in, and to tell them of a log-in from somewhere new."),
        retention=_("Ninety days after the session was last used; erased with the person."),
        rules=(Rule(days=90, since=("seen_at",)),),
        whose=Whose(accounts=("account",)),
        secret=("session_key",),
    )

    class Meta:
        ordering = ["-began_at", "id"]

    def __str__(self) -> str:
        return f"session {self.pk} of account {self.account_id}"


class MailedLink(models.Model):
    """A link that was sent to one address and works once; its digest alone is kept, until it is used or late."""

    class Purpose(models.TextChoices):
        """What the link lets its reader do."""

        RECOVERY = "recovery"
        NEW_ADDRESS = "new_address"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mailed_links")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    email = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("account", "email", "digest"),
        title=_("Links that were mailed to me"),
        purpose=_("To know that whoever opens the link reads the mail of that address."),
        retention=_("One hour, or until the link is used; what nobody opened goes the day after."),
        rules=(Rule(days=1, since=("expires_at",)),),
        whose=Whose(accounts=("account",)),
        secret=("digest",),
    )

    class Meta:
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} of account {self.account_id}"


class FactorReset(models.Model):
    """The request to take a lost second factor off an account: two entitled people agree, then a day passes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="factor_resets")
    # Who asked and who agreed, by the numbers of their accounts: the record outlives them.
    asked_by = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    agreed_by = models.PositiveBigIntegerField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("account", "asked_by", "agreed_by"),
        title=_("Second factors that I lost"),
        purpose=_("To let somebody in again who lost the second factor, and to know who agreed to it."),
        retention=_("Twelve months after it was done or stopped; erased with the person."),
        rules=(Rule(days=365, since=("done_at", "stopped_at")), WITH_PERSON),
        whose=Whose(accounts=("account",)),
        acts=("asked_by", "agreed_by"),
    )

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="factor_reset_takes_two",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(done_at__isnull=True, stopped_at__isnull=True),
                name="factor_reset_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"lost second factor of account {self.account_id}"

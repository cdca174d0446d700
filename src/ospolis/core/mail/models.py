"""Letters and where they stand, what readers want of them, and addresses that no longer take any."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.mail.addresses import LONGEST_ADDRESS
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.privacy import WITH_PERSON, Ending, PersonalData, Rule

LONGEST_SUBJECT = 150
LONGEST_READER = 80


class Letter(models.Model):
    """One letter to one address. Its message id comes from its cause, so that a repeat is the same letter.

    `reader` is a key of the caller's own; a letter without one has a key made from the digest of its address.
    `next_try_at` is when a waiting letter may be sent, a held one gathered, and a letter being sent given to another
    worker. `body` is the one source of the plain text and of the HTML.
    """

    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=80)
    reader = models.CharField(max_length=LONGEST_READER)
    to = models.EmailField(max_length=LONGEST_ADDRESS, blank=True)
    language = models.CharField(max_length=35)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=80)
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("reader", "to", "language", "subject", "body"),
        title=_("Letters to me"),
        purpose=_("To send the reader what was asked for, and to try again when the mail server is down."),
        retention=_(
            "Address, subject and text for 30 days after sending, the text of letters about the safety of an account"
            " only until it is sent; the rest of the row stays as a count."
        ),
        export="ospolis.core.mail.personal.letters_of_person",
        erasure="ospolis.core.mail.personal.forget_person",
        rules=(Rule(days=30, since=("ended_at",), ending=Ending.BLANK, fields=("to", "subject", "body")),),
        erased=Ending.BLANK,
        mentions=("subject", "body"),
    )

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="core_letter_due"),
            models.Index(fields=["reader", "state"], name="core_letter_reader"),
            models.Index(fields=["state", "ended_at"], name="core_letter_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MailPreference(models.Model):
    """How often one reader wants letters of one kind; without a row each letter is sent at once."""

    reader = models.CharField(max_length=LONGEST_READER)
    kind = models.CharField(max_length=80)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("reader", "rhythm"),
        title=_("How often I want letters"),
        purpose=_("To send no letter that the reader does not want."),
        retention=_("Until the reader chooses anew or is erased."),
        export="ospolis.core.mail.personal.rhythms_of_person",
        erasure="ospolis.core.mail.personal.forget_with_letters",
        rules=(WITH_PERSON,),
    )

    class Meta:
        ordering = ["reader", "kind"]
        constraints = [models.UniqueConstraint(fields=["reader", "kind"], name="core_mail_preference_once")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.kind} {self.rhythm}"


class BouncedAddress(models.Model):
    """An address, by its digest, from which letters came back: for good, or for now."""

    address_digest = models.CharField(max_length=40, unique=True)
    is_permanent = models.BooleanField(default=False)
    count = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=20, blank=True)
    last_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("address_digest",),
        title=_("Letters that came back"),
        purpose=_("To stop writing to an address that takes no letters."),
        retention=_("180 days after the last letter that came back."),
        export="ospolis.core.mail.personal.bounces_of_person",
        erasure="ospolis.core.mail.personal.forget_with_letters",
        rules=(Rule(days=180, since=("last_at",)),),
    )

    class Meta:
        ordering = ["-last_at", "-id"]

    def __str__(self) -> str:
        return f"{self.address_digest[:8]} {self.count}"

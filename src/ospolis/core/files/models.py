"""Files that people gave us: rows that point at content by its digest."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ospolis.core.files.choices import FileState
from ospolis.core.privacy import Ending, PersonalData, Rule, Whose


def new_key() -> str:
    """A key that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class StoredFile(models.Model):
    """One file as it was given. Equal contents lie in the store once; each giving has its row, state and key.

    `purpose` is a word of the app that took the file: it says who beside the office may have it.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.QUARANTINED)
    fault = models.CharField(max_length=20, blank=True)
    judged_at = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    original_name = models.CharField(max_length=255)
    realm = models.CharField(max_length=80)
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    personal_data: ClassVar[PersonalData] = PersonalData(
        fields=("original_name", "name", "added_by"),
        title=_("Files that I gave"),
        purpose=_("To know which file was given, by whom, should its content be in doubt."),
        retention=_("Three years after it was given; then the name and the giver are deleted, the content stays."),
        rules=(
            Rule(days=1096, since=("added_at",), ending=Ending.BLANK, fields=("original_name", "name", "added_by")),
        ),
        whose=Whose(accounts=("added_by",)),
        erased=Ending.BLANK,
        mentions=("original_name", "name"),
    )

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [
            models.Index(fields=["digest"], name="core_file_digest"),
            models.Index(fields=["state", "added_at"], name="core_file_state"),
        ]

    def __str__(self) -> str:
        return self.name

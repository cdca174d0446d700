"""What can be found: one row for each page, filled by the apps that own the pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may find a row: everybody, or the officers of its realm."""

    PUBLIC = "public", _("everybody")
    REALM = "realm", _("officers of the office")


class SearchRow(models.Model):
    """One thing that can be found. `words` is title and text, normalised; the database indexes it."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    realm = models.CharField(max_length=80, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    heading = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="core_search_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

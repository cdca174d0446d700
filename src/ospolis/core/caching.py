"""The shared cache: a table of the database, so that what is counted there holds for every process."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class CacheRow(models.Model):
    """One kept value, as Django's database cache writes it; nobody else reads or writes this table."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "core"
        db_table = "core_cache"

    def __str__(self) -> str:
        return self.cache_key


def forget_expired(*, before: datetime) -> int:
    """Remove what was to be kept until a moment before this one; returns how many rows."""
    removed, _ = CacheRow.objects.filter(expires__lte=before).delete()
    return removed

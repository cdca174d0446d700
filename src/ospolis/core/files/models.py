"""Files that people gave us: rows that point at content by its digest."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """One file as it was given. Equal contents lie in the store once; each giving has its row."""

    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    original_name = models.CharField(max_length=255)
    realm = models.CharField(max_length=80)
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["digest"], name="core_file_digest")]

    def __str__(self) -> str:
        return self.name

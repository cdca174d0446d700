"""Question banks as installed, and the levels that an office aims at."""

from __future__ import annotations

from django.db import models


class Bank(models.Model):
    """One version of a question bank, whole and never changed again: assessments pin it by its digest.

    `realm` is the office that made it, for additions and translations of a country; empty for banks that come along.
    `content` is the text of the reference file, as `engines/maturity` reads it.
    """

    realm = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    content = models.TextField()
    installed_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-installed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["realm", "code", "version"], name="bank_version_once"),
            models.UniqueConstraint(fields=["realm", "digest"], name="bank_files_once"),
        ]
        indexes = [models.Index(fields=["digest"], name="bank_by_files")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class BankWords(models.Model):
    """The words of a bank in another language, whole as they stood at one moment; the newest of an office count.

    `realm` is the office whose respondents read them, empty for all. `content` is a file of words as the engine writes
    it; each word says which words of the bank it was made from.
    """

    realm = models.CharField(max_length=64, blank=True)
    bank_code = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    digest = models.CharField(max_length=32)
    content = models.TextField()
    installed_at = models.DateTimeField()

    class Meta:
        ordering = ["bank_code", "language", "realm", "-id"]
        indexes = [models.Index(fields=["bank_code", "language"], name="bank_words_of_language")]

    def __str__(self) -> str:
        return f"{self.bank_code} {self.language}"


class TargetProfile(models.Model):
    """The level that institutions of one kind aim at in one dimension, where an office differs from the proposal."""

    realm = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    dimension = models.CharField(max_length=16)
    level = models.FloatField()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["realm", "kind", "dimension"]
        constraints = [
            models.UniqueConstraint(fields=["realm", "kind", "dimension"], name="target_once"),
            models.CheckConstraint(condition=models.Q(level__range=(0.0, 4.0)), name="target_level_range"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dimension}: {self.level}"

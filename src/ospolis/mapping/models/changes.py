"""What a run found different from the run before, and the names of packages that an office has met."""

from __future__ import annotations

from django.db import models

from ospolis.evidence.models import Fact
from ospolis.institutions.models import Institution
from ospolis.mapping.choices import ChangeKind
from ospolis.mapping.models.repositories import Repository
from ospolis.mapping.models.sources import Run


class Change(models.Model):
    """One thing that is different since the run before, with the fact that shows it.

    `subject` is the key of the repository or of the office; `part` tells changes of one kind and subject apart.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    realm = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=500, blank=True)
    after = models.CharField(max_length=500, blank=True)
    number = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=1000, blank=True)
    line = models.PositiveIntegerField(default=0)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["run", "kind", "subject", "part"], name="change_once")]
        indexes = [
            models.Index(fields=["realm", "-id"], name="change_of_realm"),
            models.Index(fields=["institution", "-id"], name="change_of_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class KnownPackage(models.Model):
    """A package, without its version, that a repository of an office names or once named directly."""

    realm = models.CharField(max_length=64)
    package = models.CharField(max_length=400)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["realm", "package"]
        constraints = [models.UniqueConstraint(fields=["realm", "package"], name="known_package_once")]

    def __str__(self) -> str:
        return self.package

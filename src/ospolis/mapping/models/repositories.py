"""Repositories, the addresses they are known by, and what they are made of."""

from __future__ import annotations

from django.db import models

from ospolis.institutions.models import Institution, System
from ospolis.mapping.choices import ComponentScope, RepositoryState
from ospolis.mapping.models.sources import Source


class Repository(models.Model):
    """One repository of an institution. The columns after `read_at` repeat current facts, so that lists are cheap."""

    key = models.CharField(max_length=100, unique=True)
    realm = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, related_name="+")
    # The source whose readings count; another source of the same address only points here.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="repositories")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=2048)
    summary = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=RepositoryState.choices)
    branch = models.CharField(max_length=255, blank=True)
    commit = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True)

    licence_declared = models.CharField(max_length=300, blank=True)
    licence_detected = models.CharField(max_length=500, blank=True)
    licence_clarity = models.CharField(max_length=12, blank=True)
    licence_family = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=64, blank=True)
    languages = models.JSONField(default=dict)
    files = models.PositiveIntegerField(null=True)
    code_lines = models.PositiveIntegerField(null=True)
    components = models.PositiveIntegerField(null=True)
    practices_met = models.PositiveSmallIntegerField(null=True)
    practices_applicable = models.PositiveSmallIntegerField(null=True)
    last_commit_on = models.DateField(null=True)
    contributors_365d = models.PositiveIntegerField(null=True)
    publiccode = models.CharField(max_length=8, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="repository_by_name"),
            models.Index(fields=["realm", "name", "id"], name="repository_of_realm"),
            models.Index(fields=["institution", "name", "id"], name="repository_of_institution"),
            models.Index(fields=["language", "name", "id"], name="repository_of_language"),
            models.Index(fields=["licence_family", "name", "id"], name="repository_of_family"),
        ]

    def __str__(self) -> str:
        return self.name


class RepositoryAlias(models.Model):
    """An address under which a repository is or was known, in its normal form. Nothing is joined by name."""

    realm = models.CharField(max_length=64)
    address = models.CharField(max_length=2048)
    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        ordering = ["address", "id"]
        constraints = [models.UniqueConstraint(fields=["realm", "address"], name="alias_once")]

    def __str__(self) -> str:
        return self.address


class MetadataRecord(models.Model):
    """What a metadata file said of one piece of software, with what is wrong with it. Contacts are not kept."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    version = models.CharField(max_length=32, blank=True)
    verdict = models.CharField(max_length=8)
    name = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    address = models.CharField(max_length=2048, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=32, blank=True)
    usage = models.CharField(max_length=40, blank=True)
    line = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    repository = models.ForeignKey(Repository, on_delete=models.SET_NULL, null=True, related_name="records")

    class Meta:
        ordering = ["source", "position"]
        constraints = [models.UniqueConstraint(fields=["source", "position"], name="metadata_record_once")]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A package, known by its canonical package address (purl)."""

    purl = models.CharField(max_length=1000, unique=True)
    type = models.CharField(max_length=40)
    group = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    version = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["type", "name", "version", "id"]

    def __str__(self) -> str:
        return self.purl


class ComponentUse(models.Model):
    """A component stands in a repository's files or in a system's component list, at a place that can be opened."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="uses")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="components")
    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, null=True, related_name="uses")
    system = models.ForeignKey(System, on_delete=models.CASCADE, null=True, related_name="+")
    scope = models.CharField(max_length=12, choices=ComponentScope.choices, default=ComponentScope.UNKNOWN)
    is_direct = models.BooleanField(null=True)
    licence = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=1000, blank=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["component", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "component", "scope"], name="component_use_once")]

    def __str__(self) -> str:
        return f"{self.component_id} in {self.source_id}"

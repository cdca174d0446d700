"""Institutions, their names, and their digital systems."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from ospolis.institutions.choices import InstitutionKind, NameKind, Openness, Sector, SystemStatus

KEY_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
key_validator = RegexValidator(KEY_PATTERN, "lower-case letters, digits and hyphens, at most 64")


class Institution(models.Model):
    """A public body. `key` stands in addresses and never changes; `realm` is the key of the office that declared it."""

    key = models.CharField(max_length=64, unique=True, validators=[key_validator])
    realm = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=300)
    # Names as a reader types them: folded, so that a plain comparison finds them in every database.
    folded_name = models.CharField(max_length=900, blank=True)
    kind = models.CharField(max_length=16, choices=InstitutionKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    # Keys from the top of the tree down to this one, "/a/b/": a subtree is everything that begins with it.
    lineage = models.CharField(max_length=1000, db_index=True, default="/")
    sector = models.CharField(max_length=2, choices=Sector.choices, blank=True)
    region = models.CharField(max_length=120, blank=True)
    staff = models.PositiveIntegerField(null=True, blank=True)
    website = models.URLField(max_length=2048, blank=True)
    identifier = models.CharField(max_length=500, blank=True)
    # Addresses below which the institution publishes its code: organisations, groups, whole servers.
    code_hosting = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["realm", "sector", "kind"], name="institution_realm_sector")]

    def __str__(self) -> str:
        return self.name


class InstitutionName(models.Model):
    """Another name of an institution: in another language, short, or former."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=16, choices=NameKind.choices)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        ordering = ["kind", "language", "id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "language", "text"], name="institution_name_once")
        ]

    def __str__(self) -> str:
        return self.text


class System(models.Model):
    """A digital system of an institution, as somebody declared it."""

    key = models.CharField(max_length=64, unique=True, validators=[key_validator])
    realm = models.CharField(max_length=64, db_index=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=SystemStatus.choices, default=SystemStatus.ACTIVE)
    openness = models.CharField(max_length=12, choices=Openness.choices, default=Openness.UNKNOWN)
    licence = models.CharField(max_length=300, blank=True)
    vendor = models.CharField(max_length=200, blank=True)
    annual_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    contract_end = models.DateField(null=True, blank=True)
    users = models.PositiveIntegerField(null=True, blank=True)
    criticality = models.PositiveSmallIntegerField(null=True, blank=True)
    repository = models.CharField(max_length=2048, blank=True)
    functions = models.JSONField(default=list, blank=True)
    url = models.URLField(max_length=2048, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(criticality__isnull=True) | models.Q(criticality__range=(1, 4)),
                name="system_criticality_range",
            )
        ]

    def __str__(self) -> str:
        return self.name

"""Offices: a host institution, a scope, and dates."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ospolis.institutions.models import Institution, key_validator
from ospolis.offices.choices import ScopeKind

MOST_ROLE_MONTHS = 24


class Office(models.Model):
    """An Open Source Programme Office. Its `key` is the realm of everything that was declared to it."""

    key = models.CharField(max_length=64, unique=True, validators=[key_validator])
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    country_name = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=12, choices=ScopeKind.choices)
    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    started = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    languages = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)
    # Some roles need a second factor anywhere; this asks it of everybody who holds a role in the office.
    requires_second_factor = models.BooleanField(default=False)
    # For how long a role is given when nobody names another end.
    role_months = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROLE_MONTHS)]
    )

    class Meta:
        ordering = ["country", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True)
                | models.Q(started__isnull=True)
                | models.Q(ended__gte=models.F("started")),
                name="office_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

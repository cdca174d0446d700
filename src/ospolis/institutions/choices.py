"""Enumerations of institutions and systems; the values are those of the country folder."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    DEPARTMENT = "department", _("Department")
    AGENCY = "agency", _("Agency")
    MUNICIPALITY = "municipality", _("Municipality")
    STATE_OWNED = "state-owned", _("State-owned enterprise")
    OTHER = "other", _("Other public body")


class Sector(models.TextChoices):
    """Divisions of COFOG 1999, the classification of the functions of government (United Nations)."""

    GENERAL = "01", _("General public services")
    DEFENCE = "02", _("Defence")
    ORDER = "03", _("Public order and safety")
    ECONOMY = "04", _("Economic affairs")
    ENVIRONMENT = "05", _("Environmental protection")
    HOUSING = "06", _("Housing and community amenities")
    HEALTH = "07", _("Health")
    CULTURE = "08", _("Recreation, culture and religion")
    EDUCATION = "09", _("Education")
    SOCIAL = "10", _("Social protection")


class NameKind(models.TextChoices):
    OFFICIAL = "official", _("Official name")
    LOCAL = "local", _("Local name")
    SHORT = "short", _("Short name")
    FORMER = "former", _("Former name")


class SystemStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")


class Openness(models.TextChoices):
    OPEN = "open", _("Open source")
    PROPRIETARY = "proprietary", _("Proprietary")
    MIXED = "mixed", _("Partly open source")
    UNKNOWN = "unknown", _("Not known")

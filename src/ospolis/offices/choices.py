"""What an office may cover."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    COUNTRY = "country", _("the whole country")
    SECTOR = "sector", _("one sector")
    AGENCY = "agency", _("one institution and what is below it")
    PROGRAMME = "programme", _("one programme")

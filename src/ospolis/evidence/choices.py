"""Enumerations of the ledger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    OFFICE = "office", _("Office")
    INSTITUTION = "institution", _("Institution")
    SYSTEM = "system", _("System")
    REPOSITORY = "repository", _("Repository")
    PROGRAMME = "programme", _("Programme")


class Provenance(models.TextChoices):
    """Where a fact comes from. A person's word and a machine's finding are kept apart everywhere."""

    SCAN = "scan", _("read from a repository")
    COMPONENT_LIST = "sbom", _("read from a component list")
    DECLARATION = "declaration", _("declared by the institution")
    METADATA = "metadata", _("declared in a metadata file")
    FORGE = "forge", _("told by the forge")
    ANSWER = "answer", _("answered in a questionnaire")
    ACTIVITY = "activity", _("recorded by a desk")
    IMPORT = "import", _("imported")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    OFFICE = "office", _("the office and the institution")

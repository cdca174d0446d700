"""The lists that people are described by. Nothing here is ever guessed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capacity(models.TextChoices):
    """As what somebody takes part."""

    PARTICIPANT = "participant", _("participant")
    SPEAKER = "speaker", _("speaker")
    TRAINER = "trainer", _("trainer")
    STAFF = "staff", _("staff")
    INTERPRETER = "interpreter", _("interpreter")


class ParticipationState(models.TextChoices):
    """How far somebody has come with an activity."""

    INVITED = "invited", _("invited")
    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("on the waiting list")
    ATTENDED = "attended", _("attended")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")
    CANCELLED = "cancelled", _("cancelled")


class Mode(models.TextChoices):
    """Where somebody took part."""

    IN_PERSON = "in_person", _("in person")
    VIRTUAL = "virtual", _("virtual")


class EvidenceSource(models.TextChoices):
    """How it is known that somebody was there."""

    SCAN = "scan", _("scanned at the door")
    SELF_CHECK_IN = "self_check_in", _("checked in themselves")
    GATEWAY = "gateway", _("joined through our page")
    PROVIDER_LOG = "provider_log", _("log of the meeting server")
    TRAINERS_LIST = "trainers_list", _("list of the trainer")
    HEAD_COUNT = "head_count", _("counted heads")


class CredentialStatus(models.TextChoices):
    """Whether a credential stands."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")


class Dimension(models.TextChoices):
    """What people may tell about themselves, if they wish."""

    SEX = "sex", _("sex or gender")
    AGE_BAND = "age_band", _("age band")
    DISABILITY = "disability", _("disability")


class TokenVerb(models.TextChoices):
    """What a token may be used for."""

    READ = "read", _("read")
    WRITE = "write", _("change")

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


class Said(models.TextChoices):
    """Answers that every question about oneself has beside its own list."""

    SELF_DESCRIBED = "self_described", _("in my own words")
    PREFER_NOT_TO_SAY = "prefer_not_to_say", _("I prefer not to say")


class Sex(models.TextChoices):
    """Answers to the question about sex or gender."""

    WOMAN = "woman", _("woman")
    MAN = "man", _("man")


class AgeBand(models.TextChoices):
    """Answers to the question about age, as bands: no date of birth is asked for."""

    UNDER_25 = "under_25", _("under 25")
    FROM_25 = "25_to_34", _("25 to 34")
    FROM_35 = "35_to_44", _("35 to 44")
    FROM_45 = "45_to_54", _("45 to 54")
    FROM_55 = "55_to_64", _("55 to 64")
    FROM_65 = "65_and_over", _("65 and over")


class Disability(models.TextChoices):
    """Answers to the question whether one lives with a disability."""

    YES = "yes", _("yes")
    NO = "no", _("no")

"""Where a letter stands, and how often a reader wants letters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    """Where a letter stands. `sending` has been taken by a worker until a moment; `held` waits to be gathered."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    HELD = "held", _("held for a digest")
    DIGESTED = "digested", _("part of a digest")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    SET_ASIDE = "set_aside", _("set aside")


class Rhythm(models.TextChoices):
    """How often a reader wants letters of one kind."""

    SINGLE = "single", _("each letter at once")
    DAILY = "daily", _("one letter a day")
    WEEKLY = "weekly", _("one letter a week")
    NONE = "none", _("no letters")

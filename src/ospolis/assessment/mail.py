"""The letters of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ospolis.core.mail.kinds import LetterKind

INVITATION = LetterKind(
    "assessment.invitation", _("Questions to my institution"), "assessment/mail/invitation.html", opens_something=True
)
REMINDER = LetterKind(
    "assessment.reminder",
    _("Reminders of questions to my institution"),
    "assessment/mail/reminder.html",
    opens_something=True,
)

"""What happens to campaigns and to those who are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class CampaignPrepared(Event):
    """A campaign was prepared: which questions, which institutions, until when."""

    verb: ClassVar[str] = "assessment.campaign_prepared"
    words = _("A campaign of questions was prepared")

    campaign_id: int
    bank: str
    institutions: int


@dataclass(frozen=True)
class CampaignChanged(Event):
    """A campaign that is not open yet was changed."""

    verb: ClassVar[str] = "assessment.campaign_changed"
    words = _("A campaign of questions was changed before it opened")

    campaign_id: int
    institutions: int


@dataclass(frozen=True)
class InstitutionAsked(Event):
    """An institution was added to a campaign."""

    verb: ClassVar[str] = "assessment.institution_asked"
    words = _("An institution was added to a campaign")

    campaign_id: int
    institution_key: str


@dataclass(frozen=True)
class InstitutionLeftOut(Event):
    """An institution was taken out of a campaign."""

    verb: ClassVar[str] = "assessment.institution_left_out"
    words = _("An institution was taken out of a campaign")

    campaign_id: int
    institution_key: str


@dataclass(frozen=True)
class CampaignOpened(Event):
    """A campaign was opened: letters go out, answers are taken."""

    verb: ClassVar[str] = "assessment.campaign_opened"
    words = _("A campaign of questions was opened")

    campaign_id: int
    institutions: int


@dataclass(frozen=True)
class CampaignClosed(Event):
    """A campaign was closed: nothing is taken any more; drafts are kept."""

    verb: ClassVar[str] = "assessment.campaign_closed"
    words = _("A campaign of questions was closed")

    campaign_id: int


@dataclass(frozen=True)
class RespondentAsked(Event):
    """Somebody was asked to answer for an institution in a role."""

    verb: ClassVar[str] = "assessment.respondent_asked"
    words = _("Somebody was asked to answer for an institution")

    assignment_id: int
    campaign_id: int
    institution_key: str
    role: str


@dataclass(frozen=True)
class RespondentReleased(Event):
    """Somebody is no longer asked; nothing had been handed in."""

    verb: ClassVar[str] = "assessment.respondent_released"
    words = _("Somebody is no longer asked to answer for an institution")

    assignment_id: int
    campaign_id: int


@dataclass(frozen=True)
class InvitationsSent(Event):
    """Letters went to those who are asked."""

    verb: ClassVar[str] = "assessment.invitations_sent"
    words = _("Letters were sent to those who are asked to answer")

    campaign_id: int
    letters: int


@dataclass(frozen=True)
class RemindersSent(Event):
    """Reminders went to those who have not handed in yet."""

    verb: ClassVar[str] = "assessment.reminders_sent"
    words = _("Reminders were sent to those who have not answered yet")

    campaign_id: int
    letters: int

"""What happens to answers: somebody begins, hands in, declines; a focal point signs off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class AnsweringBegan(Event):
    """A respondent read what happens with the answers, agreed, and began."""

    verb: ClassVar[str] = "assessment.answering_began"
    words = _("Somebody who was asked agreed and began to answer")

    assignment_id: int


@dataclass(frozen=True)
class AskingDeclined(Event):
    """A respondent will not answer."""

    verb: ClassVar[str] = "assessment.asking_declined"
    words = _("Somebody who was asked will not answer")

    assignment_id: int


@dataclass(frozen=True)
class AnswersSubmitted(Event):
    """Answers were handed in; `facts` new facts came of them."""

    verb: ClassVar[str] = "assessment.answers_submitted"
    words = _("Answers were handed in")

    submission_id: int
    assignment_id: int
    channel: str
    answers: int


@dataclass(frozen=True)
class AnswersSignedOff(Event):
    """A focal point signed off what was handed in for an institution."""

    verb: ClassVar[str] = "assessment.answers_signed_off"
    words = _("A focal point signed off the answers of an institution")

    campaign_id: int
    institution_key: str
    assignments: int


@dataclass(frozen=True)
class FileAttached(Event):
    """A file was added to an answer."""

    verb: ClassVar[str] = "assessment.file_attached"
    words = _("A file was added to an answer")

    attachment_id: int
    assignment_id: int


@dataclass(frozen=True)
class FileDetached(Event):
    """A file was taken off an answer."""

    verb: ClassVar[str] = "assessment.file_detached"
    words = _("A file was taken off an answer")

    attachment_id: int
    assignment_id: int

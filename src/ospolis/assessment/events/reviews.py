"""What assessors do: propose levels, hold workshops, grade documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class LevelsProposed(Event):
    """An assessor proposed levels; where two agree, the level is reviewed."""

    verb: ClassVar[str] = "assessment.levels_proposed"
    words = _("An assessor proposed levels after reading answers and evidence")

    campaign_id: int
    institution_key: str
    proposed: int
    agreed: int


@dataclass(frozen=True)
class WorkshopHeld(Event):
    """People of an institution agreed on levels in a room."""

    verb: ClassVar[str] = "assessment.workshop_held"
    words = _("Levels were agreed on in a workshop")

    campaign_id: int
    institution_key: str
    levels: int


@dataclass(frozen=True)
class DocumentHandedIn(Event):
    """A document was handed in for a question."""

    verb: ClassVar[str] = "assessment.document_handed_in"
    words = _("A document was handed in for a question")

    document_id: int
    institution_key: str
    item: str


@dataclass(frozen=True)
class DocumentWithdrawn(Event):
    """A document was taken back; its grades count no longer."""

    verb: ClassVar[str] = "assessment.document_withdrawn"
    words = _("A document was taken back")

    document_id: int
    institution_key: str


@dataclass(frozen=True)
class DocumentGraded(Event):
    """An assessor said how far a document shows what the question asks."""

    verb: ClassVar[str] = "assessment.document_graded"
    words = _("A document was graded")

    document_id: int
    institution_key: str
    quarters: int

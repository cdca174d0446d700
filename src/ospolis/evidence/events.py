"""What happens to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class FactsRecorded(Event):
    """A batch of facts was added; `source_key` says where they come from."""

    verb: ClassVar[str] = "evidence.facts_recorded"
    words = _("A batch of facts was added")

    source_key: str
    new: int
    unchanged: int
    ended: int


@dataclass(frozen=True)
class FiguresComputed(Event):
    """The figures of an office and its institutions were worked out anew."""

    verb: ClassVar[str] = "evidence.figures_computed"
    words = _("The figures of an office and its institutions were worked out anew")

    office_key: str
    changed: int
    unchanged: int

"""The questions of a campaign on paper: a PDF that can be printed in black and white, and read by a screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.asked import LEVELS, Asked, Institution
from ospolis.core.printing import MissingLetters, find_font_families, typeset

PLANS: Final = Path(__file__).parent.parent / "print_plans"
# Comes with the setter of documents: Latin, Greek and Cyrillic letters.
_OWN_FONT: Final = "Libertinus Serif"


class LanguageNotPrintable(ValueError):
    """No font of this site has the letters of a language; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How a document is set: the language with its name, its direction, the operator's fonts, the moment."""

    language: str
    language_name: str
    is_right_to_left: bool
    fonts: Path
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """For whom a paper is made: one institution, what it is asked, and the role when it is known."""

    asked: Asked
    institution: Institution
    role: str
    printing: Printing


def set_paper(order: PaperOrder) -> bytes:
    """Set the questions for paper; sentences are in the language that is active.

    Raises   LanguageNotPrintable
    """
    return set_document("paper.typ", _values_of(order), order.printing)


def set_document(plan: str, values: dict[str, Any], printing: Printing) -> bytes:
    """Set one of our documents in a language.

    Raises   LanguageNotPrintable
    """
    language, _dash, region = printing.language.partition("-")
    told = values | {
        "language": language,
        "region": region.upper() if len(region) == 2 else None,
        "is_right_to_left": printing.is_right_to_left,
        "fonts": [*find_font_families(printing.fonts), _OWN_FONT],
    }
    try:
        return typeset(PLANS / plan, told, fonts=printing.fonts, at=printing.at)
    except MissingLetters as problem:
        words = _(
            "This site has no font for %(language)s: %(letters)s cannot be printed."
            " The operator can put a font with these letters into the folder fonts of the data folder."
        )
        letters = " ".join(problem.letters)
        raise LanguageNotPrintable(words % {"language": printing.language_name, "letters": letters}) from None


def _values_of(order: PaperOrder) -> dict[str, Any]:
    asked, language = order.asked, order.printing.language
    fields = (
        (_("Institution"), f"{order.institution.name} ({order.institution.key})"),
        (_("Role of the one who answers"), str(asked.roles.get(order.role, ""))),
        (_("Day of the answers"), ""),
    )
    return {
        "title": asked.title,
        "institution": order.institution.name,
        "mark": f"{asked.bank} {asked.version} - {asked.campaign}",
        "intro": [
            _("Each question has five levels. Tick the one that describes your institution today."),
            _("Tick only what you can stand for. When you do not know, say so: it does not count against you."),
            _("Do not write names of people."),
        ],
        "fields": [{"name": name, "value": value} for name, value in fields],
        "words": {
            "comment": _("Comment: what we should know to understand the answer"),
            "evidence": _("Evidence: a page or document that shows it"),
        },
        "sections": [
            {"title": section.title(language), "questions": list(_questions_of(order, section.code))}
            for section in asked.sections
            if any(question.section == section.code for question in order.asked.questions)
        ],
    }


def _questions_of(order: PaperOrder, section: str) -> Iterable[dict[str, Any]]:
    for question in order.asked.questions:
        if question.section == section:
            wording = question.wording(order.printing.language)
            others = [_("It does not apply to us")] if question.may_be_na else []
            levels = [f"{level}: {anchor}" for level, anchor in zip(LEVELS, wording.anchors, strict=True)]
            yield {
                "code": question.code,
                "statement": wording.statement,
                "help": wording.help,
                "choices": [*levels, *others, _("We do not know")],
            }

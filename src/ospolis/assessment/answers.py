"""Answers as plain values, and the facts that they become."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ospolis.assessment.choices import Confidentiality
from ospolis.evidence.choices import Provenance, SubjectKind, Visibility
from ospolis.evidence.ledger import NewFact, Origin

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment

ANSWER = "institution.answer"
LEVEL, NOT_APPLICABLE, WITHDRAWN = "level", "na", "withdrawn"
_METHOD, _VERSION = "campaign", "1"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer that is handed in. Not known is no answer: it is left out, or withdrawn where there was one; then
    `level` is the one that is taken back, which keeps its weight and counts no longer.

    `date` is the day of the answer, where it is not the day on which the whole was filled in.
    """

    item: str
    level: int | None = None
    not_applicable: bool = False
    comment: str = ""
    evidence: str = ""
    date: date | None = None
    withdrawn: bool = False


def digest_of_answers(answers: Sequence[GivenAnswer]) -> str:
    """Equal for the same answers, in whatever order they came."""
    said = sorted(
        [row.item, row.level, row.not_applicable, row.comment, row.evidence, str(row.date), row.withdrawn]
        for row in answers
    )
    return hashlib.blake2b(json.dumps(said, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def origin_of(assignment: Assignment) -> Origin:
    """Where the facts of an assignment come from: a person's word, for the office and the institution."""
    return Origin(
        source_key=f"assignment:{assignment.pk}", provenance=Provenance.ANSWER, method=_METHOD,
        method_version=_VERSION, visibility=Visibility.OFFICE,
    )  # fmt: skip


def place_of(item: str, assignment: Assignment) -> str:
    """The part of the ledger's measure that one respondent's answer to one question stands at. Never a name."""
    return f"{item}/{assignment.role}/{assignment.pk}"


def fact_of(answer: GivenAnswer, assignment: Assignment, day: date) -> NewFact:
    """One answer as a fact. Where the institution was promised that comments stay with it, they do."""
    key = assignment.institution.key
    stays = assignment.campaign.confidentiality == Confidentiality.INSTITUTION
    said = {"comment": "", "evidence": ""} if stays or answer.withdrawn else {
        "comment": answer.comment, "evidence": answer.evidence
    }  # fmt: skip
    text = WITHDRAWN if answer.withdrawn else NOT_APPLICABLE if answer.not_applicable else LEVEL
    return NewFact(
        SubjectKind.INSTITUTION, key, ANSWER, key, part=place_of(answer.item, assignment),
        number=None if text == NOT_APPLICABLE or answer.level is None else float(answer.level), text=text,
        detail={"date": (answer.date or day).isoformat(), **said},
    )  # fmt: skip

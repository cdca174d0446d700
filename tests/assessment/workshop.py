"""A bank of six questions, answers to them, and assessments of the small world."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from factories.banks import ACTION, plain_bank, plain_item, write_bank
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import Assessed, AssessOrder, assess_office
from ospolis.assessment.models import Bank, InstitutionScore
from ospolis.assessment.services.banks import install_bank
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.services import record_facts

CODE = "small"
DAY = NOON.date()
README = {
    "measure": "repository.practice", "part": "readme", "strength": "decisive", "form": "count",
    "among": "repositories", "passes": ["met"], "fails": ["not-met"], "excused": ["not-applicable"],
    "reliability": 0.9,
}  # fmt: skip
LISTED = {
    "measure": "system.component-list", "strength": "decisive", "form": "count", "among": "systems",
    "passes": ["yes"], "fails": ["no"], "reliability": 0.9,
}  # fmt: skip
HOOKS: dict[str, list[dict[str, Any]]] = {"A1.1": [README], "A2.2": [LISTED]}
ITEMS = ("A1.1", "A1.2", "A1.3", "A2.1", "A2.2", "A2.3")


def small_bank(code: str = CODE, version: str = "1", items: tuple[str, ...] = ITEMS, **changes: Any) -> dict[str, Any]:
    """A bank as plain values; the first four questions are essential, two are answered by evidence too."""
    rows = [_item(place, item) for place, item in enumerate(items)]
    return plain_bank(rows, **{"code": code, "version": version, "title": "Small bank", **changes})


def _item(place: int, code: str) -> dict[str, Any]:
    more: dict[str, Any] = {"essential_for": place + 1} if place < 4 else {}
    if code in HOOKS:
        more |= {"evidence_class": "A", "hooks": deepcopy(HOOKS[code])}
    return plain_item(
        code, statement=f"Question {code}.", help="Look.", sdg_tags=["16.6"],
        anchors=["Nobody.", "At times.", "As a rule.", "And it is shown.", "And it is reviewed."],
        action_links=[{"action": ACTION, "uplift": [0.5, 1, 1.5]}], **more,
    )  # fmt: skip


def install_small_bank(**changes: Any) -> Bank:
    """Install the bank for every office."""
    return install_bank(realm="", documents={"bank.yml": write_bank(small_bank(**changes))}, actor=OPERATOR, at=NOON)


def answer(
    institution: str, item: str, level: int | None, role: str = "focal_point", *, day: date = DAY, at: datetime = NOON
) -> None:
    """Let a role of an institution of Arva answer a question; None says that it does not apply."""
    fact = NewFact(
        "institution", institution, "institution.answer", institution, part=f"{item}/{role}",
        number=None if level is None else float(level), text="na" if level is None else "level",
        detail={"date": day.isoformat()},
    )  # fmt: skip
    tell(fact, provenance="answer", at=at)


def tell(*facts: NewFact, provenance: str = "scan", source_key: str = "", at: datetime = NOON) -> None:
    """Write facts about Arva that everybody below the office may not see."""
    origin = Origin(source_key, provenance, "test", "1", visibility="office")
    record_facts(realm="arva", origin=origin, facts=facts, actor=OPERATOR, at=at)


def practice(repository: str, text: str, *, part: str = "readme", institution: str = "arva-registry") -> NewFact:
    """A repository and whether it keeps to a practice."""
    return NewFact("repository", repository, "repository.practice", institution, part=part, text=text)


def assess(*, days: int = 0, institutions: tuple[str, ...] = ()) -> Assessed:
    """Assess Arva by the small bank, some days after noon."""
    at = NOON + timedelta(days=days)
    order = AssessOrder(realm="arva", day=at.date(), actor=OPERATOR, at=at, bank=CODE, institutions=institutions)
    return assess_office(order)


def score_of(institution: str) -> InstitutionScore:
    """The current score of an institution."""
    return InstitutionScore.objects.get(institution__key=institution, is_current=True, bank_code=CODE)


def item_of(institution: str, code: str) -> dict[str, Any]:
    """One question of an institution as it is kept."""
    return next(item for item in score_of(institution).items if item["code"] == code)

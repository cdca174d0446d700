"""Which skills institutions need, and who has them: by their inventory, their gaps and what was written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from ospolis.assessment.banks import CORE, skills_in_use
from ospolis.assessment.models import DimensionScore
from ospolis.assessment.selectors.inventory import names_of_inventories, names_of_inventory
from ospolis.assessment.selectors.results import institutions_assessed_for
from ospolis.assessment.skill_needs import count_institutions, needs_by
from ospolis.core.access import Viewer
from ospolis.evidence.choices import SubjectKind
from ospolis.evidence.selectors import values_seen_by

if TYPE_CHECKING:
    from ospolis.engines.disclosure import Protected
    from ospolis.engines.maturity import Need, Skill
    from ospolis.institutions.models import Institution

SKILL: Final = "institution.skill-held"
COVERED: Final = "institution.skills-covered"


@dataclass(frozen=True, slots=True)
class HeldSkills:
    """The skills of one institution.

    Shapes   needs: the furthest below target first; others: not needed by what is known; held: who has a skill, by its
             code; fact: the number behind each, for /why/; day: when it was written down last
    """

    needs: tuple[Need, ...]
    others: tuple[Skill, ...]
    held: Mapping[str, str]
    fact: Mapping[str, int]
    day: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the needed skills were held when it was written down last."""

    needed: int
    covered: int
    day: date


def skills_of(viewer: Viewer, institution: Institution) -> HeldSkills:
    """What one institution needs and has; the caller found the institution.

    Cost     4 queries
    """
    skills = skills_in_use()
    rows = DimensionScore.objects.filter(
        score__institution=institution, score__is_current=True, score__bank_code=CORE
    ).order_by("id")
    gaps = dict(rows.values_list("code", "gap"))
    needs = needs_by(names_of_inventory(viewer, institution), gaps)
    needed = {need.skill.code for need in needs}
    values = (
        values_seen_by(viewer)
        .filter(subject_kind=SubjectKind.INSTITUTION, subject_key=institution.key, measure=SKILL)
        .order_by("part")
    )
    said = list(values.values_list("part", "text", "fact_id", "fact__detail__date"))
    days = [date.fromisoformat(day) for *_, day in said if day]
    return HeldSkills(
        needs=needs,
        others=tuple(skill for skill in skills.skills if skill.code not in needed),
        held={part: text for part, text, _, _ in said},
        fact={part: fact for part, _, fact, _ in said},
        day=max(days, default=None),
    )  # fmt: skip


def skills_covered(viewer: Viewer, institution: Institution) -> Coverage | None:
    """How far the needed skills are held, as it was written down last; None when it never was.

    Cost     1 query
    """
    values = values_seen_by(viewer).filter(
        subject_kind=SubjectKind.INSTITUTION, subject_key=institution.key, measure=COVERED, part=""
    )
    detail = values.order_by("id").values_list("fact__detail", flat=True).first()
    return Coverage(detail["needed"], detail["covered"], date.fromisoformat(detail["date"])) if detail else None


def office_skills(viewer: Viewer, realm: str) -> tuple[tuple[Skill, ...], Protected, int]:
    """How many institutions of an office need each skill, and who has it there; small numbers are hidden.

    Shapes   the skills, a row for each of them by its code, and how many institutions were looked at
    Cost     4 queries
    """
    institutions = list(institutions_assessed_for(viewer).filter(realm=realm))
    names = names_of_inventories(viewer, realm, institutions)
    keys = set(names)
    held: dict[str, dict[str, str]] = defaultdict(dict)
    values = values_seen_by(viewer).filter(realm=realm, measure=SKILL).order_by("id")
    for key, part, text in values.values_list("subject_key", "part", "text"):
        if key in keys:
            held[key][part] = text
    told = [(names[key], held.get(key, {})) for key in sorted(keys)]
    return skills_in_use().skills, count_institutions(told), len(institutions)

"""Skills that institutions need and have: the list, needs by what they have, and counts without small cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from ospolis.engines.disclosure import Protected, Rule, Table, Totals, protect
from ospolis.engines.maturity.applicability import ALWAYS, Condition, ConditionRefused, Value, parse_condition
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.refusing import Findings, Place, open_file

SCHEMA = "skills"
# Who has a skill: two people or more, one alone, a supplier, nobody.
Held: TypeAlias = Literal["several", "one-person", "supplier", "nobody"]
HELD: Final[tuple[Held, ...]] = get_args(Held)
NOT_KNOWN: Final = "unknown"
# A supplier takes the skill along when the contract ends.
_OWN: Final = frozenset({"several", "one-person"})


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill: what it is, in which institutions it is needed, and the dimensions that suffer without it."""

    code: str
    title: str
    explanation: str
    needed_when: Condition
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillList:
    """The list with its version."""

    version: str
    date: str
    source: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that an institution needs. Units: gap: levels, the largest of its dimensions; None when none is known."""

    skill: Skill
    gap: float | None


def read_skills(data: bytes, *, name: str = "skills.yml") -> SkillList:
    """Read a list of skills.

    Raises   BankRefused with every problem
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow("schema", "version", "date", "source", "licence", "skills")
    place.choice("schema", (SCHEMA,))
    skills: dict[str, Skill] = {}
    for row in place.places("skills"):
        skill = _read_skill(row)
        if skill.code in skills:
            row.refuse("code", "twice", f"{skill.code[:60]!r} is there twice. Give each skill a code of its own.")
        skills[skill.code] = skill
    version, date, source = (place.text(key) for key in ("version", "date", "source"))
    findings.settle()
    return SkillList(version, date, source, tuple(skills.values()))


def _read_skill(row: Place) -> Skill:
    row.allow("code", "title", "explanation", "needed_when", "dimensions")
    needed_when = ALWAYS
    if text := row.text("needed_when", needed=False):
        try:
            needed_when = parse_condition(text)
        except ConditionRefused as refused:
            row.refuse("needed_when", "condition", str(refused))
    code, title, explanation = (row.text(key) for key in ("code", "title", "explanation"))
    return Skill(code, title, explanation, needed_when, row.texts("dimensions"))


def find_needs(skills: SkillList, names: Mapping[str, Value], gaps: Mapping[str, float | None]) -> tuple[Need, ...]:
    """Say which skills an institution needs, by what it has; those whose dimensions lie furthest below target first.

    Shapes   names: what conditions may ask, None where it is not known; gaps: levels by code of the dimension
    """
    needs = [
        Need(skill, max((gap for code in skill.dimensions if (gap := gaps.get(code)) is not None), default=None))
        for skill in skills.skills
        if skill.needed_when.holds(names)
    ]
    return tuple(sorted(needs, key=lambda need: -(need.gap or 0.0)))


def share_covered(needed: Collection[str], held: Mapping[str, str]) -> float | None:
    """The part of the needed skills that somebody of the institution has; None when nothing is needed.

    Units    0 to 1, four decimals; what is not known counts as not held
    """
    return round(sum(held.get(code) in _OWN for code in needed) / len(needed), 4) if needed else None


def count_skills(
    institutions: Sequence[tuple[Collection[str], Mapping[str, str]]], codes: Sequence[str], policy: Policy
) -> Protected:
    """Count for each skill the institutions that need it, by who has it there.

    Shapes   institutions: what each needs and who has it; codes: the rows, in their order
    Returns  one column for each of HELD and one for not known; small cells and what would give them away are hidden
    """
    columns = (*HELD, NOT_KNOWN)
    rows = []
    for code in codes:
        said = [held.get(code, NOT_KNOWN) for needed, held in institutions if code in needed]
        # An institution stands in one cell of each row, so columns have no totals.
        rows.append(tuple(said.count(column) for column in columns))
    rule = Rule(policy.cell_least, max(policy.share_least, policy.cell_least), of="institutions")
    return protect(Table(tuple(codes), columns, tuple(rows), column_totals=Totals.ABSENT), rule)

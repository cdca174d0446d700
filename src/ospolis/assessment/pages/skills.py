"""Skills in words: those of one institution, and those of an office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ospolis.assessment.choices import SkillHeld
from ospolis.assessment.selectors.skills import office_skills
from ospolis.core.exports import Table
from ospolis.engines.maturity import HELD, NOT_KNOWN

if TYPE_CHECKING:
    from ospolis.assessment.selectors.skills import HeldSkills
    from ospolis.core.access import Viewer
    from ospolis.engines.maturity import Need

_TONES: Final = {
    SkillHeld.SEVERAL: "good", SkillHeld.ONE_PERSON: "warn", SkillHeld.SUPPLIER: "warn", SkillHeld.NOBODY: "bad",
}  # fmt: skip
_NOT_KNOWN: Final = gettext_lazy("not known")


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One needed skill: why it matters here, and who has it."""

    title: str
    explanation: str
    why: str
    held: str
    tone: str
    fact: int | None


@dataclass(frozen=True, slots=True)
class SkillsPage:
    """The skills of an institution."""

    lines: tuple[SkillLine, ...]
    others: tuple[str, ...]
    finding: str
    skills: HeldSkills


def describe_skills(skills: HeldSkills) -> SkillsPage:
    """Put the skills of an institution into words.

    Cost     none
    """
    return SkillsPage(
        lines=tuple(_line(need, skills) for need in skills.needs),
        others=tuple(skill.title for skill in skills.others),
        finding=_finding(skills),
        skills=skills,
    )


def _line(need: Need, skills: HeldSkills) -> SkillLine:
    code = need.skill.code
    who = SkillHeld(skills.held[code]) if code in skills.held else None
    return SkillLine(
        title=need.skill.title,
        explanation=need.skill.explanation,
        why=_why(need),
        held=str(who.label if who else _NOT_KNOWN),
        tone=_TONES[who] if who else "mute",
        fact=skills.fact.get(code),
    )


def _why(need: Need) -> str:
    dimensions = ", ".join(need.skill.dimensions)
    if need.gap is None:
        return _("Matters for %(dimensions)s, of which too little is known.") % {"dimensions": dimensions}
    if not need.gap:
        return _("%(dimensions)s: the target is reached.") % {"dimensions": dimensions}
    gap = number_format(need.gap, 1)
    return _("%(dimensions)s: up to %(gap)s levels below the target.") % {"dimensions": dimensions, "gap": gap}


def _finding(skills: HeldSkills) -> str:
    if not skills.held:
        return _("Nobody wrote down yet who has which skill.")
    own = sum(skills.held.get(need.skill.code) in (SkillHeld.SEVERAL, SkillHeld.ONE_PERSON) for need in skills.needs)
    return say_covered(own, len(skills.needs))


def say_covered(covered: int, needed: int) -> str:
    """How many of the needed skills somebody has."""
    return ngettext(
        "Somebody has %(n)s of the %(all)s skill that is needed.",
        "Somebody has %(n)s of the %(all)s skills that are needed.",
        needed,
    ) % {"n": covered, "all": needed}


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One skill in an office; None stands for a number that is hidden."""

    code: str
    title: str
    needed: int | None
    counts: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class OfficeSkillsPage:
    """The skills of an office."""

    lines: tuple[OfficeLine, ...]
    columns: tuple[str, ...]
    institutions: int


def describe_office_skills(viewer: Viewer, realm: str) -> OfficeSkillsPage:
    """Put the skills of an office into a table.

    Cost     4 queries
    """
    skills, counted, institutions = office_skills(viewer, realm)
    columns = (*(str(SkillHeld(code).label) for code in HELD), str(_NOT_KNOWN))
    lines = tuple(
        OfficeLine(skill.code, skill.title, total, tuple(zip(columns, counts, strict=True)))
        for skill, counts, total in zip(skills, counted.counts, counted.row_totals, strict=True)
    )
    return OfficeSkillsPage(lines, columns, institutions)


def skills_table(viewer: Viewer, realm: str) -> Table:
    """The same to take away; an empty cell is hidden.

    Cost     4 queries
    """
    return Table("skills", ("skill", "title", "needed", *HELD, NOT_KNOWN), _rows(viewer, realm))


def _rows(viewer: Viewer, realm: str) -> Iterator[list[str | int | None]]:
    for line in describe_office_skills(viewer, realm).lines:
        yield [line.code, line.title, line.needed, *(count for _column, count in line.counts)]

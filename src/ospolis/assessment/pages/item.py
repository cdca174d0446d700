"""One question of an institution: what was said, what was seen, and how the level came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ospolis.assessment.choices import GradeKind, RespondentRole
from ospolis.assessment.hearing import ANSWER, GRADE, REVIEWED
from ospolis.assessment.pages.flags import FlagPage, tell_flag
from ospolis.assessment.pages.institution import ActionLine, item_state, place_of, tell_action
from ospolis.assessment.pages.words import (
    LEVELS,
    say_between,
    say_chance,
    say_exact,
    say_level,
    say_part,
    say_percent,
    say_said,
)
from ospolis.core.addresses import address_of
from ospolis.evidence.measures import definitions
from ospolis.evidence.pages import FactLine, fact_line

if TYPE_CHECKING:
    from ospolis.assessment.rows import InstitutionResult, ItemRow
    from ospolis.evidence.models import Fact

MOST_FACTS = 100
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class AnchorLine:
    """One of the five levels, with the marks that stand at it."""

    level: int
    name: str
    words: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What one respondent, a review or an assessor said. Never a name."""

    role: str
    value: str
    day: date
    comment: str
    why: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What one measure shows, with its facts."""

    title: str
    computed: str
    facts: tuple[FactLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class StepOfSum:
    """One reading with the numbers filled into its formula."""

    name: str
    formula: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that the page of a question shows."""

    result: InstitutionResult
    row: ItemRow
    finding: str
    state: str
    tone: str
    help: str
    anchors: tuple[AnchorLine, ...]
    said: tuple[SaidLine, ...]
    evidence: tuple[EvidenceLine, ...]
    seen: str
    hidden: int
    no_evidence: str
    sums: tuple[StepOfSum, ...]
    notes: tuple[str, ...]
    gap: str
    actions: tuple[ActionLine, ...]
    flags: tuple[FlagPage, ...]


def describe_item(
    result: InstitutionResult, row: ItemRow, facts: Sequence[Fact], actions: Mapping[str, str]
) -> ItemPage:
    """Put one question into words; `facts` are those behind it that the viewer may open.

    Cost     none
    """
    words = row.words
    state, tone = item_state(row)
    spoken = [fact for fact in facts if is_said(fact)]
    seen = [fact for fact in facts if fact not in spoken]
    return ItemPage(
        result=result, row=row, finding=_say_finding(row), state=state, tone=tone, help=words.help if words else "",
        anchors=_mark_anchors(row), said=tuple(tell_said(fact) for fact in spoken), evidence=_group_evidence(seen),
        seen=say_part(row.passed, row.observed) if row.observed else "",
        hidden=max(0, min(len(row.facts), MOST_FACTS) - len(facts)),
        no_evidence=words.no_hook_reason if words else "", sums=_write_sums(row), notes=_tell_notes(row),
        gap=_say_gap(row), actions=tuple(tell_action(link, actions) for link in (words.action_links if words else ())),
        flags=tuple(tell_flag(one) for one in result.contradictions if one.item == row.code),
    )  # fmt: skip


def _say_finding(row: ItemRow) -> str:
    if not row.applicable:
        return _("This question does not apply to the institution.")
    if not row.known:
        return _("Nothing is known yet: no answer, no evidence, no document.")
    return _("The best estimate is level %(best)s. Level %(proven)s is proven so far. It lies between %(ends)s.") % {
        "best": say_level(row.best), "proven": say_level(row.proven), "ends": say_between(row.low, row.high),
    }  # fmt: skip


def _mark_anchors(row: ItemRow) -> tuple[AnchorLine, ...]:
    """The five levels; the answers, the evidence and the best estimate each mark the nearest."""
    marks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if row.claim is not None:
        marks[round(row.claim)].append((_("answers say %(level)s") % {"level": say_said(row.claim)}, "own"))
    if row.evidence is not None:
        level = 4 * row.evidence
        marks[round(level)].append((_("evidence shows %(level)s") % {"level": say_said(level)}, "info"))
    if row.known and row.best is not None:
        marks[place_of(row)].append((_("you are here"), "good"))
    anchors = row.words.anchors if row.words else ()
    return tuple(
        AnchorLine(level, str(LEVELS[level]), words, tuple(marks[level])) for level, words in enumerate(anchors)
    )


def is_said(fact: Fact) -> bool:
    """Whether a fact is what somebody said, and not what was seen."""
    return fact.measure in (ANSWER, REVIEWED, GRADE)


def tell_said(fact: Fact) -> SaidLine:
    """What somebody said, by role."""
    _item, _slash, rest = fact.part.partition("/")
    role = rest.split("/")[0]
    return SaidLine(
        role=_say_speaker(fact, role),
        value=_("does not apply") if fact.text == "na" else _say_value(fact),
        day=_read_day(fact),
        comment=str(fact.detail.get("comment", "") or ""),
        why=address_of("evidence:fact", fact.pk),
    )


def _read_day(fact: Fact) -> date:
    """The day that an answer is of, as it was given; else the day on which it was written down."""
    try:
        return date.fromisoformat(str(fact.detail.get("date", "")))
    except ValueError:
        return fact.recorded_at.date()


def _say_speaker(fact: Fact, role: str) -> str:
    if fact.measure == REVIEWED:
        return _("agreed in a review")
    if fact.measure == GRADE:
        return _("document, graded by %(who)s") % {"who": GradeKind(fact.text or GradeKind.ASSESSOR).label}
    return str(RespondentRole(role).label) if role in RespondentRole.values else role


def _say_value(fact: Fact) -> str:
    if fact.number is None:
        return "?"
    if fact.measure == GRADE:
        return _("%(p)s of what is asked") % {"p": say_percent(fact.number)}
    level = round(fact.number)
    return _("%(level)s, %(name)s") % {"level": say_said(fact.number), "name": LEVELS[min(4, max(0, level))]}


def _group_evidence(facts: Sequence[Fact]) -> tuple[EvidenceLine, ...]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.measure].append(fact)
    return tuple(
        EvidenceLine(
            title=_(definitions().measures[measure].title), computed=_(definitions().measures[measure].computed),
            facts=tuple(fact_line(fact) for fact in rows[:_SHOWN]), more=max(0, len(rows) - _SHOWN),
        )
        for measure, rows in groups.items()
    )  # fmt: skip


def _write_sums(row: ItemRow) -> tuple[StepOfSum, ...]:
    """Best estimate and proven level with their numbers, before a cap."""
    size = row.alpha + row.beta
    if not row.applicable or not row.known or not size:
        return ()
    parts = {"a": say_exact(row.alpha), "b": say_exact(row.beta), "u": say_exact(row.unseen)}
    best, proven = 4 * row.alpha / size, 4 * row.alpha / (size + row.unseen)
    return (
        StepOfSum(
            _("Best estimate"),
            _("4 × %(a)s ÷ (%(a)s + %(b)s) = %(level)s") % {**parts, "level": say_exact(best)},
            _("%(a)s speaks for a high level, %(b)s against it.") % parts,
        ),
        StepOfSum(
            _("Proven so far"),
            _("4 × %(a)s ÷ (%(a)s + %(b)s + %(u)s) = %(level)s") % {**parts, "level": say_exact(proven)},
            _("What nobody has seen yet weighs %(u)s. It counts as missing.") % parts,
        ),
    )


def _tell_notes(row: ItemRow) -> tuple[str, ...]:
    notes = []
    if row.capped:
        notes.append(
            _("Answers alone count at most level %(level)s. Evidence or a document lifts that.")
            % {"level": say_said(row.best)}
        )
    if row.expected:
        notes.append(
            _("%(part)s units were seen. What was not seen makes the range wide.")
            % {"part": say_part(row.observed, row.expected)}
        )
    return tuple(notes)


def _say_gap(row: ItemRow) -> str:
    if row.target is None or row.gap is None or row.p_gap is None:
        return ""
    parts = {"target": say_level(row.target), "gap": say_level(row.gap), "chance": say_chance(row.p_gap)}
    if row.gap < 0.05:
        return _("The target of %(target)s is reached.") % parts
    return _("The target is %(target)s, so %(gap)s levels are missing. That there is a gap is %(chance)s.") % parts

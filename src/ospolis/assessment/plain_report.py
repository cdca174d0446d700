"""The results of an institution as its printed report says them: first what is good, then what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.interchange.report import PlainReport, ReportContradiction, ReportDimension, ReportStep
from ospolis.assessment.pages.institution import place_of

if TYPE_CHECKING:
    from ospolis.assessment.rows import ContradictionRow, InstitutionResult, ItemRow
    from ospolis.engines.maturity import Bank

TOP = 4


def draw_report(result: InstitutionResult, bank: Bank) -> PlainReport:
    """Draw the report of an institution out of its results; `bank` names the actions that help."""
    row = result.row
    titles = {action.code: action.title for action in bank.actions}
    facts = {fact for item in result.items for fact in item.facts}
    return PlainReport(
        institution=row.name,
        key=row.key,
        day=row.day or result.computed_at.date(),
        staged_level=row.staged_level,
        p_level=row.p_level,
        dimensions=tuple(
            ReportDimension(
                part.title, part.best, part.proven, part.low, part.high, part.target, part.gap, part.is_strength
            )
            for part in row.dimensions
            if part.applicable
        ),
        steps=tuple(_find_steps(result, titles)),
        contradictions=tuple(_tell_contradictions(result.contradictions)),
        bank=f"{result.bank_title} {result.bank_version}",
        policy=result.policy_version,
        facts=len(facts),
        roles=row.answered_roles,
        observed=round(sum(part.observed for part in row.dimensions)),
        expected=round(sum(part.expected for part in row.dimensions)),
        sources=(
            _("Answers of people of the institution, by their role and without their names."),
            _("Facts that the office collected from repositories, registers and component lists."),
            _("The inventory of systems and repositories that the institution confirmed."),
        ),
    )


def _find_steps(result: InstitutionResult, titles: Mapping[str, str]) -> Iterator[ReportStep]:
    """What to do next: questions of the widest gaps first; within a dimension, the questions that are furthest off."""
    gaps = {part.code: part.gap or 0.0 for part in result.row.dimensions}
    open_items = [item for item in result.items if item.applicable and item.words and item.gap]
    for item in sorted(open_items, key=lambda item: (-gaps.get(item.dimension, 0.0), -(item.gap or 0.0), item.code)):
        yield _step(item, titles)


def _step(item: ItemRow, titles: Mapping[str, str]) -> ReportStep:
    now = place_of(item)
    after = min(now + 1, TOP)
    words = item.words
    anchors = words.anchors if words else ("",) * (TOP + 1)
    links = sorted(words.action_links, key=lambda link: -link.mid) if words else []
    return ReportStep(
        code=item.code,
        statement=item.statement.rstrip("."),
        now=anchors[now] if item.known else "",
        next_level=after,
        next_words=anchors[after],
        actions=tuple(titles[link.action] for link in links if link.action in titles),
    )


def _tell_contradictions(rows: tuple[ContradictionRow, ...]) -> Iterator[ReportContradiction]:
    for row in sorted(rows, key=lambda row: (row.state != ContradictionState.OPEN, row.item, row.flag)):
        statement = row.statement or _("The institution as a whole")
        flag = str(row.flag.label)
        yield ReportContradiction(
            row.item, statement, flag[:1].upper() + flag[1:], row.claim, row.evidence, str(row.state.label), row.note
        )

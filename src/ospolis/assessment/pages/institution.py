"""Where one institution stands, in plain words: strengths first, then gaps, then what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.pages.flags import FlagPage, tell_flag
from ospolis.assessment.pages.words import (
    LEVELS,
    keep_together,
    say_between,
    say_chance,
    say_level,
    say_part,
    say_percent,
    say_range,
    say_stage,
)
from ospolis.assessment.rows import DimensionRow, InstitutionResult, ItemRow
from ospolis.core.charts import Estimate, MarkRow, RowChart, draw_interval_rows
from ospolis.core.written import spell_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ospolis.engines.maturity import ActionLink

_MOST_STEPS = 5
_TOP = 4
# Below this, in levels, a gap is no work yet.
_LEAST_GAP = 0.05


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action that helps, and by how much we think it does."""

    title: str
    uplift: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing to do next: where the institution is, and what the next level looks like."""

    code: str
    statement: str
    url: str
    gap: str
    now: str
    next_step: str
    next_level: str
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """One dimension below its target, with the chance in words."""

    title: str
    url: str
    gap: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question in the list below its dimension."""

    code: str
    statement: str
    url: str
    level: str
    proven: str
    range: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class DimensionPart:
    """One dimension with its questions."""

    row: DimensionRow
    summary: str
    notes: tuple[str, ...]
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the page of an institution shows."""

    result: InstitutionResult
    finding: str
    stage: str
    stage_chances: str
    chart: RowChart
    strengths: tuple[str, ...]
    gaps: tuple[GapLine, ...]
    steps: tuple[StepLine, ...]
    flags: tuple[FlagPage, ...]
    parts: tuple[DimensionPart, ...]
    coverage: str


def describe_result(result: InstitutionResult, actions: Mapping[str, str]) -> ResultPage:
    """Put a result into words; `actions` are the titles of actions by their code.

    Cost     none
    """
    rows = result.row.dimensions
    waiting = [row for row in result.contradictions if row.state == ContradictionState.OPEN]
    return ResultPage(
        result=result,
        finding=_say_finding(rows),
        stage=say_stage(result.row.staged_level),
        stage_chances=_say_chances(result.row.p_level),
        chart=draw_dimensions(rows),
        strengths=tuple(_say_strength(row) for row in rows if row.is_strength),
        gaps=_list_gaps(rows),
        steps=_list_steps(result, actions),
        flags=tuple(tell_flag(row) for row in waiting),
        parts=tuple(_tell_dimension(row, result) for row in rows),
        coverage=_say_coverage(result),
    )


def draw_dimensions(rows: tuple[DimensionRow, ...]) -> RowChart:
    """Best estimate on its range with the target as a mark; what is proven, range and target as numbers."""
    estimates = [
        Estimate(f"{row.code} {row.title}", row.best, row.low or 0.0, row.high or 0.0, row.target, url=f"#{row.code}")
        for row in rows
    ]
    head = (_("Dimension"), _("Best estimate"), _("Range"), _("Target"))
    chart = draw_interval_rows(
        estimates, caption=_("Where the institution stands by dimension"), head=head,
        legend=(_("Best estimate"), _("Range: at worst and at best, as far as is known"), _("Target")),
        joiner="%(low)s %(high)s",
    )  # fmt: skip
    marks = tuple(_tell_mark(mark, row) for mark, row in zip(chart.rows, rows, strict=True))
    return replace(chart, head=(*head[:2], _("Range"), _("Proven"), _("Target")), rows=marks)


def _tell_mark(mark: MarkRow, row: DimensionRow) -> MarkRow:
    if not row.applicable:
        return replace(mark, text="-", more=(_("does not apply"), "", ""))
    more = (
        keep_together(say_range(row.low, row.high)),
        say_level(row.proven),
        say_level(row.target) if row.target is not None else "",
    )
    return replace(mark, text=say_level(row.best), more=more)


def _say_finding(rows: tuple[DimensionRow, ...]) -> str:
    known = [(row.best, row) for row in rows if row.best is not None]
    if len(known) < 2:
        return _("Too little is known yet to say where the institution stands. Answers and evidence make it clear.")
    best, worst = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    return _("%(strong)s leads with %(high)s of 4. %(weak)s holds it back with %(low)s.") % {
        "strong": best[1].title, "high": say_level(best[0]), "weak": worst[1].title, "low": say_level(worst[0]),
    }  # fmt: skip


def _say_chances(chances: tuple[float, ...]) -> str:
    told = [
        _("level %(level)s: %(p)s") % {"level": level, "p": say_percent(p)} for level, p in enumerate(chances, 1)
    ]  # fmt: skip
    return ", ".join(told)


def _say_strength(row: DimensionRow) -> str:
    return _("%(title)s: %(proven)s is proven, the target is %(target)s.") % {
        "title": row.title, "proven": say_level(row.proven), "target": say_level(row.target),
    }  # fmt: skip


def _list_gaps(rows: tuple[DimensionRow, ...]) -> tuple[GapLine, ...]:
    open_rows = [row for row in rows if (row.gap or 0) >= _LEAST_GAP]
    open_rows.sort(key=lambda row: (-(row.gap or 0), row.code))
    return tuple(
        GapLine(row.title, f"#{row.code}", say_level(row.gap), _say_gap(row)) for row in open_rows[:_TOP]
    )  # fmt: skip


def _say_gap(row: DimensionRow) -> str:
    parts = {"target": say_level(row.target), "chance": say_chance(row.p_gap or 0.0), "p": say_percent(row.p_gap or 0)}
    return _("That it lies below the target of %(target)s is %(chance)s (%(p)s).") % parts


def _list_steps(result: InstitutionResult, actions: Mapping[str, str]) -> tuple[StepLine, ...]:
    """The questions with the largest gaps, those whose gap weighs most in its dimension first."""
    found = [row for row in result.items if (row.gap or 0) >= _LEAST_GAP and row.words and (row.best or 0) < _TOP]
    found.sort(key=lambda row: (-(row.gap or 0) * row.weight, row.code))
    return tuple(_step(row, result.row.key, actions) for row in found[:_MOST_STEPS])


def _step(row: ItemRow, key: str, actions: Mapping[str, str]) -> StepLine:
    words = row.words
    place = place_of(row)
    anchors = words.anchors if words else ("",) * 5
    reached = min(place + 1, _TOP)
    links = words.action_links if words else ()
    return StepLine(
        code=row.code, statement=row.statement, url=item_url(key, row.code), gap=say_level(row.gap),
        now=anchors[place], next_step=anchors[reached], next_level=f"{reached} {LEVELS[reached]}",
        actions=tuple(tell_action(link, actions) for link in links),
    )  # fmt: skip


def place_of(row: ItemRow) -> int:
    """The level whose words describe the institution now: the best estimate, rounded down: the next is ahead."""
    return min(_TOP, int((row.best or 0.0) + 0.25)) if row.known else 0


def tell_action(link: ActionLink, actions: Mapping[str, str]) -> ActionLine:
    """An action with what we expect of it."""
    uplift = _("our estimate: %(low)s to %(high)s levels more") % {
        "low": say_level(link.low), "high": say_level(link.high),
    }  # fmt: skip
    return ActionLine(actions.get(link.action, link.action), uplift)


def item_url(key: str, code: str) -> str:
    """The page of one question of an institution."""
    return reverse("assessment:item", args=[key, code])


def _tell_dimension(row: DimensionRow, result: InstitutionResult) -> DimensionPart:
    items = tuple(_tell_item(one, result.row.key) for one in result.items if one.dimension == row.code)
    return DimensionPart(row, _summarise(row), _tell_notes(row), items)


def _summarise(row: DimensionRow) -> str:
    if not row.applicable:
        return _("does not apply")
    if row.best is None:
        return _("between %(ends)s") % {"ends": say_between(row.low, row.high)}
    return _("%(best)s, proven %(proven)s") % {"best": say_level(row.best), "proven": say_level(row.proven)}


def _tell_notes(row: DimensionRow) -> tuple[str, ...]:
    """What a reader must know beside the numbers."""
    if not row.applicable:
        return (_("No question of this dimension applies to the institution."),)
    notes = []
    if row.best is None:
        notes.append(_("Less than half is known, so only the range is shown."))
    if row.known_weight is not None and row.known_weight < 1:
        notes.append(
            _("%(p)s of the weight is known. With the rest at 0 or at 4 the level lies between %(ends)s.")
            % {"p": say_percent(row.known_weight), "ends": say_between(row.hard_low, row.hard_high)}
        )
    if row.moved_weight:
        notes.append(
            _("Questions that do not apply gave %(p)s of the weight to the others.")
            % {"p": say_percent(row.moved_weight)}
        )
    if row.expected:
        notes.append(_("Evidence seen: %(part)s units.") % {"part": say_part(row.observed, row.expected)})
    return tuple(notes)


def _tell_item(row: ItemRow, key: str) -> ItemLine:
    state, tone = item_state(row)
    return ItemLine(
        code=row.code, statement=row.statement, url=item_url(key, row.code),
        level=say_level(row.best) if row.known else "?", proven=say_level(row.proven) if row.known else "",
        range=say_range(row.low, row.high) if row.applicable else "", state=state, tone=tone,
    )  # fmt: skip


def item_state(row: ItemRow) -> tuple[str, str]:
    """How well a question is known, in words and tone."""
    if not row.applicable:
        return _("does not apply"), "none"
    if not row.known:
        return _("not known"), "none"
    if row.capped:
        return _("an answer alone"), "warn"
    if row.observed:
        return _("seen in evidence"), "good"
    return _("answers and documents"), "info"


def _say_coverage(result: InstitutionResult) -> str:
    applicable = [row for row in result.items if row.applicable]
    known = sum(row.known for row in applicable)
    seen = sum(row.observed > 0 for row in applicable)
    parts = {"known": known, "n": len(applicable), "seen": seen, "day": spell_day(result.computed_at)}
    words = ngettext(
        "%(known)s of %(n)s question is known, %(seen)s with evidence. Worked out on %(day)s.",
        "%(known)s of %(n)s questions are known, %(seen)s with evidence. Worked out on %(day)s.",
        len(applicable),
    )
    bank = _("Questions: %(title)s, version %(version)s.") % {
        "title": result.bank_title, "version": result.bank_version,
    }  # fmt: skip
    return f"{words % parts} {bank}"

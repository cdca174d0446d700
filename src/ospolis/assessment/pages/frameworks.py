"""The questions read through another framework: which criterion asks what, and what no question covers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ospolis.core.addresses import address_of
from ospolis.engines.maturity import Crosswalk, shipped_crosswalks

if TYPE_CHECKING:
    from ospolis.engines.maturity import Bank, CrosswalkRow

_RELATIONS = {
    "equal": lazy("asks the same"),
    "broader": lazy("asks more"),
    "narrower": lazy("asks less"),
    "related": lazy("points the same way"),
}
_STRENGTHS = {1: lazy("a loose fit"), 2: lazy("a good fit"), 3: lazy("a close fit")}


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link between a criterion and a question, in words."""

    code: str
    statement: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion with the questions that cover it; none means that it is not covered."""

    ext_id: str
    words: str
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """Everything that the page of a framework shows."""

    crosswalk: Crosswalk
    finding: str
    criteria: tuple[CriterionLine, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    """One framework of the list."""

    title: str
    version: str
    url: str
    covered: int
    criteria: int


def say_fit(row: CrosswalkRow) -> str:
    """What a criterion is to a question, and how well the two fit."""
    return f"{_RELATIONS[row.relation]}, {_STRENGTHS[row.strength]}"


@functools.cache
def crosswalks() -> Mapping[str, Crosswalk]:
    """The frameworks that come with the product, by their code; read once for a process."""
    return {one.framework: one for one in shipped_crosswalks()}


def list_frameworks(bank: Bank) -> tuple[FrameworkLine, ...]:
    """Every framework with how many of its criteria the questions cover."""
    codes = [item.code for item in bank.items]
    return tuple(
        FrameworkLine(
            one.title, one.version, address_of("assessment:framework", one.framework),
            len(one.criteria) - len(one.uncovered(codes)), len(one.criteria),
        )
        for one in crosswalks().values()
    )  # fmt: skip


def describe_framework(crosswalk: Crosswalk, bank: Bank) -> FrameworkPage:
    """Put a crosswalk into words."""
    items = {item.code: item for item in bank.items}
    links: dict[str, list[LinkLine]] = {}
    for row in crosswalk.rows:
        if item := items.get(row.item):
            url = f"{address_of('assessment:dimension', item.dimension)}#{item.code}"
            line = LinkLine(item.code, item.statement, url, say_fit(row))
            links.setdefault(row.ext_id, []).append(line)
    uncovered = len(crosswalk.uncovered(items))
    parts = {"n": len(crosswalk.criteria) - uncovered, "total": len(crosswalk.criteria)}
    return FrameworkPage(
        crosswalk=crosswalk,
        finding=_("The questions cover %(n)s of %(total)s criteria.") % parts,
        criteria=tuple(
            CriterionLine(one.ext_id, one.words, tuple(links.get(one.ext_id, ()))) for one in crosswalk.criteria
        ),
        uncovered=uncovered,
    )


def criteria_of(item: str) -> tuple[tuple[str, str, str], ...]:
    """The criteria that a question is linked to: title of the framework, its page, and the identifiers."""
    told = []
    for one in crosswalks().values():
        if rows := one.rows_of(item):
            url = address_of("assessment:framework", one.framework)
            told.append((one.title, url, ", ".join(row.ext_id for row in rows)))
    return tuple(told)

"""The same levels by the criteria of another framework. They are read question by question, and never averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.pages.frameworks import crosswalks, say_fit
from ospolis.assessment.pages.institution import item_state, item_url
from ospolis.assessment.pages.words import say_level, say_part
from ospolis.core.addresses import address_of
from ospolis.core.page import Entry

if TYPE_CHECKING:
    from ospolis.assessment.rows import InstitutionResult
    from ospolis.assessment.selectors.items import ItemMiddle
    from ospolis.engines.maturity import Bank, Crosswalk, Item


@dataclass(frozen=True, slots=True)
class LinkLevel:
    """One question that is linked to a criterion, with its level; `is_known` says whether there is one."""

    code: str
    statement: str
    url: str
    fit: str
    level: str
    note: str
    tone: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class CriterionLevels:
    """One criterion with the levels of its questions, the closest fit first; none: it is not covered."""

    ext_id: str
    words: str
    links: tuple[LinkLevel, ...]


@dataclass(frozen=True, slots=True)
class FrameworkLevels:
    """Everything that the page shows."""

    crosswalk: Crosswalk
    finding: str
    criteria: tuple[CriterionLevels, ...]


# What a page says of a question: level, note, tone, and whether something is known.
_Told = tuple[str, str, str, bool]


def read_institution(crosswalk: Crosswalk, result: InstitutionResult) -> FrameworkLevels:
    """The levels of one institution by the criteria of a framework."""
    rows = {row.code: row for row in result.items}
    words = {code: row.words for code, row in rows.items() if row.words}

    def tell(code: str) -> _Told:
        row = rows[code]
        state, tone = item_state(row)
        if not row.applicable or not row.known:
            return "", state, tone, False
        return _say_levels(row.best, row.proven), state, tone, True

    return _read(crosswalk, words, tell, lambda code: item_url(result.row.key, code))


def read_office(crosswalk: Crosswalk, bank: Bank, middles: Mapping[str, ItemMiddle]) -> FrameworkLevels:
    """The middle of the institutions of an office by the criteria of a framework."""
    words = {item.code: item for item in bank.items}

    def tell(code: str) -> _Told:
        row = middles.get(code)
        if row is None:
            return "", _("does not apply to anybody"), "none", False
        note = _("%(part)s institutions are known") % {"part": say_part(row.known, row.applicable)}
        if row.best is None:
            return "", note, "none", False
        return _say_levels(row.best, row.proven), note, "info", True

    return _read(
        crosswalk, words, tell, lambda code: f"{address_of('assessment:dimension', words[code].dimension)}#{code}"
    )


def list_ways(url_of: Callable[[str], str]) -> tuple[Entry, ...]:
    """The frameworks as links of a page."""
    return tuple(Entry(one.title, url_of(one.framework)) for one in crosswalks().values())


def _read(
    crosswalk: Crosswalk, words: Mapping[str, Item], tell: Callable[[str], _Told], url_of: Callable[[str], str]
) -> FrameworkLevels:
    criteria = []
    for criterion in crosswalk.criteria:
        rows = [row for row in crosswalk.rows if row.ext_id == criterion.ext_id and row.item in words]
        rows.sort(key=lambda row: -row.strength)
        links = tuple(
            LinkLevel(row.item, words[row.item].statement, url_of(row.item), say_fit(row), *tell(row.item))
            for row in rows
        )
        criteria.append(CriterionLevels(criterion.ext_id, criterion.words, links))
    return FrameworkLevels(crosswalk, _say_finding(criteria), tuple(criteria))


def _say_levels(best: float | None, proven: float | None) -> str:
    return _("level %(best)s, proven %(proven)s") % {"best": say_level(best), "proven": say_level(proven)}


def _say_finding(criteria: list[CriterionLevels]) -> str:
    """How many criteria can be read from the levels, and of how many nothing can be said."""
    known = sum(any(link.is_known for link in one.links) for one in criteria)
    uncovered = sum(not one.links for one in criteria)
    told = ngettext(
        "The levels say something of %(known)s of %(n)s criterion.",
        "The levels say something of %(known)s of %(n)s criteria.",
        len(criteria),
    ) % {"known": known, "n": len(criteria)}
    if not uncovered:
        return told
    return (
        told
        + " "
        + ngettext(
            "%(n)s criterion is not covered by any question.",
            "%(n)s criteria are not covered by any question.",
            uncovered,
        )
        % {"n": uncovered}
    )

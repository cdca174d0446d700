"""How firm an order of institutions would be: places with their range, and groups of those that it cannot part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.judging import rank_rows
from ospolis.assessment.pages.words import keep_together
from ospolis.assessment.selectors.results import institutions_assessed_for, office_results
from ospolis.core.access import Role, Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Estimate, RowChart, draw_interval_rows
from ospolis.core.paging import RowPage, take_page

if TYPE_CHECKING:
    from ospolis.engines.maturity import Rank
    from ospolis.institutions.models import Institution
    from ospolis.offices.models import Office

SIZE = 50
# More names of one group say nothing more.
_MOST_NAMES = 60
# Fewer than these would be a pillory.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class RankGroup:
    """Institutions that cannot be told apart, by name; the places that they share."""

    title: str
    names: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class RankingPage:
    """Everything that the page shows."""

    office: Office
    finding: str
    chart: RowChart | None
    rows: RowPage[Institution]
    groups: tuple[RankGroup, ...]
    ranked: int
    left_out: int


def group_ranks(ranks: Sequence[Rank]) -> tuple[tuple[Rank, ...], ...]:
    """Part places into groups, the first group first: nobody's range reaches into that of another group.

    Shapes   fewer than three together join the group before them, at the beginning the one after: nobody stands alone
    """
    groups: list[list[Rank]] = []
    reach = 0
    for rank in sorted(ranks, key=lambda one: (one.low, one.high, str(one.id))):
        if not groups or rank.low > reach:
            groups.append([])
        groups[-1].append(rank)
        reach = max(reach, rank.high)
    joined: list[list[Rank]] = []
    for group in groups:
        if joined and (len(group) < _LEAST or len(joined[-1]) < _LEAST):
            joined[-1] += group
        else:
            joined.append(group)
    return tuple(tuple(group) for group in joined)


def describe_ranking(viewer: Viewer, office: Office, query: QueryDict) -> RankingPage:
    """Gather the page.

    Cost     7 queries, whatever the number of institutions
    """
    results = office_results(viewer, office.key)
    ranks = {str(rank.id): rank for rank in rank_rows(results.rows)}
    ranked = institutions_assessed_for(viewer).filter(realm=office.key, key__in=list(ranks))
    rows = take_page(ranked, order=("name", "id"), query=query, size=SIZE)
    groups = group_ranks(list(ranks.values())) if len(ranks) >= _LEAST else ()
    names = {row.key: row.name for row in results.rows}
    may_open = Role.OFFICER in viewer.roles()
    return RankingPage(
        office=office, finding=_say_finding(groups, len(ranks)),
        chart=_draw_places([(row.name, ranks[row.key]) for row in rows.rows], len(ranks)) if groups else None,
        rows=rows, groups=tuple(_tell_group(group, names, linked=may_open) for group in groups), ranked=len(ranks),
        left_out=len(results.rows) - len(ranks),
    )  # fmt: skip


def _say_finding(groups: Sequence[Sequence[Rank]], ranked: int) -> str:
    if ranked < _LEAST:
        return _("An order needs at least three institutions of which enough is known.")
    if len(groups) == 1:
        return _("An order would say nothing: the %(ranked)s institutions cannot be told apart.") % {"ranked": ranked}
    words = ngettext(
        "The %(ranked)s institutions fall into %(n)s group.",
        "The %(ranked)s institutions fall into %(n)s groups. Inside a group no order holds.",
        len(groups),
    )
    return words % {"ranked": ranked, "n": len(groups)}


def _draw_places(rows: Sequence[tuple[str, Rank]], most: int) -> RowChart:
    """Between which places each institution lies, in the order of names."""
    estimates = [Estimate(name, float(rank.rank), float(rank.low), float(rank.high)) for name, rank in rows]
    chart = draw_interval_rows(
        estimates, caption=_("Places under other weightings"),
        head=(_("Institution"), _("With equal weights"), _("In 90 % of weightings")),
        legend=(_("Place when every dimension weighs the same"), _("Places in 90 % of the weightings"), ""),
        joiner="%(low)s %(high)s", most=max(1, most),
    )  # fmt: skip
    marks = tuple(
        replace(mark, text=str(rank.rank), more=(_say_places(rank.low, rank.high),))
        for mark, (_name, rank) in zip(chart.rows, rows, strict=True)
    )
    return replace(chart, rows=marks)


def _say_places(low: int, high: int) -> str:
    return str(low) if low == high else keep_together(_("%(low)s to %(high)s") % {"low": low, "high": high})


def _tell_group(group: Sequence[Rank], names: dict[str, str], *, linked: bool) -> RankGroup:
    low, high = min(rank.low for rank in group), max(rank.high for rank in group)
    told = sorted((names[str(rank.id)], str(rank.id)) for rank in group)
    shown = told[:_MOST_NAMES]
    return RankGroup(
        title=_("Place %(place)s") % {"place": low} if low == high else _("Places %(low)s to %(high)s") % {
            "low": low, "high": high,
        },
        names=tuple((name, address_of("assessment:institution", key) if linked else "") for name, key in shown),
        more=len(told) - len(shown),
    )  # fmt: skip

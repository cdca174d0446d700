"""The profile of a country as everybody may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ospolis.assessment.pages.words import keep_together, say_level, say_part, say_range
from ospolis.assessment.selectors.publication import public_profile, published_keys
from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Estimate, RowChart, draw_interval_rows
from ospolis.institutions.choices import InstitutionKind, Sector
from ospolis.institutions.selectors import institutions_seen_by

if TYPE_CHECKING:
    from ospolis.assessment.rows import DimensionProfile, DimensionRow, PublicProfile
    from ospolis.engines.maturity import Aggregate, Summary


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups by dimension: a row for each group, a cell for each dimension."""

    title: str
    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The published levels of all together, and the institutions that show their own."""

    profile: PublicProfile | None
    finding: str
    chart: RowChart | None
    groups: tuple[GroupTable, ...]
    institutions: tuple[tuple[str, str], ...]


def describe_profile(viewer: Viewer, realm: str) -> ProfilePage:
    """Gather the page; without a publication all parts are empty.

    Cost     7 queries at most
    """
    profile = public_profile(viewer, realm)
    if profile is None:
        return ProfilePage(None, "", None, (), ())
    keys = set(published_keys(viewer, realm))
    named = institutions_seen_by(viewer).filter(realm=realm).values_list("key", "name")
    return ProfilePage(
        profile, _say_finding(profile), _draw_profile(profile), _list_groups(profile),
        tuple((key, name) for key, name in named if key in keys),
    )  # fmt: skip


def draw_published(rows: Iterable[DimensionRow]) -> RowChart:
    """One institution that shows its levels: best estimate on its range, and what is proven."""
    listed = list(rows)
    estimates = [
        Estimate(row.title, row.best, row.low or 0.0, row.high or 0.0, label_url=_dimension_url(row.code))
        for row in listed
    ]  # fmt: skip
    head = (_("Dimension"), _("Best estimate"), _("Range"))
    legend = (_("Best estimate"), _("Range"), "")
    chart = draw_interval_rows(
        estimates, caption=_("Levels by dimension"), head=head, legend=legend, joiner="%(low)s %(high)s"
    )
    marks = tuple(
        replace(
            mark, text=say_level(row.best), more=(keep_together(say_range(row.low, row.high)), say_level(row.proven))
        )
        for mark, row in zip(chart.rows, listed, strict=True)
    )
    return replace(chart, head=(*head, _("Proven")), rows=marks)


def _say_finding(profile: PublicProfile) -> str:
    known = [(one.by_kind.total.mean, one.title) for one in profile.dimensions if one.by_kind.total.mean is not None]
    if len(known) < 2:
        return _("Proven level by dimension")
    high, low = max(known), min(known)
    return _("%(strong)s is proven furthest, with %(high)s of 4. %(weak)s is proven least, with %(low)s.") % {
        "strong": high[1], "high": say_level(high[0]), "weak": low[1], "low": say_level(low[0]),
    }  # fmt: skip


def _draw_profile(profile: PublicProfile) -> RowChart:
    """The mean of what is proven, between the bounds of those who did not answer."""
    totals = [one.by_kind.total for one in profile.dimensions]
    estimates = [
        Estimate(
            f"{one.code} {one.title}", total.mean, total.low or 0.0, total.high or 0.0,
            label_url=_dimension_url(one.code),
        )
        for one, total in zip(profile.dimensions, totals, strict=True)
    ]  # fmt: skip
    head = (_("Dimension"), _("Proven, mean"), _("Lowest to highest"))
    legend = (_("Mean of those that are known"), _("If all others stood at 0, or at 4"), "")
    chart = draw_interval_rows(
        estimates, caption=_("Proven level by dimension"), head=head, legend=legend, joiner="%(low)s %(high)s"
    )
    marks = tuple(
        replace(mark, text=_say_mean(total), more=(_tell_range(total.low, total.high), _say_known(total)))
        for mark, total in zip(chart.rows, totals, strict=True)
    )
    return replace(chart, head=(*head, _("Institutions")), rows=marks)


def _list_groups(profile: PublicProfile) -> tuple[GroupTable, ...]:
    kinds = _list_rows(profile.dimensions, lambda one: one.by_kind, dict(InstitutionKind.choices))
    sectors = _list_rows(profile.dimensions, lambda one: one.by_sector, dict(Sector.choices))
    columns = tuple((one.code, one.title) for one in profile.dimensions)
    return (
        GroupTable(_("By kind of institution"), _("Kind"), columns, kinds),
        GroupTable(_("By sector"), _("Sector"), columns, sectors),
    )


def _list_rows(
    dimensions: tuple[DimensionProfile, ...],
    summary_of: Callable[[DimensionProfile], Summary],
    names: dict[str, object],
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for one in dimensions:
        for group in summary_of(one).groups:
            found.setdefault(group.group, {})[one.code] = _say_cell(group)
    return tuple(
        (str(names.get(group, _("not stated"))), tuple(cells.get(one.code, ("", "")) for one in dimensions))
        for group, cells in found.items()
    )


def _say_cell(group: Aggregate) -> tuple[str, str]:
    """The mean of a group, and how many of it are known."""
    return _say_mean(group), _say_known(group)


def _say_mean(total: Aggregate) -> str:
    return _("hidden") if total.suppressed else say_level(total.mean)


def _say_known(group: Aggregate) -> str:
    return "" if group.answered is None else say_part(group.answered, group.members)


def _dimension_url(code: str) -> str:
    return address_of("assessment:dimension", code)


def _tell_range(low: float | None, high: float | None) -> str:
    return keep_together(say_range(low, high))

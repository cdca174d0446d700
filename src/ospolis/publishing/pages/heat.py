"""The heat map of practices: institutions, or sectors when they are many, by group of practices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import HeatMap, Level, LevelRow, draw_heat_map
from ospolis.engines.practices import PRACTICES
from ospolis.evidence.selectors import count_states_apart
from ospolis.institutions.choices import Sector
from ospolis.mapping.words import GROUPS
from ospolis.offices.models import Office

MOST_ROWS = 15
_GROUP_OF = {practice.code: practice.group for practice in PRACTICES}
_Counts = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class PracticeHeat:
    """The map with the sentence that it shows."""

    finding: str
    lead: str
    map: HeatMap


def draw_practice_heat(
    viewer: Viewer, office: Office, names: Mapping[str, str], sectors: Mapping[str, str]
) -> PracticeHeat | None:
    """Draw how many practices of each group are met, of those that apply; None when no repository was read.

    Shapes   names, sectors: by the key of the institution
    Cost     1 query
    """
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    states = count_states_apart(viewer, office.key, ["repository.practice"])["repository.practice"]
    for (key, part, state), n in states.items():
        if part in _GROUP_OF and state in ("met", "not-met"):
            counted[key][_GROUP_OF[part], state] += n
    if not counted:
        return None
    by_sector = len(counted) > MOST_ROWS
    rows = _sector_rows(counted, sectors, office) if by_sector else _institution_rows(counted, names)
    total: Counter[tuple[str, str]] = Counter()
    for row in counted.values():
        total.update(row)
    return PracticeHeat(
        finding=_say_weakest(total),
        lead=_("Share of the practices that apply, by sector. A cell leads to the institutions.")
        if by_sector
        else _("Share of the practices that apply, by institution. A cell leads to the answers."),
        map=draw_heat_map(
            rows,
            caption=_("Practices met by group"),
            corner=_("Sector") if by_sector else _("Institution"),
            columns=tuple(str(words) for words in GROUPS.values()),
        ),
    )


def _institution_rows(counted: Mapping[str, Counter[tuple[str, str]]], names: Mapping[str, str]) -> list[LevelRow]:
    rows = []
    for key in sorted(counted, key=lambda key: names.get(key, key)):
        url = address_of("publishing:institution", key)
        rows.append(LevelRow(names.get(key, key), _cells(counted[key], f"{url}#practices"), url))
    return rows


def _sector_rows(
    counted: Mapping[str, Counter[tuple[str, str]]], sectors: Mapping[str, str], office: Office
) -> list[LevelRow]:
    joined: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for key, counts in counted.items():
        joined[sectors.get(key, "")].update(counts)
    listed = f"{address_of('publishing:institutions')}?office={office.key}"
    rows = []
    for code in sorted(joined):
        label = str(Sector(code).label) if code else _("No sector stated")
        url = f"{listed}&sector={code}" if code else listed
        rows.append(LevelRow(label, _cells(joined[code], url), url))
    return rows


def _cells(counts: Counter[tuple[str, str]], url: str) -> tuple[Level, ...]:
    return tuple(_cell(counts[group, "met"], counts[group, "not-met"], url) for group in GROUPS)


def _cell(met: int, missing: int, url: str) -> Level:
    if not met + missing:
        return Level(None, url=url)
    share = met / (met + missing)
    return Level(4 * share, text=f"{round(100 * share)} %", url=url)


def _say_weakest(total: Counter[tuple[str, str]]) -> str:
    """The group that is met least often, in a sentence."""
    shares = {
        group: total[group, "met"] / known
        for group in GROUPS
        if (known := total[group, "met"] + total[group, "not-met"])
    }
    if not shares:
        return _("Practices")
    weakest = min(shares, key=lambda group: shares[group])
    parts = {"group": str(GROUPS[weakest]), "share": round(100 * shares[weakest])}
    return _("Least is met of “%(group)s”: %(share)s %% of what applies") % parts

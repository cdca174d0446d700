"""The tables that readers may take away."""

from __future__ import annotations

from ospolis.core.access import Viewer
from ospolis.core.exports import Table
from ospolis.evidence.measures import definitions
from ospolis.evidence.selectors import figures_across
from ospolis.institutions.models import System
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.mapping.rows import component_table
from ospolis.mapping.selectors.repositories import components_of_system


def institution_export(viewer: Viewer, realm: str) -> Table:
    """Every institution of an office with all its figures: value, what was counted, of how many, and how many unknown.

    Cost     2 queries
    """
    codes = tuple(definitions().figures)
    figures = figures_across(viewer, realm, codes)
    columns = ["institution", "name", "kind", "sector", "region"]
    for code in codes:
        columns += [code, f"{code}: counted", f"{code}: of", f"{code}: unknown"]

    def rows() -> list[list[str | float | None]]:
        made = []
        for row in institutions_seen_by(viewer).filter(realm=realm):
            cells: list[str | float | None] = [row.key, row.name, row.kind, row.sector, row.region]
            for code in codes:
                figure = figures[code].get(row.key)
                cells += [figure.value, figure.numerator, figure.denominator, figure.unknown] if figure else [None] * 4
            made.append(cells)
        return made

    return Table("institutions", tuple(columns), rows())


def system_components(viewer: Viewer, system: System) -> Table:
    """All components of a system's lists."""
    return component_table(components_of_system(viewer, system.pk))

"""An officer's day: what the last collection brought, and what needs a hand."""

from __future__ import annotations

from dataclasses import dataclass

from ospolis.core.access import Viewer
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.selectors import figures_of
from ospolis.institutions.models import Institution
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.mapping.selectors import (
    Collection,
    SourceLine,
    UnclearLicence,
    last_collection,
    troubled_sources,
    unclear_licences,
)
from ospolis.offices.models import Office

FIGURES = ("institutions-mapped", "repositories", "repositories-clear-licence", "systems-with-components")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Day:
    """What the desk shows; lists hold the first ten."""

    office: Office | None
    figures: tuple[KeyFigure, ...]
    collection: Collection | None
    troubled: tuple[SourceLine, ...]
    unclear: tuple[UnclearLicence, ...]
    silent: tuple[Institution, ...]


def describe_day(viewer: Viewer, office: Office | None) -> Day:
    """Gather the desk of an officer; only what the scope covers.

    Cost     5 queries
    """
    if office is None:
        return Day(None, (), None, (), (), ())
    covered = institutions_covered_by(viewer).filter(realm=office.key)
    figures = figures_of(viewer, "office", [office.key])
    return Day(
        office=office,
        figures=show_figures(figures, FIGURES, office.key),
        collection=last_collection(viewer, office.key),
        troubled=troubled_sources(viewer, office.key, covered, most=_SHOWN),
        unclear=unclear_licences(viewer, office.key, covered, most=_SHOWN),
        silent=tuple(covered.filter(systems=None)[:_SHOWN]),
    )

"""An officer's day: what the last collection brought, and what needs a hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ospolis.assessment.selectors.asking import count_waiting
from ospolis.assessment.selectors.contradictions import count_open
from ospolis.core.access import Viewer
from ospolis.core.page import Entry
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.selectors import figures_of
from ospolis.institutions.models import Institution
from ospolis.institutions.selectors import institutions_covered_by, without_systems
from ospolis.mapping.selectors import (
    ChangeLine,
    Collection,
    SourceLine,
    UnclearLicence,
    last_collection,
    newest_changes,
    troubled_sources,
    unclear_licences,
)
from ospolis.offices.models import Office

FIGURES = ("institutions-mapped", "repositories", "repositories-clear-licence", "systems-with-components")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Day:
    """What the desk shows; lists hold the first ten."""

    office: Office
    figures: tuple[KeyFigure, ...]
    collection: Collection | None
    changes: tuple[ChangeLine, ...]
    troubled: tuple[SourceLine, ...]
    unclear: tuple[UnclearLicence, ...]
    silent: tuple[Institution, ...]
    others: tuple[Entry, ...]
    contradictions: int
    asked: int


def describe_day(viewer: Viewer, office: Office, others: Iterable[Office]) -> Day:
    """Gather the desk of an officer; only what the scope covers. `others` are further offices of the same person.

    Cost     8 queries
    """
    covered = institutions_covered_by(viewer).filter(realm=office.key)
    figures = figures_of(viewer, "office", [office.key])
    return Day(
        office=office,
        figures=show_figures(figures, FIGURES, office.key),
        collection=last_collection(viewer, office.key),
        changes=newest_changes(viewer, office.key, covered, most=_SHOWN),
        troubled=troubled_sources(viewer, office.key, covered, most=_SHOWN),
        unclear=unclear_licences(viewer, office.key, covered, most=_SHOWN),
        silent=tuple(without_systems(viewer, covered)[:_SHOWN]),
        contradictions=sum(count_open(viewer, office.key).values()),
        asked=count_waiting(viewer, on=timezone.localdate()),
        others=tuple(Entry(other.name, f"{reverse('web:desk')}?office={other.key}") for other in others),
    )

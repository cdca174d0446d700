"""The home page of an office."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.selectors.asking import count_waiting
from ospolis.core.access import Viewer
from ospolis.core.page import Entry
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.selectors import figures_of
from ospolis.mapping.selectors import Collection, last_collection
from ospolis.offices.models import Office
from ospolis.offices.selectors import offices_seen_by

FIGURES = ("institutions-mapped", "systems-open", "repositories-clear-licence", "practices-met")


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    office: Office
    figures: tuple[KeyFigure, ...]
    collection: Collection | None
    others: tuple[Entry, ...]
    # How many sets of questions wait for the reader.
    asked: int = 0


def describe_home(viewer: Viewer, office: Office) -> Home:
    """Gather the home page of an office.

    Cost     3 queries, and 1 for whoever logged in
    """
    figures = figures_of(viewer, "office", [office.key])
    others = [
        Entry(
            _("%(office)s, %(country)s") % {"office": other.name, "country": other.country_name},
            f"/?office={other.key}",
        )
        for other in offices_seen_by(viewer)
        if other.pk != office.pk
    ]
    return Home(
        office=office,
        figures=show_figures(figures, FIGURES, office.key),
        collection=last_collection(viewer, office.key),
        others=tuple(others),
        asked=count_waiting(viewer, on=timezone.localdate()) if viewer.is_known else 0,
    )

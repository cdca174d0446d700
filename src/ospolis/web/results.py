"""Search results by kind, in the order in which people look for things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ospolis.core.search.selectors import Found


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one kind."""

    title: str
    results: tuple[Found, ...]


def group_results(found: Sequence[Found]) -> tuple[ResultGroup, ...]:
    """Put results of one kind together; kinds without a result are left out."""
    titles = {
        "institution": _("Institutions"),
        "system": _("Systems"),
        "repository": _("Repositories"),
        "component": _("Components"),
    }
    kinds = [*titles, *sorted({row.kind for row in found} - set(titles))]
    groups = ((kind, tuple(row for row in found if row.kind == kind)) for kind in kinds)
    return tuple(ResultGroup(titles.get(kind, kind), rows) for kind, rows in groups if rows)

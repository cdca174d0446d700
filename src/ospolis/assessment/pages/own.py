"""The way to an institution's own result, and the list of those that somebody covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ospolis.assessment.pages.words import say_stage
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.reading import Held, held_levels
from ospolis.core.access import OfficeRequest, Role, Viewer
from ospolis.core.addresses import address_of
from ospolis.core.asked import take_row
from ospolis.core.page import Crumb
from ospolis.core.paging import RowPage
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One institution that the viewer covers."""

    name: str
    url: str
    stage: str
    held: Held | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One page of the list."""

    rows: RowPage[Institution]
    lines: tuple[OwnLine, ...]


def list_lines(viewer: Viewer, rows: Sequence[Institution]) -> tuple[OwnLine, ...]:
    """Institutions with the level that each holds.

    Cost     2 queries
    """
    levels = held_levels(viewer, [row.pk for row in rows])
    return tuple(
        OwnLine(
            row.name, address_of("assessment:institution", row.key),
            say_stage(held.level) if (held := levels.get(row.pk)) else _("not assessed yet"), held,
        )
        for row in rows
    )  # fmt: skip


def take_institution(request: OfficeRequest, key: str) -> Institution:
    """The institution that an address names, among those that the viewer covers.

    Cost     1 query
    Raises   Http404
    """
    return take_row(request, lambda viewer, wanted: institutions_covered_by(viewer).get(key=wanted), key)


def titles_of(viewer: Viewer, realm: str) -> dict[str, str]:
    """The titles of the dimensions in the bank of an office, by code.

    Cost     1 query
    """
    return {row.code: row.title for row in bank_in_use(viewer, realm).bank.dimensions}


def crumbs_to(viewer: Viewer, institution: Institution, *, last: bool = False) -> tuple[Crumb, ...]:
    """The way to an institution's result: from the office for those who work in it, else from the own list."""
    works_here = institution.realm in viewer.realms(Role.OFFICER)
    first = Crumb(_("Your results"), reverse("assessment:own-results"))
    if works_here:
        first = Crumb(_("Assessment"), f"{reverse('assessment:results')}?office={institution.realm}")
    url = "" if last else address_of("assessment:institution", institution.key)
    return (first, Crumb(institution.name, url))

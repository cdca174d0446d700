"""Which office a page of results is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.http import Http404

from ospolis.core.access import OfficeRequest, Role
from ospolis.offices.selectors import offices_seen_by, offices_worked_in_by

if TYPE_CHECKING:
    from ospolis.offices.models import Office


def asked_office(request: OfficeRequest, *, everywhere: Collection[Role] = (Role.PROGRAMME,)) -> Office:
    """The office that a page is about: the one that is asked for, else an own one, else the first.

    Shapes   everywhere: roles that may ask for every office; others ask for the offices that they work in
    Cost     1 query
    Raises   Http404
    """
    viewer = request.viewer
    is_wide = not viewer.roles().isdisjoint(everywhere)
    rows = offices_seen_by(viewer) if is_wide else offices_worked_in_by(viewer)
    offices = {office.key: office for office in rows}
    own = next((key for key in offices if key in viewer.realms(Role.OFFICER)), next(iter(offices), ""))
    asked = request.GET.get("office", "") or own
    if asked not in offices:
        raise Http404
    request.office = offices[asked]
    return offices[asked]

"""What a page is about: the row that its address names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from ospolis.core.access import OfficeRequest, Viewer


class _OfAnOffice(Protocol):
    realm: str


Row = TypeVar("Row", bound=_OfAnOffice)


def take_row(request: OfficeRequest, get: Callable[[Viewer, str], Row], key: str) -> Row:
    """The row that an address names; the page stands in the office of the row from then on.

    Raises   Http404, the same whether there is no such row or the viewer may not know of it
    """
    try:
        row = get(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = row.realm
    return row

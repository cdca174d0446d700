"""Pages of long lists by key: page 1,500 costs what page 1 costs, and new rows do not shift what was read.

A list names its order; the last field of it is unique. The cursor in the address is signed: it holds the key of a
row and nothing that a reader may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

RowModel = TypeVar("RowModel", bound=Model)

PARAMETER = "page"
MOST_ROWS = 200
_signer = Signer(salt="ospolis.core.paging")


@dataclass(frozen=True, slots=True)
class RowPage(Generic[RowModel]):
    """Some rows of a list, where they stand in it, and the addresses of the pages beside them (empty: none)."""

    rows: tuple[RowModel, ...]
    first: int
    last: int
    total: int | None
    next: str
    previous: str
    size: int

    @property
    def next_count(self) -> int:
        """How many rows the next page can have: the 14 of "Next 14"."""
        if not self.next:
            return 0
        return self.size if self.total is None else max(1, min(self.size, self.total - self.last))


@dataclass(frozen=True, slots=True)
class _Cursor:
    """From which row, in which direction, and the number of the first or last row to come."""

    backwards: bool
    number: int
    key: tuple[Any, ...]


def take_page(
    rows: QuerySet[RowModel],
    *,
    order: Sequence[str],
    query: Mapping[str, Any],
    size: int = 50,
    total: int | None = None,
) -> RowPage[RowModel]:
    """Take the page that the address asks for.

    Shapes   order: fields as for order_by, none of them null, the last one unique; query: the parameters of the
             address, which the links keep; total: counted by the caller when it is cheap
    Cost     1 query
    """
    size = min(size, MOST_ROWS)
    cursor = _read_cursor(str(query.get(PARAMETER, "")), order)
    if cursor is None:
        found = list(rows.order_by(*order)[: size + 1])
        page, first, before, after = found[:size], 1, False, len(found) > size
    elif cursor.backwards:
        turned = [_turned(field) for field in order]
        found = list(rows.filter(_beyond(turned, cursor.key)).order_by(*turned)[: size + 1])
        page, before, after = found[:size][::-1], len(found) > size, True
        first = max(1, cursor.number - len(page) + 1) if before else 1
    else:
        found = list(rows.filter(_beyond(order, cursor.key)).order_by(*order)[: size + 1])
        page, first, before, after = found[:size], cursor.number, True, len(found) > size
    last = first + len(page) - 1
    return RowPage(
        rows=tuple(page),
        first=first if page else 0,
        last=last if page else 0,
        total=total,
        next=_link(query, order, page[-1], backwards=False, number=last + 1) if page and after else "",
        previous=_link(query, order, page[0], backwards=True, number=first - 1) if page and before else "",
        size=size,
    )


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after the key in this order.

    The bound on the first field follows from the rest, but only with it do both databases start in the index:
    8 instead of 14 ms, 17 instead of 84 ms at row 75,000 of 100,000.
    """
    condition = Q()
    equal = Q()
    for field, value in zip(order, key, strict=True):
        name, comparison = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{comparison}": value})
        equal &= Q(**{name: value})
    first, comparison = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{comparison}": key[0]}) & condition


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _link(query: Mapping[str, Any], order: Sequence[str], row: Model, *, backwards: bool, number: int) -> str:
    key = [_packed(attrgetter(field.lstrip("-").replace("__", "."))(row)) for field in order]
    cursor = _signer.sign_object([list(order), backwards, number, key], compress=True)
    kept = query.lists() if isinstance(query, QueryDict) else ((name, [text]) for name, text in query.items())
    pairs = [(name, text) for name, texts in kept if name != PARAMETER for text in texts]
    return "?" + urlencode([*pairs, (PARAMETER, cursor)])


def _read_cursor(text: str, order: Sequence[str]) -> _Cursor | None:
    """The cursor, or None for the first page; one of another list, of an old key or forged means the first page."""
    if not text:
        return None
    try:
        its_order, backwards, number, key = _signer.unsign_object(text)
    except (BadSignature, ValueError):
        return None
    if its_order != list(order):
        return None
    return _Cursor(backwards=backwards, number=number, key=tuple(_unpacked(value) for value in key))


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "moment":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "date" else Decimal(text)

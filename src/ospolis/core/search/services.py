"""Fill the index: apps hand over rows for the pages that they own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from ospolis.core.search.models import SearchRow, Visibility
from ospolis.core.search.normalisation import normalised

_BATCH = 1_000
_FIELDS = ["realm", "visibility", "title", "url", "heading", "words"]


@dataclass(frozen=True, slots=True)
class Findable:
    """One thing that can be found, as its app hands it over."""

    kind: str
    key: str
    title: str
    text: str
    url: str
    realm: str = ""
    visibility: Visibility = Visibility.PUBLIC


@transaction.atomic
def index_rows(*, rows: Iterable[Findable]) -> int:
    """Put rows into the index; a row of the same kind and key is replaced. Return how many.

    Raises   nothing
    Emits    nothing: the index is a copy, the change itself has its entry
    """
    count = 0
    todo = iter(rows)
    while batch := list(islice(todo, _BATCH)):
        # The last one of a batch counts: a database refuses to replace one row twice in one statement.
        unique = {(row.kind, row.key): row for row in batch}
        SearchRow.objects.bulk_create(
            [_search_row(row) for row in unique.values()],
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=_FIELDS,
        )
        count += len(unique)
    return count


@transaction.atomic
def remove_rows(*, kind: str, keys: Sequence[str] | None = None) -> int:
    """Take rows out of the index: those with these keys, or all of a kind.

    Raises   nothing
    Emits    nothing
    """
    rows = SearchRow.objects.filter(kind=kind)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    removed, _ = rows.delete()
    return removed


def _search_row(row: Findable) -> SearchRow:
    return SearchRow(
        kind=row.kind,
        key=row.key,
        realm=row.realm,
        visibility=row.visibility,
        title=row.title[:300],
        url=row.url,
        heading=normalised(row.title),
        words=normalised(f"{row.title} {row.text}"),
    )

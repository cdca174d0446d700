"""One interface over the full-text search of two databases: which rows match, in which of three ways."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from ospolis.core.search.models import Visibility


class Way(enum.Enum):
    """How a row may match, best first: words of the title, words anywhere, parts of words."""

    TITLE = "title"
    WORDS = "words"
    PARTS = "parts"


class SearchBackend(Protocol):
    """What a database must be able to do: at most `limit` ids of rows that match and that the reader may find."""

    def matching(self, way: Way, terms: Sequence[str], realms: Sequence[str], limit: int) -> list[int]: ...


class SqliteSearch:
    """FTS5 with external content."""

    def matching(self, way: Way, terms: Sequence[str], realms: Sequence[str], limit: int) -> list[int]:
        table = "core_search_parts" if way is Way.PARTS else "core_search_words"
        expression = " AND ".join(_quoted(way, term) for term in terms)
        if way is Way.TITLE:
            expression = f"heading : ({expression})"
        scope, values = _scope(realms)
        return _ids(
            f"SELECT r.id FROM {table} JOIN core_searchrow r ON r.id = {table}.rowid"  # noqa: S608  # names are ours
            f" WHERE {table} MATCH %s AND {scope} LIMIT {limit}",
            [expression, *values],
        )


class PostgresSearch:
    """A generated tsvector for words, trigrams for parts of words."""

    def matching(self, way: Way, terms: Sequence[str], realms: Sequence[str], limit: int) -> list[int]:
        scope, values = _scope(realms)
        if way is Way.PARTS:
            condition = " AND ".join("r.words LIKE %s" for _ in terms)
            asked = [f"%{term}%" for term in terms]
        else:
            condition = "r.vector @@ to_tsquery('simple', %s)"
            weight = "A" if way is Way.TITLE else ""
            asked = [" & ".join(f"'{term}':*{weight}" for term in terms)]
        return _ids(
            f"SELECT r.id FROM core_searchrow r WHERE {condition} AND {scope} LIMIT {limit}",  # noqa: S608  # names are ours
            [*asked, *values],
        )


def search_backend() -> SearchBackend:
    """The backend of the database that is in use."""
    return SqliteSearch() if connection.vendor == "sqlite" else PostgresSearch()


def _quoted(way: Way, term: str) -> str:
    """A term holds word characters only, so quotes around it are enough; words match by their beginning."""
    return f'"{term}"' if way is Way.PARTS else f'"{term}"*'


def _scope(realms: Sequence[str]) -> tuple[str, list[str]]:
    if not realms:
        return "r.visibility = %s", [Visibility.PUBLIC]
    marks = ", ".join("%s" for _ in realms)
    return f"(r.visibility = %s OR r.realm IN ({marks}))", [Visibility.PUBLIC, *realms]


def _ids(question: str, values: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, [str(value) for value in values])
        return [row[0] for row in cursor.fetchall()]

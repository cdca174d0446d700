"""The full-text indexes in the database's own words: FTS5 on SQLite, tsvector and trigrams on PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_OLD = "INSERT INTO {table}({table}, rowid, {columns}) VALUES ('delete', old.id, {old})"
_NEW = "INSERT INTO {table}(rowid, {columns}) VALUES (new.id, {new})"


def _sentence(template: str, table: str, *columns: str) -> str:
    names = ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    return template.format(table=table, columns=names, old=old, new=new)


_FORGET = "; ".join(
    [_sentence(_OLD, "core_search_words", "heading", "words"), _sentence(_OLD, "core_search_parts", "words")]
)
_LEARN = "; ".join(
    [_sentence(_NEW, "core_search_words", "heading", "words"), _sentence(_NEW, "core_search_parts", "words")]
)

_INSTALL = {
    "sqlite": (
        "CREATE VIRTUAL TABLE core_search_words USING fts5(heading, words, content='core_searchrow',"
        " content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
        "CREATE VIRTUAL TABLE core_search_parts USING fts5(words, content='core_searchrow',"
        " content_rowid='id', tokenize='trigram')",
        f"CREATE TRIGGER core_search_added AFTER INSERT ON core_searchrow BEGIN {_LEARN}; END",
        f"CREATE TRIGGER core_search_removed AFTER DELETE ON core_searchrow BEGIN {_FORGET}; END",
        f"CREATE TRIGGER core_search_changed AFTER UPDATE ON core_searchrow BEGIN {_FORGET}; {_LEARN}; END",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "ALTER TABLE core_searchrow ADD COLUMN vector tsvector GENERATED ALWAYS AS"
        " (setweight(to_tsvector('simple', heading), 'A') || setweight(to_tsvector('simple', words), 'D')) STORED",
        "CREATE INDEX core_search_vector ON core_searchrow USING gin (vector)",
        "CREATE INDEX core_search_parts ON core_searchrow USING gin (words gin_trgm_ops)",
    ),
}
_REMOVE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS core_search_changed",
        "DROP TRIGGER IF EXISTS core_search_removed",
        "DROP TRIGGER IF EXISTS core_search_added",
        "DROP TABLE IF EXISTS core_search_parts",
        "DROP TABLE IF EXISTS core_search_words",
    ),
    "postgresql": (
        "DROP INDEX IF EXISTS core_search_parts",
        "ALTER TABLE core_searchrow DROP COLUMN IF EXISTS vector",
    ),
}


def install_indexes(connection: BaseDatabaseWrapper) -> None:
    """Create the indexes and the triggers that keep them in step with the table."""
    _run(connection, _INSTALL[connection.vendor])


def remove_indexes(connection: BaseDatabaseWrapper) -> None:
    """Drop them again."""
    _run(connection, _REMOVE[connection.vendor])


def indexes_present(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the indexes and what keeps them in step are there: SQLite drops triggers with a rebuilt table."""
    questions = {
        "sqlite": "SELECT count(*) = 5 FROM sqlite_master WHERE name IN ('core_search_words', 'core_search_parts',"
        " 'core_search_added', 'core_search_removed', 'core_search_changed')",
        "postgresql": "SELECT count(*) = 2 FROM pg_class WHERE relname IN ('core_search_vector', 'core_search_parts')",
    }
    with connection.cursor() as cursor:
        cursor.execute(questions[connection.vendor])
        return bool(cursor.fetchone()[0])


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

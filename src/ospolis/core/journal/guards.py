"""The guard in the database itself: an entry can be added, never changed and never deleted."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "core_entry"
_MESSAGE = "the journal is append-only"

_INSTALL = {
    "sqlite": (
        f"CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        f"CREATE TRIGGER core_entry_no_delete BEFORE DELETE ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION core_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER core_entry_no_update BEFORE UPDATE OR DELETE ON {_TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION core_entry_refuse()",
        f"CREATE TRIGGER core_entry_no_delete BEFORE TRUNCATE ON {_TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION core_entry_refuse()",
    ),
}
_REMOVE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS core_entry_no_update",
        "DROP TRIGGER IF EXISTS core_entry_no_delete",
    ),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS core_entry_no_update ON {_TABLE}",
        f"DROP TRIGGER IF EXISTS core_entry_no_delete ON {_TABLE}",
    ),
}


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; repeated calls leave one of each."""
    remove_guards(connection)
    _run(connection, _INSTALL[connection.vendor])


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration backwards and for emptying a database between tests."""
    _run(connection, _REMOVE[connection.vendor])


def guards_present(connection: BaseDatabaseWrapper) -> bool:
    """Say whether both triggers stand in the database."""
    questions = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname IN (%s, %s)",
    }
    with connection.cursor() as cursor:
        cursor.execute(questions[connection.vendor], ["core_entry_no_update", "core_entry_no_delete"])
        return bool(cursor.fetchone()[0] == 2)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

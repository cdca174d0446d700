"""The tables of the database: made for a new one, brought up to date on request, asked for by commands."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ospolis.core.program import InputProblem, RefusedInput, tell


def missing_steps() -> int:
    """How many steps the tables lack to be those of this version."""
    loader = MigrationLoader(connection)
    return len(set(loader.disk_migrations) - set(loader.applied_migrations))


def bring_up_to_date() -> int:
    """Take every missing step; returns how many there were."""
    missing = missing_steps()
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    return missing


def ensure_tables() -> None:
    """Make the tables of a database that has none; refuse one of an older version, which an operator backs up first.

    Raises   RefusedInput
    """
    missing = missing_steps()
    if not missing:
        return
    if MigrationRecorder(connection).has_table():
        problem = InputProblem("database", f"The tables lack {missing} steps.", "Run 'ospolis migrate'.")
        raise RefusedInput([problem])
    tell("Making the tables of a new database.")
    bring_up_to_date()

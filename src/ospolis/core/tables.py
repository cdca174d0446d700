"""The tables of the database: made for a new one, brought up to date on request, asked about by commands."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


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


def is_new_database() -> bool:
    """Whether nobody ever made a table in it."""
    return not MigrationRecorder(connection).has_table()

"""What `core` itself looks at for the health of an installation."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.core.files.probes import look_at_files, look_at_quarantine
from ospolis.core.jobs.selectors import queue_state
from ospolis.core.journal.guards import guards_present
from ospolis.core.journal.models import ChainHead, Undelivered
from ospolis.core.journal.verification import verify_chain
from ospolis.core.mail.probes import look_at_mail
from ospolis.core.scanbox import BOX_USER, box_kind
from ospolis.core.search.indexes import indexes_present

_LEAST_FREE_SHARE = 0.10
_LATE = timedelta(minutes=10)
_VERIFIED_AT_ONCE = 200_000
# The first version in which the faults that SECURITY.md section 5 names are mended in every maintained branch.
_LEAST_GIT = (2, 39, 4)


def register_core_probes() -> None:
    """Add the probes of `core`, in the order in which they are read."""
    register_probe("database", look_at_database, is_quick=True)
    register_probe("migrations", look_at_migrations, is_quick=True, in_tables=True)
    register_probe("disk", look_at_disk, is_quick=True)
    register_probe("jobs", look_at_jobs, is_quick=True, in_tables=True)
    register_probe("journal", look_at_journal, in_tables=True)
    register_probe("search", look_at_search, in_tables=True)
    register_probe("files", look_at_files, in_tables=True)
    register_probe("quarantine", look_at_quarantine, in_tables=True)
    register_probe("programs", look_at_programs)
    register_probe("scan box", look_at_scan_box)
    register_probe("mail", look_at_mail, in_tables=True)


def look_at_database() -> Iterator[HealthLine]:
    """The settings that keep acknowledged changes, and the file's place and mode."""
    problems = run_checks(tags=[Tags.database], databases=["default"])
    for problem in problems:
        yield HealthLine("database", Light.RED, str(problem.msg), str(problem.hint or ""))
    if not problems:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        yield HealthLine("database", Light.GREEN, connection.vendor)


def look_at_migrations() -> Iterator[HealthLine]:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        value = f"{len(missing)} steps missing"
        yield HealthLine("migrations", Light.RED, value, "Run 'ospolis migrate', which brings the tables up to date.")
    else:
        yield HealthLine("migrations", Light.GREEN, "up to date")


def look_at_disk() -> Iterator[HealthLine]:
    """Free space where the data lies: below 10 % imports are refused."""
    usage = shutil.disk_usage(_data_folder())
    share = usage.free / usage.total
    value = f"{usage.free / 1e9:.1f} GB free ({share:.0%})"
    if share < _LEAST_FREE_SHARE:
        yield HealthLine("disk", Light.RED, value, "Free some space or give the data folder a larger disk.")
    else:
        yield HealthLine("disk", Light.GREEN, value)


def look_at_jobs() -> Iterator[HealthLine]:
    """How long the queue is, how old its oldest job, and what was set aside."""
    now = timezone.now()
    state = queue_state(at=now)
    age = now - (state.oldest_due_at or now)
    value = f"{state.waiting} due, the oldest for {int(age.total_seconds())} s"
    if age > _LATE:
        yield HealthLine("jobs", Light.YELLOW, value, "Start a worker: ospolis work")
    else:
        yield HealthLine("jobs", Light.GREEN, value)
    if state.set_aside:
        value = f"{state.set_aside} set aside"
        yield HealthLine("jobs set aside", Light.YELLOW, value, "Read their reasons, mend the cause, run them anew.")


def look_at_journal() -> Iterator[HealthLine]:
    """The guards of the table, the chain itself when it is short, and deliveries in quarantine."""
    if guards_present(connection):
        yield HealthLine("journal guard", Light.GREEN, "in place")
    else:
        yield HealthLine(
            "journal guard", Light.RED, "missing", "The triggers on core_entry are gone: restore them from a backup."
        )
    length = sum(ChainHead.objects.values_list("sequence", flat=True))
    if length > _VERIFIED_AT_ONCE:
        value = f"{length:,} entries, not walked here"
        yield HealthLine("journal chain", Light.YELLOW, value, "Run ospolis verify-journal")
    else:
        broken = verify_chain().broken
        if broken is None:
            yield HealthLine("journal chain", Light.GREEN, f"{length:,} entries hold")
        else:
            value = f"entry {broken.realm}/{broken.sequence} {broken.problem}"
            yield HealthLine("journal chain", Light.RED, value, "Compare with the last backup and with sent heads.")
    stuck = Undelivered.objects.filter(quarantined=True).count()
    if stuck:
        yield HealthLine("deliveries", Light.YELLOW, f"{stuck} in quarantine", "Read their reasons and retry them.")


def look_at_search() -> Iterator[HealthLine]:
    """Whether what is written can be found."""
    if indexes_present(connection):
        yield HealthLine("search", Light.GREEN, "indexes in place")
    else:
        yield HealthLine("search", Light.RED, "indexes missing", "Restore the database from a backup.")


def look_at_programs() -> Iterator[HealthLine]:
    """Versions of git and of the embedded database."""
    yield HealthLine("sqlite", Light.GREEN, sqlite3.sqlite_version)
    program = shutil.which("git")
    if program is None:
        yield HealthLine("git", Light.RED, "not found", "Install git; without it no repository can be read.")
        return
    told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603  # fixed arguments
    version = told.removeprefix("git version").strip().split(" ")[0]
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers < _LEAST_GIT:
        least = ".".join(map(str, _LEAST_GIT))
        yield HealthLine("git", Light.RED, version, f"Install git {least} or later: older ones have known holes.")
    else:
        yield HealthLine("git", Light.GREEN, version)


def look_at_scan_box() -> Iterator[HealthLine]:
    """In which box hostile content is read."""
    kind = box_kind()
    if kind.is_strong:
        yield HealthLine("scan box", Light.GREEN, kind.value)
    else:
        remedy = f"Install bubblewrap and allow user namespaces, or run as root with a system user {BOX_USER}."
        light, value = Light.YELLOW, kind.value
        if os.geteuid() == 0:
            light, value = Light.RED, f"{kind.value}, which is root"
            remedy = f"Install bubblewrap, or make the system user {BOX_USER}: what is read here could do anything."
        yield HealthLine("scan box", light, value, f"{remedy} Until then archives are refused.")


def _data_folder() -> Path:
    folder: Path = settings.OSPOLIS.data_dir
    return folder

"""Commands of `core`: settings, health, the journal's chain, the worker, the server."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from ospolis.core.config import LOOPBACK_HOSTS, SETTINGS, read_config
from ospolis.core.mail.commands import MAIL
from ospolis.core.program import (
    DONE,
    IN_PART,
    Command,
    InputProblem,
    Progress,
    RefusedInput,
    add_json,
    print_json,
    print_line,
    tell,
)


def show_settings(options: argparse.Namespace) -> int:
    """Print every variable with what it means and where its value comes from; secrets are never printed."""
    read_config(os.environ)
    rows = []
    for setting in SETTINGS:
        given = setting.name in os.environ or (setting.secret and f"{setting.name}_FILE" in os.environ)
        value = os.environ.get(setting.name, setting.default)
        rows.append(
            {
                "name": setting.name,
                "value": "(hidden)" if setting.secret and given else value,
                "default": setting.default,
                "given": given,
                "meaning": setting.meaning,
            }
        )
    if options.json:
        print_json({"settings": rows})
        return DONE
    for row in rows:
        origin = "set" if row["given"] else "default"
        print_line(f"{row['name']}={row['value']}  ({origin})\n    {row['meaning']}")
    return DONE


def look_after_health(options: argparse.Namespace) -> int:
    """Print the health of the installation; 3 when a line is red."""
    from ospolis.core.doctor import examine, is_well  # noqa: PLC0415  # needs the installed apps

    lines = examine(network=options.network)
    if options.json:
        print_json({"well": is_well(lines), "lines": [line.as_json() for line in lines]})
    else:
        for line in lines:
            print_line(f"{line.light.value:<7} {line.name}: {line.value}")
            if line.remedy:
                print_line(f"        {line.remedy}")
    return DONE if is_well(lines) else IN_PART


def bring_tables(options: argparse.Namespace) -> int:
    """Bring the tables to this version."""
    from ospolis.core.tables import bring_up_to_date  # noqa: PLC0415  # needs the installed apps

    steps = bring_up_to_date()
    print_line(f"{steps} steps taken." if steps else "The tables are those of this version.")
    return DONE


def verify_journal(options: argparse.Namespace) -> int:
    """Walk the chain and hold signed heads against it; 3 when an entry does not hold."""
    from ospolis.core.journal.audits import audit_journal  # noqa: PLC0415  # needs the installed apps
    from ospolis.core.operator_key import BadKey  # noqa: PLC0415  # as above

    began = time.monotonic()
    try:
        with Progress("entries verified") as progress:
            report = audit_journal(options.realm, public=options.key, progress=progress.reach)
            progress.done = report.entries
    except BadKey as problem:
        raise RefusedInput([InputProblem("--key", str(problem), "")]) from None
    seconds = round(time.monotonic() - began, 3)
    broken = report.broken
    if options.json:
        row = None
        if broken is not None:
            row = {"realm": broken.realm, "sequence": broken.sequence, "problem": broken.problem}
        counts = {"entries": report.entries, "chains": report.realms, "heads": report.heads}
        print_json({**counts, "broken": row, "seconds": seconds})
    elif broken is None:
        print_line(f"{report.entries:,} entries in {report.realms} chains hold, and {report.heads:,} signed heads.")
    else:
        print_line(f"Broken: entry {broken.realm}/{broken.sequence} {broken.problem}.")
    return DONE if broken is None else IN_PART


def work(options: argparse.Namespace) -> int:
    """Run jobs until asked to stop, or until none is due."""
    from ospolis.core.jobs.worker import Worker  # noqa: PLC0415  # needs the installed apps

    refuse_unsafe_site()
    worker = Worker(queues=tuple(options.queues.split(",")))
    worker.obey_signals()
    tell(f"Worker {worker.name} takes jobs. Ctrl-C ends it after the job that runs.")
    count = worker.run(until_idle=options.until_idle, pause=options.pause)
    tell(f"{count} jobs run.")
    return DONE


def serve(options: argparse.Namespace) -> int:
    """Serve the site until asked to stop."""
    from granian import Granian  # noqa: PLC0415  # heavy: a server that only this command needs
    from granian.constants import Interfaces  # noqa: PLC0415  # heavy: a server that only this command needs

    refuse_unsafe_site()
    refuse_open_host(options.host)
    collect_static_files()
    tell(f"Serving on http://{options.host}:{options.port}/ - Ctrl-C stops.")
    Granian(
        "ospolis.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=2,
        log_access=False,
    ).serve()
    return DONE


def refuse_unsafe_site() -> None:
    """Stop before anything starts when a check fails.

    Raises   RefusedInput with one problem for each
    """
    from ospolis.core.checks import refusals  # noqa: PLC0415  # needs the installed apps

    problems = [InputProblem("settings", str(found.msg), str(found.hint or "")) for found in refusals()]
    if problems:
        raise RefusedInput(problems)


def refuse_open_host(host: str) -> None:
    """Stop a site that is meant for this machine from listening to others: its cookies and log-ins are unguarded.

    Raises   RefusedInput
    """
    from django.conf import settings  # noqa: PLC0415  # commands without a site must not wait for it

    if settings.OSPOLIS.is_loopback and host not in LOOPBACK_HOSTS:
        message = f"OSPOLIS_BASE_URL names this machine only, and --host {host} would let others in."
        remedy = "Set OSPOLIS_BASE_URL to the public https address, or leave out --host."
        raise RefusedInput([InputProblem("--host", message, remedy)])


def collect_static_files() -> None:
    """Gather style sheets and scripts where the server finds them, unless that was done since they last changed."""
    from django.conf import settings  # noqa: PLC0415  # needs the settings
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415  # needs the installed apps
    from django.core.management import call_command  # noqa: PLC0415  # as above

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    newest = max((Path(source).stat().st_mtime for source in sources), default=0.0)
    if not manifest.is_file() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--network", action="store_true", help="ask the public address and the log-in providers too, over the network"
    )
    add_json(parser)


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--realm", default=None, help="one chain only: the key of an office, or 'installation'")
    parser.add_argument("--key", default="", help="public key that must have signed the heads; this site's by default")
    add_json(parser)


def _work_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queues", default="*", help="queues to take from, with commas between; all by default")
    parser.add_argument("--until-idle", action="store_true", help="end when no job is due")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two looks at an empty queue")


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument("--workers", type=int, default=2, help="server processes")


COMMANDS: tuple[Command, ...] = (
    Command(
        "settings",
        "List every setting, its value and its meaning.",
        "ospolis settings --json",
        show_settings,
        add_json,
        needs_site=False,
    ),
    Command(
        "doctor",
        "Examine the installation and say what to do.",
        "ospolis doctor --json",
        look_after_health,
        _doctor_arguments,
        needs_tables=False,
    ),
    Command(
        "migrate",
        "Bring the tables of the database to this version; back up first.",
        "ospolis migrate",
        bring_tables,
        needs_tables=False,
    ),
    Command(
        "verify-journal",
        "Check the hash chain of the journal and its signed heads.",
        "ospolis verify-journal --realm taluma",
        verify_journal,
        _verify_arguments,
    ),
    MAIL,
    Command("work", "Run jobs.", "ospolis work --until-idle", work, _work_arguments),
    Command("serve", "Run the site.", "ospolis serve --port 8000", serve, _serve_arguments),
)

"""Write docs/reference from the code: settings, commands, events, permissions, measures and figures.

Runs with the environment's Python: `.venv/bin/python tools/reference_pages.py`; `make docs` calls it.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- Made from the code by `make docs`; changes by hand are lost. -->"


class Entry(NamedTuple):
    """One row of a page: its name as the code writes it, and what the other columns say."""

    name: str
    cells: tuple[str, ...]


def write_page(title: str, lead: str, heads: tuple[str, ...], entries: Iterable[Entry]) -> str:
    """Write one page as a table, in the order of names; an entry without words is refused."""
    rows = []
    for entry in sorted(entries):
        if not all(cell.strip() for cell in entry.cells[:1]):
            raise ValueError(f"{entry.name} has no words")
        cells = [f"`{entry.name}`", *(" ".join(cell.split()).replace("|", "\\|") for cell in entry.cells)]
        rows.append(f"| {' | '.join(cells)} |")
    table = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows]
    return "\n".join([NOTE, "", f"# {title}", "", lead, "", *table, ""])


def build_pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {
        "settings.md": describe_settings(),
        "commands.md": describe_commands(),
        "events.md": describe_events(),
        "permissions.md": describe_permissions(),
        "roles.md": describe_givings(),
        "measures.md": describe_measures(),
        "figures.md": describe_figures(),
        "personal-data.md": describe_personal_data(),
    }


def describe_settings() -> str:
    """List the variables that an operator may set."""
    from ospolis.core.config import SETTINGS  # noqa: PLC0415  # needs the settings

    entries = [Entry(row.name, (row.meaning, f"`{row.default}`" if row.default else "empty")) for row in SETTINGS]
    lead = "Environment variables are the only settings. `ospolis settings` prints what is in force."
    return write_page("Settings", lead, ("Variable", "Meaning", "Default"), entries)


def describe_commands() -> str:
    """List the commands of the program."""
    from ospolis.web.program import commands  # noqa: PLC0415  # needs the installed apps

    entries = [Entry(row.name, (row.help, f"`{row.example}`")) for row in commands()]
    lead = "`ospolis COMMAND --help` tells the options of a command. Exit codes: 0 done, 1 an error of ours, 2 refused "
    lead += "input and nothing written, 3 done in part."
    return write_page("Commands", lead, ("Command", "What it does", "Example"), entries)


def describe_events() -> str:
    """List what the journal may hold."""
    from ospolis.core.journal import Event  # noqa: PLC0415  # needs the installed apps

    load_every_module()
    kinds = [kind for kind in descendants(Event) if kind.__module__.startswith("ospolis.")]
    entries = [Entry(kind.verb, (first_sentence(kind), fields_of(kind))) for kind in kinds]
    lead = (
        "Each change of state leaves one entry in the journal. References are ids, keys, codes and counts, never names."
    )
    return write_page("Events", lead, ("Verb", "What happened", "References"), entries)


def describe_permissions() -> str:
    """List who may do what."""
    from ospolis.core.checks import declared_permissions  # noqa: PLC0415  # needs the installed apps

    entries = [
        Entry(code, (row.words, ", ".join(sorted(str(role.value) for role in row.roles))))
        for code, row in declared_permissions().items()
    ]
    lead = "Every address of the site asks for one of these. A role that stands in the list is enough."
    return write_page("Permissions", lead, ("Permission", "In words", "Roles"), entries)


def describe_givings() -> str:
    """List who gives and ends which role."""
    from ospolis.core.access.giving import DEPUTISED, ENDINGS, GIVINGS  # noqa: PLC0415  # needs the settings

    roles = dict.fromkeys(line.role for line in ENDINGS)
    entries = [
        Entry(
            str(role.value),
            (
                "; ".join(f"{line.giver} ({line.place})" for line in GIVINGS if line.role == role),
                "; ".join(f"{line.giver} ({line.place})" for line in ENDINGS if line.role == role),
                "yes, for 90 days at most" if role in DEPUTISED else "no",
            ),
        )
        for role in roles
    ]
    lead = "Nobody gives a role to themselves, wider than the own reach, or longer than the own role lasts; everybody "
    lead += "may give up the own role. How it is done: [give roles](../how-to/give-roles.md)."
    return write_page("Roles", lead, ("Role", "Given by", "Ended by", "May name a deputy"), entries)


def describe_measures() -> str:
    """List what a fact can say."""
    from ospolis.evidence.measures import definitions  # noqa: PLC0415  # needs the installed apps

    entries = [
        Entry(code, (f"{row.title}. {row.computed}", row.subject, row.unit, ", ".join(row.states) or row.kind))
        for code, row in definitions().measures.items()
    ]
    lead = f"What a fact of the ledger can say, as of {definitions().version}."
    return write_page("Measures", lead, ("Measure", "How a value comes about", "Of", "Unit", "Values"), entries)


def describe_figures() -> str:
    """List the figures that are worked out from facts."""
    from ospolis.evidence.measures import definitions  # noqa: PLC0415  # needs the installed apps

    entries = [
        Entry(
            code, (f"{row.title}. {row.meaning}", row.rule, ", ".join(f"`{name}`" for name in row.measures), row.unit)
        )
        for code, row in definitions().figures.items()
    ]
    lead = "Figures are worked out from facts; `/why/` opens each down to the facts it was worked out from."
    return write_page("Figures", lead, ("Figure", "Meaning", "Rule", "Measures", "Unit"), entries)


def describe_personal_data() -> str:
    """List what is kept about people: the register of processing."""
    from ospolis.core.privacy.telling import register_rows  # noqa: PLC0415  # needs the installed apps

    entries = [
        Entry(
            row["table"],
            (
                f"{row['title']}: {', '.join(row['fields']) or 'no field'}",
                row["purpose"],
                f"{row['retention']} ({'; '.join(row['rules']) or 'no clock'})",
                f"{row['basis']}; when a person is erased: {row['erasure']}",
            ),
        )
        for row in register_rows()
    ]
    lead = (
        "The register of processing, made from the declarations of the models. The same declarations drive the copy "
        "that a person takes, the erasure and the nightly job `people.keep_to_rules`; "
        "`ospolis privacy register --json` prints them. "
        "[Data of people](../explanation/data-of-people.md) says how that works."
    )
    heads = ("Table", "What is kept", "Why", "How long", "Legal basis and erasure")
    return write_page("Personal data", lead, heads, entries)


def load_every_module() -> None:
    """Import the product whole, so that every event has made itself known."""
    import ospolis  # noqa: PLC0415  # needs the settings

    for module in walk_packages(ospolis.__path__, "ospolis."):
        if not {"migrations", "engines"} & set(module.name.split(".")) and not module.name.endswith("wsgi"):
            import_module(module.name)


def descendants(kind: type[Any]) -> list[type[Any]]:
    """Return the classes below a class."""
    return [found for child in kind.__subclasses__() for found in (child, *descendants(child))]


def first_sentence(kind: type[Any]) -> str:
    """Return the first paragraph of a class's docstring."""
    return (inspect.getdoc(kind) or "").partition("\n\n")[0]


def fields_of(kind: type[Any]) -> str:
    """Return the names of an event's references."""
    return ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind)) or "none"


def main() -> int:
    """Write the pages that have changed and name them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
    import django  # noqa: PLC0415  # needs the settings

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in build_pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

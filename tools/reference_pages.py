"""Write docs/reference from the code: settings, commands, events, permissions, measures, figures and questions.

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
        "question-bank.md": describe_question_bank("core"),
        "question-bank-office.md": describe_question_bank("office"),
        "question-bank-country.md": describe_question_bank("country"),
        "assessment-policy.md": describe_policy(),
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


def describe_question_bank(code: str) -> str:
    """Write every question of a bank with its levels, the facts that speak for it, and where others ask the same."""
    from ospolis.engines.maturity import shipped_bank, shipped_crosswalks  # noqa: PLC0415  # needs the settings
    from ospolis.engines.maturity.shipped import BANKS  # noqa: PLC0415  # needs the settings
    from ospolis.evidence.measures import definitions  # noqa: PLC0415  # needs the installed apps

    bank = shipped_bank(definitions().measures, BANKS[code])
    asked = {item.code for item in bank.items}
    crosswalks = [row for row in shipped_crosswalks() if any(link.item in asked for link in row.rows)]
    lines = [NOTE, "", f"# Question bank {bank.code} {bank.version}: {bank.title.lower()}", ""]
    lines += [
        f"{len(bank.items)} questions in {len(bank.dimensions)} dimensions, as of {bank.date}, {bank.licence}. "
        "Levels: 0 absent, 1 ad hoc, 2 defined, 3 practised and evidenced, 4 measured and improving. "
        "Evidence: A by facts alone, P by facts in part, H by people and documents. "
        "How to write one: [write a question bank](../how-to/write-a-question-bank.md). "
        "The numbers behind a score: [policy of an assessment](assessment-policy.md).",
        "",
    ]
    if crosswalks:
        lines += ["| Framework | Version | Criteria | Links | Not covered by a question |", "|---|---|---|---|---|"]
    codes = [item.code for item in bank.items]
    for row in crosswalks:
        missing = ", ".join(criterion.ext_id for criterion in row.uncovered(codes)) or "none"
        lines.append(f"| {row.title} | {row.version} | {len(row.criteria)} | {len(row.rows)} | {missing} |")
    for dimension in bank.dimensions:
        lines += ["", f"## {dimension.code} {dimension.title}", "", dimension.explanation]
        for item in bank.items_of(dimension.code):
            lines += describe_question(item, crosswalks)
    return "\n".join([*lines, ""])


def describe_question(item: Any, crosswalks: Iterable[Any]) -> list[str]:
    """Write one question."""
    lines = ["", f"### {item.code} {item.statement}", "", item.help, ""]
    lines += [f"{level}. {anchor}" for level, anchor in enumerate(item.anchors)]
    said = [f"unit: {item.unit}", f"asked of: {', '.join(item.respondent_roles)}", f"evidence: {item.evidence_class}"]
    said += [f"asked when: {item.applicability.text}"] if item.applicability.text else []
    said += [f"essential for level {item.essential_for}"] if item.essential_for else []
    said += ["inclusion"] if item.inclusion else []
    lines += ["", f"*{'; '.join(said)}*", ""]
    lines += [f"- {describe_hook(hook)}" for hook in item.hooks]
    lines += [f"- {item.no_hook_reason}"] if item.no_hook_reason else []
    for row in crosswalks:
        found = [f"{link.ext_id} ({link.relation}, {link.strength})" for link in row.rows_of(item.code)]
        lines += [f"- {row.title}: {', '.join(found)}"] if found else []
    return lines


def describe_hook(hook: Any) -> str:
    """Write in words how facts of a measure count."""
    words = [
        f"`{hook.measure}`{f' `{hook.part}`' if hook.part else ''}: {hook.strength}, reliability {hook.reliability:g}"
    ]
    words += [f"counts over {hook.among.replace('-', ' ')}"] if hook.among else [f"{hook.form}, counts as {hook.units}"]
    words += [f"passes: {', '.join(hook.passes)}"] if hook.passes else []
    words += [f"passes from {hook.at_least:g}"] if hook.at_least is not None else []
    words += [f"passes up to {hook.at_most:g}"] if hook.at_most is not None else []
    words += [f"from tier {hook.from_tier} on"] if hook.from_tier else []
    words += [f"scale {', '.join(f'{value:g}' for value in hook.scale)}"] if hook.scale else []
    words += [f"not older than {hook.max_age} days"] if hook.max_age else []
    return "; ".join(words)


def describe_policy() -> str:
    """List the numbers of an assessment that are policy."""
    from ospolis.engines.maturity import shipped_policy  # noqa: PLC0415  # needs the settings

    policy = shipped_policy()
    entries = [Entry(row.code, (f"{row.value:g}", row.unit, row.reason)) for row in policy.rows]
    lead = (
        f"Every number of an assessment that an office may set otherwise, version {policy.version} of {policy.date}. "
    )
    lead += "[Models](../models/README.md) shows the formulas in which they stand."
    return write_page("Policy of an assessment", lead, ("Parameter", "Value", "Unit", "Reason"), entries)


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

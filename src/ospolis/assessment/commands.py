"""`ospolis assess` and `ospolis bank`."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from ospolis.assessment.bank_program import BANK
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

if TYPE_CHECKING:
    from ospolis.assessment.assessing import Assessed

_CORE = "core"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `assess`."""
    parser.add_argument("--office", metavar="ID", help="one office; all of them when it is left out")
    parser.add_argument("--at", metavar="DATE", help="the day to which ages are counted, such as 2026-11-23; today")
    parser.add_argument("--bank", metavar="CODE", default=_CORE, help="the question bank; core when it is left out")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Assess one office or all, and print where their institutions stand."""
    from django.utils import timezone  # noqa: PLC0415  # commands without a site must not wait for it

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now
    from ospolis.offices.selectors import offices_seen_by  # noqa: PLC0415  # the site is set up by now

    viewer = system_viewer("command line")
    day = _read_day(options.at) if options.at else timezone.localdate()
    offices = [office.key for office in offices_seen_by(viewer)]
    wanted = [key for key in offices if options.office in (None, key)]
    if not wanted:
        raise RefusedInput([_no_office(options.office, offices)])
    done = {key: _assess(key, day, options.bank) for key in wanted}
    documents = [_document(viewer, key, day, options.bank, done[key]) for key in wanted]
    if options.json:
        print_json(documents[0] if len(documents) == 1 else {"offices": documents})
    else:
        for document in documents:
            _print(document, done[document["office"]])
    for key in wanted:
        for left in done[key].left_out:
            tell(f"{key}, {left.place}: {left.message} {left.remedy}")
    return IN_PART if any(one.left_out for one in done.values()) else DONE


def _assess(realm: str, day: date, bank: str) -> Assessed:
    from django.utils import timezone  # noqa: PLC0415  # commands without a site must not wait for it

    from ospolis.assessment.assessing import AssessOrder, assess_office  # noqa: PLC0415  # the site is set up by now
    from ospolis.assessment.selectors.banks import NoSuchBank  # noqa: PLC0415  # the site is set up by now
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now

    with Progress(f"Assessing {realm}") as progress:

        def tick(done: int, total: int) -> None:
            progress.total = total
            progress.reach(done)

        viewer = system_viewer("command line")
        order = AssessOrder(realm=realm, day=day, actor=viewer, at=timezone.now(), bank=bank, tick=tick)
        try:
            return assess_office(order)
        except NoSuchBank:
            message, remedy = f"There is no question bank '{bank}'.", f"Leave --bank out, or write {_CORE}."
            raise RefusedInput([InputProblem("bank", message, remedy)]) from None


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = InputProblem("at", f"'{text}' is not a date.", "Write year-month-day, such as 2026-11-23.")
        raise RefusedInput([problem]) from None


def _no_office(wanted: str | None, offices: list[str]) -> InputProblem:
    if not offices:
        return InputProblem("office", "There is no office yet.", "Map a country folder first: ospolis map FOLDER.")
    return InputProblem("office", f"There is no office '{wanted}'.", f"Take one of: {', '.join(offices)}.")


def _document(viewer: Any, realm: str, day: date, code: str, done: Assessed) -> dict[str, Any]:
    from ospolis.assessment.selectors.banks import bank_in_use  # noqa: PLC0415  # the site is set up by now
    from ospolis.assessment.selectors.report import (  # noqa: PLC0415  # the site is set up by now
        describe_contradictions,
        describe_institutions,
    )

    bank = bank_in_use(viewer, realm, code)
    return {
        "office": realm,
        "date": day.isoformat(),
        "bank": f"{code}-{bank.version}",
        "institutions": describe_institutions(viewer, realm, code),
        "contradictions": describe_contradictions(viewer, realm, code),
        "left_out": [{"place": one.place, "message": one.message, "remedy": one.remedy} for one in done.left_out],
        "seconds": done.seconds,
    }


def _print(document: dict[str, Any], done: Assessed) -> None:
    """What an operator wants to know at a glance."""
    levels: dict[str, int] = {}
    for institution in document["institutions"]:
        staged = institution["staged_level"]
        name = "none" if staged is None else str(staged)
        levels[name] = levels.get(name, 0) + 1
    flags: dict[str, int] = {}
    for one in document["contradictions"]:
        flags[one["flag"]] = flags.get(one["flag"], 0) + 1
    print_line(f"{'office':>16}: {document['office']}, bank {document['bank']}, as of {document['date']}")
    print_line(f"{'institutions':>16}: {done.institutions:,}, of which {done.changed:,} changed")
    shown = ", ".join(f"level {name}: {count:,}" for name, count in sorted(levels.items()))
    print_line(f"{'staged levels':>16}: {shown or 'none'}")
    shown = ", ".join(f"{flag}: {count:,}" for flag, count in sorted(flags.items()))
    print_line(f"{'contradictions':>16}: {shown or 'none'}")
    print_line(f"{'seconds':>16}: {document['seconds']}")


ASSESS = Command(
    name="assess",
    help="Work out levels, ranges, contradictions and gaps of an office's institutions.",
    example="ospolis assess --office taluma --json",
    run=run,
    add_arguments=add_arguments,
)
COMMANDS = (ASSESS, BANK)

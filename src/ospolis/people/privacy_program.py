"""`ospolis privacy`: the register of processing, what is due, a copy for somebody, an erasure; for operators."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ospolis.core.program import DONE, Command, InputProblem, RefusedInput, add_json, print_json, print_line

if TYPE_CHECKING:
    from ospolis.core.privacy.ending import Ended


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `privacy`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add_json(verbs.add_parser("register", help="what is kept about people, why, how long"))
    add_json(verbs.add_parser("due", help="count what the rules of retention would end now; changes nothing"))
    add_json(verbs.add_parser("keep", help="end what is due now; a nightly job does the same"))
    copy = verbs.add_parser("copy", help="write everything about one person to standard output, as JSON")
    copy.add_argument("person", type=int, help="number of the person's record")
    erase = verbs.add_parser("erase", help="erase one person, on that person's request")
    erase.add_argument("person", type=int, help="number of the person's record")
    erase.add_argument("--keep-credentials", action="store_true", help="certificates stay valid, with the name on them")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs = {"register": _register, "due": _due, "keep": _keep, "copy": _copy, "erase": _erase}
    verbs[options.verb](options)
    return DONE


def _register(options: argparse.Namespace) -> None:
    from ospolis.core.privacy.telling import register_rows  # noqa: PLC0415  # the site is set up by now

    rows = register_rows()
    if options.json:
        print_json({"tables": rows})
        return
    for row in rows:
        print_line(f"## {row['title']} ({row['table']})\n")
        print_line(f"- fields: {', '.join(row['fields']) or 'none'}\n- why: {row['purpose']}\n- basis: {row['basis']}")
        print_line(f"- how long: {row['retention']} ({'; '.join(row['rules']) or 'no clock'})\n")


def _due(options: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.core.privacy.ending import count_due  # noqa: PLC0415  # as above

    _print_ended(options, count_due(system_viewer("command line"), at=timezone.now()))


def _keep(options: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.people.services import keep_to_rules  # noqa: PLC0415  # as above

    _print_ended(options, keep_to_rules(actor=system_viewer("command line"), at=timezone.now()))


def _print_ended(options: argparse.Namespace, rows: list[Ended]) -> None:
    if options.json:
        document = [{"table": row.label, "ending": row.ending, "days": row.days, "rows": row.rows} for row in rows]
        print_json({"rules": document, "rows": sum(row.rows for row in rows)})
        return
    for row in rows:
        print_line(f"{row.rows:>8,}  {row.label}: {row.ending} after {row.days} days")
    print_line(f"{sum(row.rows for row in rows):>8,}  rows in all")


def _copy(options: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.people import my_data, selectors, services  # noqa: PLC0415  # as above

    operator, now = system_viewer("command line"), timezone.now()
    subject = selectors.subject_of_person(operator, _known(options.person))
    services.note_copy(person_id=options.person, actor=operator, at=now)
    for portion in my_data.copy_as_json(operator, subject, at=now):
        sys.stdout.buffer.write(portion)


def _erase(options: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.people import services  # noqa: PLC0415  # as above

    keeps, number = options.keep_credentials, _known(options.person)
    try:
        services.erase_person(
            person_id=number, keeps_credentials=keeps, actor=system_viewer("command line"), at=timezone.now()
        )
    except services.LastLead as problem:
        message = f"This person alone leads {problem}."
        raise RefusedInput([InputProblem("person", message, "Give the role to somebody else first.")]) from None
    print_line("Erased. Write the number of the record on the list of erasures that you keep for a restore.")


def _known(number: int) -> int:
    """Return the number of a record that is there.

    Raises   RefusedInput
    """
    from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access import system_viewer  # noqa: PLC0415  # as above
    from ospolis.people.selectors import subject_of_person  # noqa: PLC0415  # as above

    try:
        subject_of_person(system_viewer("command line"), number)
    except ObjectDoesNotExist:
        raise RefusedInput([InputProblem("person", f"There is no record {number}.", "Check the number.")]) from None
    return number


PRIVACY = Command(
    name="privacy",
    help="Data of people: register, due, keep, copy, erase.",
    example="ospolis privacy due --json",
    run=run,
    add_arguments=add_arguments,
)

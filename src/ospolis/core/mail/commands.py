"""`ospolis mail`: how mail goes, try letters again, take letters that came back."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from ospolis.core.program import (
    DONE,
    IN_PART,
    Command,
    InputProblem,
    RefusedInput,
    add_json,
    print_json,
    print_line,
    tell,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mail`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add_json(verbs.add_parser("status", help="count letters by state and list those that were set aside"))
    retry = verbs.add_parser("retry", help="try letters again that were set aside")
    retry.add_argument("letters", nargs="*", type=int, metavar="ID", help="letters by their number; all by default")
    bounce = verbs.add_parser("bounce", help="read a letter that came back from standard input; for a mail server")
    bounce.add_argument("--recipient", default="", help="the address that it came back to, where the server tells it")
    reopen = verbs.add_parser("reopen", help="write again to an address that letters came back from")
    reopen.add_argument("address")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    return {"status": show_status, "retry": retry, "bounce": take_bounce, "reopen": reopen}[options.verb](options)


def show_status(options: argparse.Namespace) -> int:
    """Print how mail goes; 3 when letters were set aside."""
    from ospolis.core.access.viewer import system_viewer  # noqa: PLC0415  # the site is set up by now
    from ospolis.core.mail.selectors import letters_set_aside, mail_state  # noqa: PLC0415  # as above

    viewer = system_viewer("mail")
    state = mail_state(viewer)
    rows = [asdict(row) for row in letters_set_aside(viewer)]
    if options.json:
        print_json({**asdict(state), "letters_set_aside": rows})
        return IN_PART if rows else DONE
    for name, count in state.counts.items():
        print_line(f"{name}: {count}")
    print_line(f"addresses that take no letters: {state.closed_addresses}")
    for row in rows:
        print_line(f"set aside {row['letter_id']}: {row['kind']}, {row['attempts']} tries: {row['reason']}")
    return IN_PART if rows else DONE


def retry(options: argparse.Namespace) -> int:
    """Give letters their tries anew."""
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access.viewer import system_viewer  # noqa: PLC0415  # as above
    from ospolis.core.mail.upkeep import retry_letters  # noqa: PLC0415  # as above

    count = retry_letters(letter_ids=options.letters, actor=system_viewer("mail"), at=timezone.now())
    print_line(f"{count} letters wait to be sent again. A worker sends them within five minutes.")
    return DONE


def take_bounce(options: argparse.Namespace) -> int:
    """Take one letter that came back. What is none of ours is dropped: an error would make it come back once more."""
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access.viewer import system_viewer  # noqa: PLC0415  # as above
    from ospolis.core.mail.reports import LARGEST_REPORT, NoReport, read_report  # noqa: PLC0415  # as above
    from ospolis.core.mail.upkeep import take_report  # noqa: PLC0415  # as above

    content = sys.stdin.buffer.read(LARGEST_REPORT + 1)
    try:
        report = read_report(content, recipient=options.recipient)
    except NoReport as problem:
        tell(f"Dropped: {problem}.")
        return DONE
    is_ours = take_report(report=report, actor=system_viewer("mail"), at=timezone.now())
    tell("Noted." if is_ours else "Dropped: it names no letter that was sent.")
    return DONE


def reopen(options: argparse.Namespace) -> int:
    """Write to an address again."""
    from django.utils import timezone  # noqa: PLC0415  # the site is set up by now

    from ospolis.core.access.viewer import system_viewer  # noqa: PLC0415  # as above
    from ospolis.core.mail.addresses import BadAddress  # noqa: PLC0415  # as above
    from ospolis.core.mail.upkeep import reopen_address  # noqa: PLC0415  # as above

    try:
        was_closed = reopen_address(address=options.address, actor=system_viewer("mail"), at=timezone.now())
    except BadAddress as problem:
        raise RefusedInput([InputProblem("mail", str(problem), "Check the address.")]) from None
    print_line("Letters go to this address again." if was_closed else "No letter came back from this address.")
    return DONE


MAIL = Command(
    name="mail",
    help="Letters: status, retry, bounce, reopen.",
    example="ospolis mail status --json",
    run=run,
    add_arguments=add_arguments,
)

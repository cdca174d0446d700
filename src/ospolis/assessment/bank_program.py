"""`ospolis bank`: question banks of an office, from files and to files."""

from __future__ import annotations

import argparse
from pathlib import Path

from ospolis.core.program import DONE, Command, add_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `bank`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    shown = verbs.add_parser("list", help="list the banks of an office, and how far each language is")
    _add_office(shown)
    for verb, words in (
        ("check", "say what files of a bank would change, and what is wrong with them; nothing is written"),
        ("install", "install banks, own questions, weights and words in other languages, all or nothing"),
    ):
        part = verbs.add_parser(verb, help=words)
        part.add_argument("path", type=Path, help="a country folder with a folder banks, a folder, or one file")
        _add_office(part)
    out = verbs.add_parser("export", help="write a bank as files, a spreadsheet, a field form, or for a translator")
    out.add_argument("code", help="the bank: core, office, country, or one that was installed")
    out.add_argument("path", type=Path, help="a new folder for YAML, or a file that ends in .yml or .xlsx")
    out.add_argument("--version", default="", help="an installed version; the one in use when it is left out")
    out.add_argument("--language", default="", metavar="CODE", help="only the words, for who translates them: fr")
    out.add_argument("--form", action="store_true", help="the .xlsx as a field form (XLSForm) of ODK and KoboToolbox")
    _add_office(out)


def _add_office(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--office", metavar="ID", default="", help="whose bank; not needed where there is one office")
    parser.add_argument("--shared", action="store_true", help="for all offices of the installation")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    from ospolis.assessment import bank_verbs  # noqa: PLC0415  # the site is set up by now

    if options.verb == "list":
        bank_verbs.show_banks(options)
    elif options.verb == "export":
        bank_verbs.export_bank(options)
    else:
        bank_verbs.take_banks(options, is_trial=options.verb == "check")
    return DONE


BANK = Command(
    name="bank",
    help="Question banks: list, check, install, export.",
    example="ospolis bank install my-country --office taluma",
    run=run,
    add_arguments=add_arguments,
)

"""`ospolis forge-token`: tokens with which forges answer more often."""

from __future__ import annotations

import argparse
import getpass
import sys

from ospolis.core.program import DONE, Command, InputProblem, RefusedInput, print_line

_LONGEST = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `forge-token`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    put = verbs.add_parser("set", help="keep a token for a forge, sealed; it is read from standard input")
    put.add_argument("forge", help="address of the forge, such as https://github.com")
    remove = verbs.add_parser("remove", help="forget the token of a forge")
    remove.add_argument("forge", help="address of the forge")
    verbs.add_parser("list", help="name the forges that were asked, their calls, and whether they have a token")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415  # the site is set up by now

    from ospolis.mapping.forges import tokens  # noqa: PLC0415  # as above

    try:
        if options.verb == "list":
            for line in tokens.list_forges():
                print_line(line)
        elif options.verb == "set":
            tokens.put_token(options.forge, _read_token())
        else:
            tokens.drop_token(options.forge)
    except ObjectDoesNotExist:
        problem = InputProblem(options.forge, "This forge has no token.", "See 'ospolis forge-token list'.")
        raise RefusedInput([problem]) from None
    except ValueError as problem:
        raise RefusedInput([InputProblem(options.forge, str(problem), "Write it as https://host.")]) from None
    return DONE


def _read_token() -> str:
    said = getpass.getpass("Token: ") if sys.stdin.isatty() else sys.stdin.readline()
    token = said.strip()
    if not token or len(token) > _LONGEST or not token.isascii() or not token.isprintable() or " " in token:
        problem = InputProblem("token", "This is no token.", "Give one line of letters and digits on standard input.")
        raise RefusedInput([problem])
    return token


FORGE_TOKEN = Command(
    name="forge-token",
    help="Tokens of forges: set, remove, list. They are optional, and kept sealed.",
    example="ospolis forge-token set https://github.com < token-file",
    run=run,
    add_arguments=add_arguments,
)

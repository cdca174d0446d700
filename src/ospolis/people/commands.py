"""`ospolis user`: accounts and roles from the command line, for operators."""

from __future__ import annotations

import argparse
import getpass
import sys

from ospolis.core.program import DONE, Command, InputProblem, RefusedInput, print_line
from ospolis.people.privacy_program import PRIVACY


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `user`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="give a person an account and a role; the password is read from standard input")
    add.add_argument("email")
    add.add_argument("--name", required=True, help="how the person is called")
    _add_role_arguments(add)
    grant = verbs.add_parser("grant", help="give an account another role")
    grant.add_argument("email")
    _add_role_arguments(grant)
    password = verbs.add_parser("password", help="set a new password, read from standard input")
    password.add_argument("email")
    verbs.add_parser("list", help="list roles by account number, without names")


def _add_role_arguments(parser: argparse.ArgumentParser) -> None:
    roles = ("focal_point", "officer", "lead", "programme", "operator")
    parser.add_argument("--role", choices=roles, help="the role that it holds from today")
    parser.add_argument("--office", default="", help="id of the office, for officer and lead")
    parser.add_argument("--institution", default="", help="id of the institution, for focal_point")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    from django.core.exceptions import ObjectDoesNotExist, ValidationError  # noqa: PLC0415  # the site is set up by now

    from ospolis.people import accounts  # noqa: PLC0415  # as above
    from ospolis.people.services import AddressTaken  # noqa: PLC0415  # as above

    try:
        if options.verb == "list":
            for line in accounts.list_roles():
                print_line(line)
        elif options.verb == "password":
            accounts.change_password(email=options.email, password=_read_password())
        elif options.verb == "add":
            where = {"role": options.role or "", "office": options.office, "institution": options.institution}
            accounts.add_account(name=options.name, email=options.email, password=_read_password(), **where)
        elif options.role:
            accounts.grant(options.email, options.role, office=options.office, institution=options.institution)
    except ValidationError as problem:
        raise RefusedInput([InputProblem("user", message) for message in problem.messages]) from None
    except (AddressTaken, ObjectDoesNotExist) as problem:
        raise RefusedInput([InputProblem("user", str(problem), "Check the address and the ids.")]) from None
    return DONE


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password (12 characters or more): ")
    return sys.stdin.readline().rstrip("\n")


COMMANDS = (
    Command(
        name="user",
        help="Accounts and roles: add, grant, password, list.",
        example="ospolis user add officer@example.org --name 'A. Name' --role officer --office taluma < password-file",
        run=run,
        add_arguments=add_arguments,
    ),
    PRIVACY,
)

"""The only writers of people, accounts and roles, by what they write."""

from ospolis.people.services.accounts import (
    AddressTaken,
    close_account,
    forget_failed_log_ins,
    note_failed_log_in,
    note_log_in,
    open_account,
    set_password,
)
from ospolis.people.services.erasing import erase_person
from ospolis.people.services.roles import end_role, grant_role

__all__ = [
    "AddressTaken",
    "close_account",
    "end_role",
    "erase_person",
    "forget_failed_log_ins",
    "grant_role",
    "note_failed_log_in",
    "note_log_in",
    "open_account",
    "set_password",
]

"""What happens to people and accounts. References only: never a name, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """A person received an account."""

    verb: ClassVar[str] = "people.account_opened"

    person_id: int


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed: nobody logs in with it any more."""

    verb: ClassVar[str] = "people.account_closed"

    person_id: int


@dataclass(frozen=True)
class PersonErased(Event):
    """A person was erased, with the account and the roles; entries of the journal keep the bare number."""

    verb: ClassVar[str] = "people.person_erased"

    person_id: int


@dataclass(frozen=True)
class RoleGranted(Event):
    """A person received a role for a time."""

    verb: ClassVar[str] = "people.role_granted"

    person_id: int
    role: str
    office_key: str
    institution_key: str


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role of a person ended."""

    verb: ClassVar[str] = "people.role_ended"

    person_id: int
    role: str


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The password of an account was set anew."""

    verb: ClassVar[str] = "people.password_changed"

    person_id: int


@dataclass(frozen=True)
class LoggedIn(Event):
    """Somebody logged in."""

    verb: ClassVar[str] = "people.logged_in"

    person_id: int

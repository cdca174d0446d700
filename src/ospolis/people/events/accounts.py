"""What happens to accounts: opened, entered, secured. References only: never a name, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """A person received an account."""

    verb: ClassVar[str] = "people.account_opened"
    words = _("A person received an account")

    person_id: int


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed: nobody logs in with it any more."""

    verb: ClassVar[str] = "people.account_closed"
    words = _("An account was closed")

    person_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The password of an account was set anew."""

    verb: ClassVar[str] = "people.password_changed"
    words = _("The password of an account was set anew")

    person_id: int


@dataclass(frozen=True)
class LoggedIn(Event):
    """Somebody logged in."""

    verb: ClassVar[str] = "people.logged_in"
    words = _("Somebody logged in")

    person_id: int
    proof: str


@dataclass(frozen=True)
class TokenIssued(Event):
    """A person made a token for a program."""

    verb: ClassVar[str] = "people.token_issued"
    words = _("A person made a token for a program")

    person_id: int
    token_id: int
    office_key: str
    verbs: str


@dataclass(frozen=True)
class TokenRevoked(Event):
    """A person took a token back."""

    verb: ClassVar[str] = "people.token_revoked"
    words = _("A person took a token back")

    person_id: int
    token_id: int


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Sessions of an account were ended before their time."""

    verb: ClassVar[str] = "people.sessions_ended"
    words = _("Sessions of an account were ended before their time")

    person_id: int
    count: int


@dataclass(frozen=True)
class SecondFactorSet(Event):
    """An account received a second factor."""

    verb: ClassVar[str] = "people.second_factor_set"
    words = _("An account received a second factor")

    person_id: int
    kind: str


@dataclass(frozen=True)
class SecondFactorRemoved(Event):
    """A second factor was taken off an account."""

    verb: ClassVar[str] = "people.second_factor_removed"
    words = _("A second factor was taken off an account")

    person_id: int
    kind: str


@dataclass(frozen=True)
class RecoveryCodesMade(Event):
    """An account received new recovery codes, in place of older ones."""

    verb: ClassVar[str] = "people.recovery_codes_made"
    words = _("An account received new recovery codes, in place of older ones")

    person_id: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    """One of the recovery codes of an account was used."""

    verb: ClassVar[str] = "people.recovery_code_used"
    words = _("One of the recovery codes of an account was used")

    person_id: int
    left: int


@dataclass(frozen=True)
class RecoveryAsked(Event):
    """A link to set a new password was sent."""

    verb: ClassVar[str] = "people.recovery_asked"
    words = _("A link to set a new password was sent")

    person_id: int


@dataclass(frozen=True)
class RecoveryUsed(Event):
    """A new password was set through a link that was sent."""

    verb: ClassVar[str] = "people.recovery_used"
    words = _("A new password was set through a link that was sent")

    person_id: int


@dataclass(frozen=True)
class AddressChangeAsked(Event):
    """A link was sent to confirm a new address of an account."""

    verb: ClassVar[str] = "people.address_change_asked"
    words = _("A link was sent to confirm a new address of an account")

    person_id: int


@dataclass(frozen=True)
class AddressChanged(Event):
    """An account changed its address."""

    verb: ClassVar[str] = "people.address_changed"
    words = _("An account changed its address")

    person_id: int


@dataclass(frozen=True)
class PasskeyRefused(Event):
    """A passkey was refused because its counter went back: somebody may have copied it."""

    verb: ClassVar[str] = "people.passkey_refused"
    words = _("A passkey was refused because it may have been copied")

    person_id: int
    factor_id: int


@dataclass(frozen=True)
class ProviderLinked(Event):
    """An account may be opened through a log-in provider."""

    verb: ClassVar[str] = "people.provider_linked"
    words = _("An account may be opened through a log-in provider")

    person_id: int
    provider_key: str


@dataclass(frozen=True)
class ProviderUnlinked(Event):
    """A log-in provider no longer opens an account."""

    verb: ClassVar[str] = "people.provider_unlinked"
    words = _("A log-in provider no longer opens an account")

    person_id: int
    provider_key: str


@dataclass(frozen=True)
class FactorResetAsked(Event):
    """Somebody entitled asked to take a lost second factor off an account."""

    verb: ClassVar[str] = "people.factor_reset_asked"
    words = _("Somebody entitled asked to take a lost second factor off an account")

    person_id: int


@dataclass(frozen=True)
class FactorResetAgreed(Event):
    """A second entitled person agreed; the second factor goes a day later."""

    verb: ClassVar[str] = "people.factor_reset_agreed"
    words = _("A second entitled person agreed")

    person_id: int


@dataclass(frozen=True)
class FactorResetStopped(Event):
    """The request to take a second factor off an account was stopped."""

    verb: ClassVar[str] = "people.factor_reset_stopped"
    words = _("The request to take a second factor off an account was stopped")

    person_id: int


@dataclass(frozen=True)
class FactorResetDone(Event):
    """A lost second factor was taken off an account."""

    verb: ClassVar[str] = "people.factor_reset_done"
    words = _("A lost second factor was taken off an account")

    person_id: int

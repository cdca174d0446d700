"""The ceremonies of passkeys. A passkey is unlocked by its owner, so it is two proofs at once."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ospolis.people.models import Account

_LONGEST = 20_000
# What a hostile answer makes the library raise, beside what it means to raise.
_FAULTS = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, InvalidSignature)


class WrongPasskey(ValueError):
    """An answer that belongs to no passkey of the account, to another question, or to another site."""


def ask_to_unlock(account: Account | None) -> str:
    """The question for a browser, as JSON: any passkey for this site, or one of an account."""
    if account is None:
        return json.dumps(_plain(auth.begin_authentication(None)))
    return json.dumps(_plain(auth.begin_authentication(account)))


def ask_to_make(account: Account) -> str:
    """The question for a browser to make a new passkey, one that its owner unlocks."""
    return json.dumps(_plain(auth.begin_registration(account, passwordless=True)))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A passkey that its owner unlocked. `counter` tells how often it was, 0 where an authenticator does not count."""

    owner: Account
    factor_id: int
    counter: int


def check_unlocked(request: HttpRequest, answer: str, *, account: Account | None) -> Unlocked:
    """Which passkey of whom a browser unlocked; the question counts once, answered or not.

    Raises   WrongPasskey
    """
    try:
        said = _read(answer)
        owner = account or auth.extract_user_from_response(said)
        found = auth.complete_authentication(owner, said)
        counter = auth.parse_authentication_response(said).response.authenticator_data.counter
    except _FAULTS:
        raise WrongPasskey("the answer does not fit") from None
    finally:
        auth.clear_state()
    if not isinstance(owner, Account):
        raise WrongPasskey("no account")
    return Unlocked(owner, found.pk, counter)


def check_made(request: HttpRequest, answer: str) -> dict[str, Any]:
    """What a browser made, to be kept.

    Raises   WrongPasskey
    """
    try:
        said = _read(answer)
        auth.parse_registration_response(said)
        auth.complete_registration(said)
    except _FAULTS:
        raise WrongPasskey("the answer does not fit") from None
    finally:
        auth.clear_state()
    return said


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LONGEST:
        raise WrongPasskey("too long")
    try:
        said = json.loads(answer)
    except RecursionError:
        raise WrongPasskey("nested too deeply") from None
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
        raise WrongPasskey("no answer of a browser")
    return said


def _plain(options: Any) -> Any:
    return json.loads(json.dumps(options, default=dict))

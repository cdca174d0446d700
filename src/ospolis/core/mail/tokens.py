"""Signed short names of a letter: one for the address that it returns to, one for the page that stops its kind."""

from __future__ import annotations

import enum
import re

from django.utils.crypto import constant_time_compare, salted_hmac

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{24})")


class Purpose(enum.StrEnum):
    """What a token opens; one for another purpose opens nothing."""

    RETURN = "return"
    STOP = "stop"


def write_token(letter_id: int, purpose: Purpose) -> str:
    """The token of a letter: small letters and digits, because mail servers change the case of addresses."""
    return f"{letter_id}-{_sign(letter_id, purpose)}"


def read_token(token: str, purpose: Purpose) -> int | None:
    """The letter of a token, or nothing when we did not sign it for this purpose."""
    found = _TOKEN.fullmatch(token.lower())
    if found is None or not constant_time_compare(_sign(int(found[1]), purpose), found[2]):
        return None
    return int(found[1])


def _sign(letter_id: int, purpose: Purpose) -> str:
    return salted_hmac(f"ospolis.core.mail.{purpose}", str(letter_id), algorithm="sha256").hexdigest()[:24]

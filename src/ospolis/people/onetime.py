"""Codes of an app that change every 30 seconds (RFC 6238), and the secret behind them."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.crypto import constant_time_compare

SECONDS = 30
# One step before and one after: clocks of phones are seldom further off.
TOLERANCE = 1


def new_secret() -> str:
    """A secret of 160 bits, in base 32 as apps read it."""
    secret: str = generate_totp_secret()
    return secret


def code_at(secret: str, counter: int) -> str:
    """The six figures of one step."""
    code: str = format_hotp_value(hotp_value(secret, counter))
    return code


def counter_of_code(secret: str, code: str, *, at: datetime) -> int | None:
    """The step that a code belongs to, or None when it belongs to none of now, the one before and the one after."""
    typed = "".join(letter for letter in code if letter in "0123456789")[:20]
    now = int(at.timestamp()) // SECONDS
    fitting = [
        counter
        for counter in range(now - TOLERANCE, now + TOLERANCE + 1)
        if constant_time_compare(code_at(secret, counter), typed)
    ]
    return fitting[0] if fitting else None

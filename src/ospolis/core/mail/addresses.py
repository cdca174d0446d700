"""Addresses of mail: checked before anything is built from them, and told apart by a keyed digest."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

LONGEST_ADDRESS = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


class BadAddress(ValueError):
    """A text to which no letter can be sent; the message holds no part of it."""


def check_address(text: str) -> str:
    """Return an address as it may stand in a header and in a command of SMTP: plain letters, the host in ASCII.

    Raises   BadAddress
    """
    local, at, host = text.strip(" ").rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise BadAddress("this is no address of mail that we can write to")
    try:
        address = f"{local}@{host.encode('idna').decode('ascii').lower()}"
        validate_email(address)
    except (UnicodeError, ValidationError):
        raise BadAddress("the part after the @ is no host of mail") from None
    if len(address) > LONGEST_ADDRESS:
        raise BadAddress(f"an address has at most {LONGEST_ADDRESS} characters")
    return address


def digest_address(address: str) -> str:
    """A keyed digest: the same address gives the same one, and nobody without the key can tell which it was."""
    return salted_hmac("ospolis.core.mail.address", address.casefold(), algorithm="sha256").hexdigest()[:40]

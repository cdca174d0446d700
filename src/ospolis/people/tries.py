"""What a try to log in is counted by: digests of the account that was named and of the network it came from."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

MOST_FAILURES = 10
WITHIN = timedelta(minutes=15)


def keys_of_try(request: HttpRequest, email: str) -> tuple[str, str]:
    """The two keys of a try: the account as it was named, whether it exists or not, and the network.

    Shapes   keyed digests, so that the table of failures holds neither addresses of people nor of machines
    """
    return key_of_account(email), _digest("network", network_of(request))


def key_of_account(email: str) -> str:
    """The key under which failures of an account are counted."""
    return _digest("account", email.strip().casefold())


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 of an IPv6 one, which one subscriber holds whole.

    A proxy on this machine adds the reader's address at the end of `X-Forwarded-For`; nobody else is believed.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        found = ip_address(address)
        if found.is_loopback and forwarded:
            found = ip_address(forwarded)
    except ValueError:
        return address[:100]
    if not isinstance(found, IPv6Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Network((found.packed, 64), strict=False))


def _digest(kind: str, value: str) -> str:
    secret: str = settings.SECRET_KEY
    text = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()[:32]

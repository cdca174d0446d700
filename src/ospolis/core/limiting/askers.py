"""Who knocks: the account as it was named, the network, the form; kept as keyed digests only."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from ospolis.core.access.viewer import Viewer
from ospolis.core.limiting.doors import By, Door, Rule


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who tries. An empty part is not counted by.

    account  the id of a known account, or an address as it was typed, whether an account has it or not
    form     the name of a form, with the key of the office that it belongs to
    """

    network: str = ""
    account: str = ""
    form: str = ""

    def keys(self, door: Door) -> dict[str, Rule]:
        """The keys under which this asker's tries at a door are counted, each with its rule."""
        found = {}
        for rule in door.rules:
            value = self._value(rule.by)
            if value:
                found[_digest(f"{door.name}|{rule.by.name}|{value}")] = rule
        return found

    def _value(self, by: By) -> str:
        account = self.account.strip().casefold()
        if by is By.ACCOUNT:
            return account
        if by is By.READER:
            return f"account {account}" if account else self.network
        if by is By.FORM:
            return f"{self.network}|{self.form}" if self.network and self.form else ""
        return self.network


def asker_of(request: HttpRequest, *, account: str = "", form: str = "") -> Asker:
    """Who asks: the network of the request, and the account that is logged in unless one is named."""
    viewer = getattr(request, "viewer", None)
    if not account and isinstance(viewer, Viewer) and viewer.pk is not None:
        account = str(viewer.pk)
    return Asker(network=network_of(request), account=account, form=form)


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 of an IPv6 one, which one subscriber holds whole.

    Only this machine and the operator's proxies are believed when they add an address to `X-Forwarded-For`; of these
    the last one that is no proxy counts.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    found = _parsed(address)
    while found is not None and forwarded and is_proxy(str(found)):
        following = _parsed(forwarded.pop())
        if following is None:
            break
        found = following
    if found is None:
        return address[:100]
    return str(found) if isinstance(found, IPv4Address) else str(IPv6Network((found.packed, 64), strict=False))


def is_proxy(address: str) -> bool:
    """Whether a request from this address may speak for others: this machine, and the operator's `OSPOLIS_PROXIES`."""
    found = _parsed(address)
    if found is None:
        return not address  # a socket of this machine has no address
    return found.is_loopback or any(
        found in network for network in map(ip_network, settings.OSPOLIS.proxies) if network.version == found.version
    )


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _digest(text: str) -> str:
    secret: str = settings.SECRET_KEY
    return hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

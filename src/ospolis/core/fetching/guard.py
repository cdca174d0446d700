"""The guard at the door to the network: which address a URL may lead to, decided once and before connecting."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from ospolis.core.limits import URL_BYTES

Resolver = Callable[[str, int], Sequence[str]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
# A last label of digits, or one that begins like a hexadecimal number, makes old resolvers read the name as a number.
_NUMBER_LIKE = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?\Z")
_CARRIES_IPV4 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
    )
)
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "100::/64",
        "5f00::/16",
        "fec0::/10",
        "3fff::/20",
    )
)
_DEFAULT_PORTS = {"https": 443, "http": 80}


class FetchRefused(Exception):
    """An address that may not be asked, or an answer that may not be taken: a code, a sentence, a remedy."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class GuardedAddress:
    """Where a URL may be asked: connect to `ip`, and to no other address that the name may have later."""

    scheme: str
    host: str
    port: int
    ip: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def curlopt_resolve(self) -> str:
        """The value of git's `http.curloptResolve` that holds it to the checked address."""
        ip = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.host}:{self.port}:{ip}"


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the system tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def guard_address(
    url: str,
    *,
    allowed_hosts: Collection[str] | None = None,
    internal_origins: Collection[str] | None = None,
    resolve: Resolver = resolve_name,
) -> GuardedAddress:
    """Decide whether a URL may be asked, and at which address.

    Shapes   allowed_hosts: names that the caller lets through, None when the caller has chosen the host itself;
             internal_origins: the operator's `OSPOLIS_INTERNAL_HOSTS` when None
    Raises   FetchRefused with what is wrong and what to do
    """
    parts = _split(url)
    scheme, host = parts.scheme, _plain_host(parts)
    port = _port(parts)
    if internal_origins is None:
        internal_origins = settings.OSPOLIS.internal_hosts
    is_internal = (scheme, host, port) in {_origin(origin) for origin in internal_origins}
    if scheme != "https" and not is_internal:
        raise FetchRefused("not_https", f"{scheme}:// is not accepted.", "Give the https address.")
    if allowed_hosts is not None and not is_internal and host not in {name.lower() for name in allowed_hosts}:
        raise FetchRefused("foreign_host", f"{host} is not a host of this office.", "Register a source on it first.")
    addresses = _resolved(host, port, resolve)
    if not is_internal:
        for address in addresses:
            _refuse_internal(host, address)
    return GuardedAddress(scheme=scheme, host=host, port=port, ip=str(addresses[0]))


def _split(url: str) -> SplitResult:
    if len(url.encode("utf-8", "surrogatepass")) > URL_BYTES:
        raise FetchRefused("too_long", f"The address is longer than {URL_BYTES} bytes.", "Give a shorter address.")
    if url.startswith("-") or not url.isascii() or any(letter <= " " or letter in "\x7f\\" for letter in url):
        raise FetchRefused(
            "bad_characters",
            "The address holds a space, a control character, a backslash or letters beyond ASCII.",
            "Write the host in its xn-- form and the path percent-encoded.",
        )
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise FetchRefused("bad_address", "This is no address.", "Write https://host/path.") from None
    if "@" in parts.netloc:
        raise FetchRefused("user_info", "The address holds a user name.", "Remove everything up to the @.")
    if not parts.scheme or not parts.hostname:
        raise FetchRefused("bad_address", "The address has no scheme or no host.", "Write https://host/path.")
    return parts


def _plain_host(parts: SplitResult) -> str:
    """The host in lower case; numbers in odd spellings are refused, because each program reads them differently."""
    host = (parts.hostname or "").lower()
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else _odd(host)
        except ValueError:
            return _odd(host)
    if _NUMBER_LIKE.match(host):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            return _odd(host)
    host = host.removesuffix(".")
    return host if len(host) <= 253 and _NAME.match(host) else _odd(host)


def _odd(host: str) -> str:
    raise FetchRefused("odd_host", f"'{host[:80]}' is no plain host name.", "Write the name as in the public DNS.")


def _port(parts: SplitResult) -> int:
    port = parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme, 0)
    if port == 0:
        raise FetchRefused("not_https", f"{parts.scheme}:// is not accepted.", "Give the https address.")
    return port


def _origin(text: str) -> tuple[str, str, int]:
    parts = urlsplit(text)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)


def _resolved(host: str, port: int, resolve: Resolver) -> list[_Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass  # a name, not a number
    try:
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(host, port)]
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise FetchRefused("unknown_host", f"{host} has no address.", "Check the spelling, then the name server.")
    return found


def _refuse_internal(host: str, address: _Address) -> None:
    """Refuse what is not a public address; one that carries an IPv4 address inside is refused whatever it carries."""
    carries = isinstance(address, ipaddress.IPv6Address) and any(address in network for network in _CARRIES_IPV4)
    never = any(address in network for network in _NEVER if network.version == address.version)
    if carries or never or address.is_multicast or not address.is_global:
        raise FetchRefused(
            "internal_address",
            f"{host} leads to {address}, which is no public address.",
            "If it is meant, the operator lists its origin in OSPOLIS_INTERNAL_HOSTS.",
        )

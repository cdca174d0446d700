"""The only door to the network: one GET, held to the checked address, with limits on time and size."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpcore

from ospolis.core.fetching.guard import FetchRefused, GuardedAddress, Resolver, guard_address, resolve_name
from ospolis.core.limits import HTTP_FETCH, FetchLimits

Certificates = ssl.SSLContext
_USER_AGENT = "Ospolis (software catalogue of a public office)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Headers that belong to one origin and never travel to another.
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "private-token", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address that gave it, its status, its headers in lower case, its body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    redirected_from: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_certificates() -> Certificates:
    """The certificates that this machine believes. Reading them takes longer than a call: keep them to ask often."""
    return httpcore.default_ssl_context()


def fetch(
    url: str,
    *,
    allowed_hosts: Collection[str] | None,
    headers: Mapping[str, str] | None = None,
    limits: FetchLimits = HTTP_FETCH,
    redirects: int | None = None,
    internal_origins: Collection[str] | None = None,
    resolve: Resolver = resolve_name,
    certificates: Certificates | None = None,
) -> Fetched:
    """Get one address; any status is an answer, whatever may not be asked or taken is refused.

    Shapes   allowed_hosts: hosts that may be asked, redirects included; None when the caller has chosen the host
             redirects: how many are followed, each checked like the first; at most the limit's
    Raises   FetchRefused
    """
    follow = limits.redirects if redirects is None else min(redirects, limits.redirects)
    sent = {"accept": "*/*", "user-agent": _USER_AGENT} | {name.lower(): text for name, text in (headers or {}).items()}
    deadline = time.monotonic() + limits.total_seconds
    passed: list[str] = []
    while True:
        address = guard_address(url, allowed_hosts=allowed_hosts, internal_origins=internal_origins, resolve=resolve)
        answer = Call(address, limits, deadline, certificates).send("GET", url, sent)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target or follow == 0 == len(passed):
            return Fetched(answer.url, answer.status, answer.headers, answer.body, tuple(passed))
        if len(passed) >= follow:
            raise FetchRefused("too_many_redirects", f"More than {follow} redirects.", "Give the final address.")
        passed.append(url)
        url = urljoin(url, target).partition("#")[0]
        if _origin_of(url) != _origin_of(passed[-1]):
            sent = {name: text for name, text in sent.items() if name not in _PRIVATE_HEADERS}


def _origin_of(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{rest.partition('/')[0].lower()}"


class _HeldBackend(httpcore.NetworkBackend):
    """Connects to the checked address, whatever name is asked for, and lets no read outlast the whole call."""

    def __init__(self, ip: str, connect_seconds: float, deadline: float) -> None:
        self._inner = httpcore.SyncBackend()
        self._ip = ip
        self._connect_seconds = connect_seconds
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(self._connect_seconds, _left(self._deadline))
        return _HeldStream(self._inner.connect_tcp(self._ip, port, timeout=seconds), self._deadline)


class _HeldStream(httpcore.NetworkStream):
    """A connection on which every wait ends with the call's deadline, so that dripping bytes win no time."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_left(self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline))
        return _HeldStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole time is used up")
    return left


class Call:
    """One request to one checked address."""

    def __init__(
        self, address: GuardedAddress, limits: FetchLimits, deadline: float, certificates: Certificates | None
    ) -> None:
        self._address = address
        self._limits = limits
        self._backend = _HeldBackend(address.ip, limits.connect_seconds, deadline)
        self._certificates = certificates

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Fetched:
        """Ask once; redirects are the caller's. Raises FetchRefused."""
        pool = httpcore.ConnectionPool(
            ssl_context=self._certificates, network_backend=self._backend, max_connections=1, retries=0
        )
        # The body is taken as it is: a compressed one could grow without end behind the counter.
        sent = [(name.encode(), text.encode()) for name, text in {**headers, "accept-encoding": "identity"}.items()]
        try:
            with pool, pool.stream(method, url.partition("#")[0], headers=sent, content=body) as response:
                told = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers}
                taken = self._take(response)
        except httpcore.ConnectTimeout:
            raise self._refused("connect_timeout", f"no connection within {self._limits.connect_seconds:g} s") from None
        except httpcore.TimeoutException:
            raise self._refused("timeout", f"no whole answer within {self._limits.total_seconds:g} s") from None
        except (httpcore.NetworkError, ssl.SSLError) as problem:
            raise self._refused("network", f"the connection failed ({problem})") from None
        except (httpcore.ProtocolError, UnicodeError):
            raise self._refused("protocol", "the answer is no proper HTTP") from None
        return Fetched(url=url, status=response.status, headers=told, body=taken)

    def _take(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        for portion in response.iter_stream():
            body += portion
            if len(body) > self._limits.bytes:
                raise FetchRefused(
                    "too_large", f"The answer is larger than {self._limits.bytes:,} bytes.", "Offer a smaller file."
                )
        return bytes(body)

    def _refused(self, code: str, what: str) -> FetchRefused:
        return FetchRefused(code, f"{self._address.host}: {what}.", "Try again later, or ask who runs this server.")

"""Tests reach loopback only: a name or an address beyond it is refused before anything leaves the machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class FarConnection(AssertionError):
    """A test tried to reach something beyond this machine; use a server on loopback or a fake."""


def is_near(host: object) -> bool:
    """Say whether a host is this machine: no name at all, localhost, or an address of loopback."""
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return text in {"localhost", socket.gethostname()} or text.endswith(".localhost")


@contextmanager
def refuse_far_connections() -> Iterator[None]:
    """Let sockets connect and names resolve on this machine only."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_near(address[0]):
            raise FarConnection(f"a test reached for {address[0]}")

    def connect_near(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def connect_ex_near(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def resolve_near(host: Any, *args: Any, **options: Any) -> Any:
        if not is_near(host):
            raise FarConnection(f"a test asked for the address of {host!r}")
        return resolve(host, *args, **options)

    socket.socket.connect, socket.socket.connect_ex = connect_near, connect_ex_near  # type: ignore[method-assign]
    socket.getaddrinfo = resolve_near
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
        socket.getaddrinfo = resolve

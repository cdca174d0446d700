"""Where letters go, as the operator writes it: one address with scheme, name, password, host and port."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Wire(enum.StrEnum):
    """How the way to the mail server is guarded."""

    PLAIN = "smtp"
    TLS = "smtps"
    STARTTLS = "smtp+starttls"


_PORTS = {Wire.PLAIN: 25, Wire.TLS: 465, Wire.STARTTLS: 587}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes our letters. The password never shows in a trace or a log."""

    wire: Wire
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_guarded(self) -> bool:
        """Say whether nobody between can read the letters: by encryption, or because nobody is between."""
        return self.wire is not Wire.PLAIN or self.host in _LOOPBACK

    @property
    def label(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.port}"


def read_mail_server(value: str) -> MailServer | None:
    """Read `smtp+starttls://user:password@host:port`; nothing when the value is empty.

    Raises   ValueError in words, without the value: it may hold a password
    """
    if not value.strip():
        return None
    try:
        parts = urlsplit(value.strip())
        wire, host, port = Wire(parts.scheme), parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("write smtps://user:password@host:465, or smtp+starttls:// or smtp://") from None
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("write a scheme, a host and perhaps a port, such as smtps://mail.example.org:465")
    server = MailServer(wire, host, port or _PORTS[wire], unquote(parts.username or ""), unquote(parts.password or ""))
    if server.user and not server.is_guarded:
        raise ValueError("a password would cross the network in the open: write smtps:// or smtp+starttls://")
    return server


def read_password(server: MailServer, file: str) -> str:
    """The password of the server: the one in the address, else what stands in the file.

    Raises   OSError when the file cannot be read
    """
    if server.password or not file:
        return server.password
    return Path(file).read_text("utf-8").strip()

"""A real mail server on loopback that can be told to misbehave, and a bare one that speaks as slowly as it likes."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from ospolis.core.mail.server import MailServer, Wire

# The server warns about what its tests ask for on purpose, in a thread that outlives the capture of a test.
logging.getLogger("mail.log").disabled = True


@dataclass
class Mailbox:
    """What the server took, and how it answers: an empty answer takes the letter."""

    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    to_sender: str = ""
    to_recipient: str = ""
    to_text: str = ""
    dies_after_text: bool = False
    pause: float = 0.0

    async def handle_MAIL(  # the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.to_sender:
            envelope.mail_from = address
        return self.to_sender or "250 OK"

    async def handle_RCPT(  # as above
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.to_recipient:
            envelope.rcpt_tos.append(address)
        return self.to_recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # as above
        time.sleep(self.pause)
        if self.to_text:
            return self.to_text
        message: Any = message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]
        self.letters.append(message)
        self.envelopes.append((str(envelope.mail_from), ",".join(envelope.rcpt_tos)))
        if self.dies_after_text:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def mail_server(
    box: Mailbox,
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    account: tuple[str, str] | None = None,
    **options: Any,
) -> Iterator[MailServer]:
    """Run a mail server; `account` asks for this name and password, `tls` offers STARTTLS."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        is_right = (given.login.decode(), given.password.decode()) == account
        # What is not handled here the server answers itself, with 535.
        return AuthResult(success=is_right, handled=is_right)

    asked = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if account else {}
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), tls_context=tls, **asked, **options)
    controller.start()
    try:
        yield MailServer(Wire.STARTTLS if tls else Wire.PLAIN, "127.0.0.1", controller.port)
    finally:
        controller.stop()


@contextlib.contextmanager
def bare_server(talk: Callable[[socket.socket], None]) -> Iterator[MailServer]:
    """Run a server that does with each connection what `talk` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield MailServer(Wire.PLAIN, "127.0.0.1", listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)

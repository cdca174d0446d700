"""Ask an address of this site which certificate it shows, the way a browser would."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

_SECONDS = 10


class CertificateRefused(ValueError):
    """A certificate that browsers do not believe; the message says why."""


def end_of_certificate(host: str, port: int) -> datetime:
    """Until when the certificate of an address holds.

    Raises   CertificateRefused; OSError when nobody answers
    """
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as guarded,
        ):
            shown = guarded.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        raise CertificateRefused(problem.verify_message) from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), tz=UTC)

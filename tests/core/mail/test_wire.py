"""The way to the mail server: guarded where it is to be, with time-outs, and with faults told in words."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.mail.conftest import NOON, NOTICE
from fakes.smtp import Mailbox, bare_server, free_port, mail_server
from ospolis.core.mail.messages import Envelope, build_envelope
from ospolis.core.mail.models import Letter
from ospolis.core.mail.server import MailServer, Wire, read_mail_server, read_password
from ospolis.core.mail.smtp import Answer, Patience, greet, hand_over

QUICK = Patience(step=0.5, whole=1.0)


@pytest.fixture
def envelope(settings: object) -> Envelope:
    letter = Letter(pk=1, message_id="<a@b>", kind=NOTICE.code, to="ada@example.org", language="en", subject="Hello")
    letter.body = [{"part": "paragraph", "words": "Hello."}]
    return build_envelope(letter, NOTICE, at=NOON)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of its own making for loopback, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    forms = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "mail.pem"
    path.write_bytes(key.private_bytes(*forms) + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def guarded(certificate: Path) -> Iterator[tuple[Mailbox, MailServer]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    box = Mailbox()
    with mail_server(box, tls=context, require_starttls=True) as server:
        yield box, server


def test_a_certificate_that_is_trusted_opens_the_way(
    guarded: tuple[Mailbox, MailServer], envelope: Envelope, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box, server = guarded

    assert hand_over(envelope, server, "").answer is Answer.TAKEN
    assert len(box.letters) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    guarded: tuple[Mailbox, MailServer], envelope: Envelope
) -> None:
    box, server = guarded
    outcome = hand_over(envelope, server, "")

    assert (outcome.answer, box.letters) == (Answer.UNREACHABLE, [])
    assert "SSLCertVerificationError" in outcome.reason


def test_a_server_without_starttls_gets_nothing_when_it_is_asked_for(envelope: Envelope) -> None:
    box = Mailbox()
    with mail_server(box) as server:
        outcome = hand_over(envelope, replace(server, wire=Wire.STARTTLS), "")

    assert (outcome.answer, box.letters) == (Answer.UNREACHABLE, [])
    assert outcome.reason.startswith("the mail server does not offer what is asked for: STARTTLS")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_name_and_password_are_asked_for_and_never_told(envelope: Envelope) -> None:
    box = Mailbox()
    with mail_server(box, account=("office", "right horse")) as server:
        known = replace(server, user="office")
        good = hand_over(envelope, known, "right horse")
        bad = hand_over(envelope, known, "wrong horse")

    assert (good.answer, bad.answer, len(box.letters)) == (Answer.TAKEN, Answer.UNREACHABLE, 1)
    assert bad.reason == "the mail server answered 535: 5.7.8 Authentication credentials invalid"


def test_a_server_that_says_nothing_is_left_after_the_time_out(envelope: Envelope) -> None:
    began = time.monotonic()
    with bare_server(lambda connection: time.sleep(1)) as server:
        outcome = hand_over(envelope, server, "", QUICK)

    assert outcome.answer is Answer.UNREACHABLE
    assert outcome.reason.endswith("timed out")
    assert time.monotonic() - began < 5


def drip(connection: socket.socket) -> None:
    """Greet, then answer one sign at a time, each just before the time-out."""
    connection.sendall(b"220 slow\r\n")
    for _ in range(40):
        time.sleep(0.2)
        connection.sendall(b"2")


def test_a_server_that_drips_is_left_when_the_whole_time_is_over(envelope: Envelope) -> None:
    began = time.monotonic()
    with bare_server(drip) as server:
        outcome = hand_over(envelope, server, "", QUICK)

    assert outcome.answer is Answer.UNREACHABLE
    assert time.monotonic() - began < 6


@pytest.mark.parametrize("words", [b"nonsense\r\n", b"", b"554 5.7.1 go away\r\n", b"220 " + b"x" * 20_000 + b"\r\n"])
def test_a_server_that_speaks_something_else_is_unreachable(envelope: Envelope, words: bytes) -> None:
    with bare_server(lambda connection: connection.sendall(words)) as server:
        assert hand_over(envelope, server, "", QUICK).answer is Answer.UNREACHABLE


def test_greeting_tells_what_is_wrong() -> None:
    with mail_server(Mailbox()) as server:
        assert greet(server, "") == ""
    closed = MailServer(Wire.PLAIN, "127.0.0.1", free_port())
    assert greet(closed, "").startswith("no talk with the mail server: ConnectionRefusedError")


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("", None),
        ("smtp://mail.example.org", MailServer(Wire.PLAIN, "mail.example.org", 25)),
        ("smtps://o%40x:p%3Aw@mail.example.org", MailServer(Wire.TLS, "mail.example.org", 465, "o@x", "p:w")),
        ("smtp+starttls://mail.example.org:2525/", MailServer(Wire.STARTTLS, "mail.example.org", 2525)),
        ("smtp://office:secret@127.0.0.1:25", MailServer(Wire.PLAIN, "127.0.0.1", 25, "office", "secret")),
    ],
)
def test_an_address_of_a_server_is_read(value: str, server: MailServer | None) -> None:
    assert read_mail_server(value) == server


@pytest.mark.parametrize(
    "value",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:many",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?x=1",
        "smtp://office:secret@mail.example.org",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(value: str) -> None:
    with pytest.raises(ValueError, match=r"write|password") as refused:
        read_mail_server(value)

    assert "secret" not in str(refused.value)


def test_a_password_may_stand_in_a_file_and_never_shows(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file\n")
    server = MailServer(Wire.TLS, "mail.example.org", 465, "office")

    assert read_password(server, str(tmp_path / "password")) == "from a file"
    assert read_password(replace(server, password="own"), str(tmp_path / "password")) == "own"
    assert "own" not in repr(replace(server, password="own"))

"""The doctor on the way to the site: cookies, strict transport, proxies, providers, the certificate."""

from __future__ import annotations

import dataclasses
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings as site

from ospolis.core import edge_probes
from ospolis.core.doctor import HealthLine, Light
from ospolis.core.log_in_providers import LogInProvider

NOW = datetime.now(UTC)
STRONG = {
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True,
    "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000,
}  # fmt: skip


def lights(lines: Iterator[HealthLine]) -> dict[str, Light]:
    found = list(lines)
    assert [line.name for line in found if line.light is not Light.GREEN and not line.remedy] == []
    return {line.name: line.light for line in found}


@pytest.fixture
def at_address(settings: Any) -> Callable[..., None]:
    def place(base_url: str = "https://ospo.arva.example", **changes: Any) -> None:
        settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, base_url=base_url, **changes)
        for name, value in STRONG.items():
            setattr(settings, name, value)

    return place


def test_a_site_with_https_keeps_cookies_and_readers_on_it(at_address: Callable[..., None], settings: Any) -> None:
    at_address()

    assert lights(edge_probes.look_at_cookies()) == {"cookies": Light.GREEN, "https": Light.GREEN}


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SESSION_COOKIE_SECURE", False, "cookies"),
        ("CSRF_COOKIE_SECURE", False, "cookies"),
        ("SESSION_COOKIE_HTTPONLY", False, "cookies"),
        ("SECURE_SSL_REDIRECT", False, "plain http"),
        ("SECURE_HSTS_SECONDS", 3_600, "https"),
    ],
)
def test_each_weak_edge_is_a_red_line(
    at_address: Callable[..., None], settings: Any, name: str, value: Any, line: str
) -> None:
    at_address()
    setattr(settings, name, value)

    found = lights(edge_probes.look_at_cookies())

    assert [key for key, light in found.items() if light is Light.RED] == [line]


def test_a_trial_on_this_machine_is_not_blamed_for_plain_http(at_address: Callable[..., None]) -> None:
    at_address("http://127.0.0.1:8000")

    assert lights(edge_probes.look_at_cookies()) == {"cookies": Light.GREEN}


@pytest.mark.parametrize(
    ("proxies", "light"),
    [
        ((), Light.GREEN),
        (("10.0.0.7/32", "10.0.0.0/8"), Light.GREEN),
        (("0.0.0.0/0",), Light.RED),
        (("::/0",), Light.RED),
        (("2001:db8::/48",), Light.GREEN),
    ],
)
def test_proxies_that_hold_strangers_are_told(
    at_address: Callable[..., None], proxies: tuple[str, ...], light: Light
) -> None:
    at_address(proxies=proxies)

    assert lights(edge_probes.look_at_proxies()) == {"proxies": light}


@pytest.mark.parametrize(
    ("issuer", "light"),
    [
        ("https://login.example", Light.GREEN),
        ("http://127.0.0.1:9000", Light.GREEN),
        ("http://login.example", Light.RED),
    ],
)
def test_a_provider_over_plain_http_is_told(at_address: Callable[..., None], issuer: str, light: Light) -> None:
    at_address(providers=(LogInProvider("state", "State log-in", issuer, "c", "s"),))

    assert lights(edge_probes.look_at_providers()) == {"provider state": light}


def certify(folder: Path, *, days: int) -> Path:
    """Write a certificate of its own making for this machine, and its key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=60)).not_valid_after(NOW + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )  # fmt: skip
    path = folder / "site.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@contextmanager
def site_with(path: Path) -> Iterator[int]:
    """Show a certificate to one visitor; yields the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def show() -> None:
            with suppress(OSError):
                visitor, _ = server.accept()
                with visitor, suppress(OSError), context.wrap_socket(visitor, server_side=True) as guarded:
                    guarded.recv(1)

        thread = threading.Thread(target=show)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(("days", "light"), [(90, Light.GREEN), (20, Light.YELLOW), (3, Light.RED), (-1, Light.RED)])
def test_the_end_of_the_certificate_is_told(
    at_address: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, light: Light
) -> None:
    path = certify(tmp_path, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with site_with(path) as port:
        at_address(f"https://127.0.0.1:{port}")
        (line,) = edge_probes.look_at_certificate()

    assert (line.name, line.light) == ("certificate", light)
    assert line.value == (f"until {NOW + timedelta(days=days, hours=1):%Y-%m-%d}, {days} days"
                          if days > 0 else "certificate has expired")  # fmt: skip


def test_a_certificate_that_nobody_believes_and_a_site_that_is_away_are_red(
    at_address: Callable[..., None], tmp_path: Path
) -> None:
    with site_with(certify(tmp_path, days=90)) as port:
        at_address(f"https://127.0.0.1:{port}")
        (strange,) = edge_probes.look_at_certificate()
    (away,) = edge_probes.look_at_certificate()

    assert (strange.light, "self" in strange.value) == (Light.RED, True)
    assert (away.light, "does not answer" in away.value) == (Light.RED, True)
    at_address("http://127.0.0.1:8000")
    assert list(edge_probes.look_at_certificate()) == []

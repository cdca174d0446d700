"""The guarded session of libraries: what it may reach, what it gives back, and that the canary hears nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
import requests

from core.fetching.test_guard import LOOPBACK
from ospolis.core.config import read_config
from ospolis.core.fetching import FetchRefused, fetch
from ospolis.core.fetching.sessions import guarded_session
from ospolis.core.limits import PROVIDER_FETCH

QUICK = replace(PROVIDER_FETCH, connect_seconds=1, total_seconds=2, bytes=1_000)


class Provider(BaseHTTPRequestHandler):
    """Echoes what it was sent; /to?URL leads on, /big is too large."""

    asked: list[tuple[str, str, dict[str, str], bytes]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): text for name, text in self.headers.items()}
        self.asked.append((self.command, self.path, headers, sent))
        path, _, rest = self.path.partition("?")
        self.send_response(302 if path == "/to" else 200)
        if path == "/to":
            self.send_header("Location", rest)
        body = b'{"issuer": "x"}' if path != "/big" else b"x" * 2_000
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *arguments: object) -> None: ...


def serve() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str], bytes]]]]:
    handler = type("ProviderOfTest", (Provider,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def provider(settings):
    for origin, asked in serve():
        settings.OSPOLIS = read_config({"OSPOLIS_INTERNAL_HOSTS": origin})
        yield origin, asked


@pytest.fixture
def canary():
    yield from serve()


def at_canary(url: str, canary: str) -> str:
    """The same spelling of loopback, at the port of the canary and by plain http."""
    host = urlsplit(url).netloc.rpartition("]")[0] + "]" if "]" in url else urlsplit(url).netloc.partition(":")[0]
    return f"http://{host}:{urlsplit(canary).port}/"


def test_an_opened_provider_is_asked_and_answers_as_the_library_expects(provider) -> None:
    origin, asked = provider

    with guarded_session(limits=QUICK) as session:
        found = session.get(f"{origin}/.well-known/openid-configuration", timeout=5)
        posted = session.post(f"{origin}/token", data={"code": "a b"}, headers={"Authorization": "Basic x"})

    assert (found.status_code, found.json(), found.ok) == (200, {"issuer": "x"}, True)
    assert posted.status_code == 200
    assert [(method, path, body) for method, path, _, body in asked] == [
        ("GET", "/.well-known/openid-configuration", b""),
        ("POST", "/token", b"code=a+b"),
    ]
    assert asked[1][2]["authorization"] == "Basic x"
    assert asked[1][2]["content-type"] == "application/x-www-form-urlencoded"


def test_no_spelling_of_loopback_reaches_the_canary(canary) -> None:
    origin, asked = canary
    assert len(LOOPBACK) >= 31

    for url in LOOPBACK:
        for target in (url, at_canary(url, origin), at_canary(url, origin).replace("http:", "https:")):
            with pytest.raises(requests.RequestException):
                guarded_session(limits=QUICK, resolve=inside).get(target)
            with pytest.raises(FetchRefused):
                fetch(target, allowed_hosts=None, internal_origins=[], limits=QUICK, resolve=inside)

    assert asked == []


def inside(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_a_redirect_is_checked_like_the_first_address(provider, canary) -> None:
    origin, _asked = provider
    with guarded_session(limits=QUICK, resolve=inside) as session:
        assert session.get(f"{origin}/to?{origin}/ok").status_code == 200
        for target in (f"{canary[0]}/", "https://inside.example/", "file:///etc/hostname", "ftp://a.example/"):
            with pytest.raises(requests.RequestException):
                session.get(f"{origin}/to?{target}")
        with pytest.raises(requests.TooManyRedirects):
            session.get(f"{origin}/to?/to?/to?/to?/to?/ok")

    assert canary[1] == []


def test_limits_proxies_and_broken_promises(provider, canary, monkeypatch: pytest.MonkeyPatch) -> None:
    origin, asked = provider
    monkeypatch.setenv("http_proxy", canary[0])
    monkeypatch.setenv("HTTPS_PROXY", canary[0])

    with guarded_session(limits=QUICK) as session:
        with pytest.raises(requests.ConnectionError, match="larger than 1,000 bytes"):
            session.get(f"{origin}/big")
        with pytest.raises(requests.ConnectionError, match="whole bodies"):
            session.post(f"{origin}/token", data=iter([b"a"]))
        with pytest.raises(requests.RequestException):
            session.get(f"{origin}/ok".replace("127.0.0.1", "localhost"), verify=False)
        assert session.get(f"{origin}/ok").ok

    assert (canary[1], len(asked)) == ([], 2)

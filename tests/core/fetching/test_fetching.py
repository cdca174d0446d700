"""The fetcher against real servers on loopback, and a canary that nobody may reach."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ospolis.core.fetching import Fetched, FetchRefused, fetch
from ospolis.core.limits import HTTP_FETCH

QUICK = replace(HTTP_FETCH, connect_seconds=1, total_seconds=1, bytes=100_000)


@dataclass
class Site:
    """A server of the test with what it was asked."""

    port: int
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://site.test:{self.port}"


class Handler(BaseHTTPRequestHandler):
    """Answers by path: /ok, /status/404, /to?URL (a redirect), /big, /drip, /half, /garbage."""

    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.site.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
        path, _, rest = self.path.partition("?")
        if path == "/to":
            self._send(302, b"", {"Location": rest})
        elif path == "/big":
            self._send(200, b"x" * 100_001, {})
        elif path == "/drip":
            self._drip()
        elif path == "/garbage":
            self.wfile.write(b"\x00\x01\x02 nonsense\r\n\r\n")
            self.close_connection = True
        elif path == "/half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            self.close_connection = True
        else:
            self._send(int(path.rpartition("/")[2]) if path.startswith("/status") else 200, b"hello", {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, text in {"Content-Type": "text/Plain; charset=utf-8", **headers}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """One byte of a header at a time, for ever: each wait is short, the whole is endless."""
        try:
            for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 500:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None: ...


def serve() -> Iterator[Site]:
    handler = type("HandlerOfTest", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    site = handler.site = Site(port=server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    yield from serve()


@pytest.fixture
def canary() -> Iterator[Site]:
    """A server that stands for the inside of a network: it must never be asked."""
    yield from serve()


def names(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def get(site: Site, path: str, **options: object) -> Fetched:
    settings: dict[str, object] = {"allowed_hosts": None, "internal_origins": [site.origin], "limits": QUICK}
    return fetch(f"{site.origin}{path}", resolve=names, **{**settings, **options})  # type: ignore[arg-type]


def refusal(site: Site, path: str, **options: object) -> str:
    with pytest.raises(FetchRefused) as refused:
        get(site, path, **options)
    return refused.value.code


def test_an_answer_has_status_headers_and_body(site: Site) -> None:
    answer = get(site, "/ok")

    assert (answer.status, answer.body, answer.media_type) == (200, b"hello", "text/plain")
    assert answer.is_success
    assert site.asked[0][1]["host"] == f"site.test:{site.port}"
    assert site.asked[0][1]["accept-encoding"] == "identity"


def test_any_status_is_an_answer(site: Site) -> None:
    assert [get(site, f"/status/{status}").status for status in (404, 500, 403)] == [404, 500, 403]


def test_a_redirect_is_followed_and_remembered_and_can_be_declined(site: Site) -> None:
    answer = get(site, "/to?/ok")

    assert (answer.url, answer.redirected_from) == (f"{site.origin}/ok", (f"{site.origin}/to?/ok",))
    assert get(site, "/to?/ok", redirects=0).status == 302


def test_more_than_three_redirects_are_refused(site: Site) -> None:
    assert refusal(site, "/to?/to?/to?/to?/ok") == "too_many_redirects"
    assert refusal(site, "/to?/to?/ok", redirects=1) == "too_many_redirects"
    assert len(site.asked) == 4 + 2


def test_a_redirect_into_the_inside_never_reaches_the_canary(site: Site, canary: Site) -> None:
    for target in (
        canary.origin + "/",
        f"http://127.0.0.1:{canary.port}/",
        f"https://127.0.0.1:{canary.port}/",
        f"//127.0.0.1:{canary.port}/",
        f"http://[::1]:{canary.port}/",
        "file:///etc/hostname",
        f"https://rebinding.test:{canary.port}/",
    ):
        assert refusal(site, f"/to?{target}") in {"not_https", "internal_address", "bad_address"}

    assert canary.asked == []


def test_a_name_that_changes_its_address_is_asked_only_once(site: Site, canary: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    def rebind(host: str, port: int) -> Sequence[str]:
        return next(answers)

    fetched = fetch(
        f"{site.origin}/ok", allowed_hosts=None, internal_origins=[site.origin], resolve=rebind, limits=QUICK
    )
    assert fetched.body == b"hello"
    assert next(answers) == ["10.0.0.1"]


def test_credentials_stay_with_their_origin(site: Site, canary: Site) -> None:
    # Here the second server is one that the operator opened, so that what it receives can be seen.
    both = [site.origin, canary.origin]
    get(site, f"/to?{canary.origin}/ok", internal_origins=both, headers={"Authorization": "Bearer x", "X-Kind": "y"})
    get(site, "/to?/ok", internal_origins=both, headers={"PRIVATE-TOKEN": "x"})

    assert "authorization" not in canary.asked[0][1]
    assert canary.asked[0][1]["x-kind"] == "y"
    assert site.asked[-1][1]["private-token"] == "x"


def test_a_redirect_to_a_host_of_nobody_is_refused(site: Site, canary: Site) -> None:
    code = refusal(site, "/to?https://elsewhere.test/ok", allowed_hosts={"site.test"})
    assert code == "foreign_host"


def test_limits_of_size_and_time_are_refusals_with_their_names(site: Site) -> None:
    assert refusal(site, "/big") == "too_large"
    began = time.monotonic()
    assert refusal(site, "/drip") == "timeout"
    assert time.monotonic() - began < 3
    assert refusal(site, "/garbage") == "protocol"
    assert refusal(site, "/half") == "protocol"


def test_a_closed_port_is_a_refusal(site: Site) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        closed = Site(port=door.getsockname()[1])
        assert refusal(closed, "/") == "network"


def test_proxy_variables_are_not_obeyed(site: Site, canary: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")

    assert get(site, "/ok").body == b"hello"
    assert canary.asked == []

"""The edges of the site: what is turned away, and what every kind of answer says to the browser."""

from __future__ import annotations

import dataclasses
import logging
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ospolis.core import edges, limits
from ospolis.core.edges import EdgeMiddleware
from ospolis.core.limiting import Asker, count_try
from ospolis.core.limiting.doors import SEARCH
from ospolis.web import views
from ospolis.web.handling import TextHandler
from ospolis.web.notices import write_security_text

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
}  # fmt: skip
SAME = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def break_home(monkeypatch):
    def fail(*arguments):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(views, "describe_home", fail)


def one_static_file():
    name = next(path.name for path in sorted(Path(site.STATIC_ROOT, "ospolis").glob("ospolis.*.css")))
    return f"/static/ospolis/{name}"


def used_up(client):
    for _ in range(SEARCH.rules[0].amount):
        count_try(door=SEARCH, asker=Asker(network="127.0.0.1"), at=datetime.now(UTC))
    return client.get("/search/?q=a")


KINDS = {
    "a page": (200, lambda client: client.get("/")),
    "a page for programs": (200, lambda client: client.get("/healthz")),
    "a notice": (200, lambda client: client.get("/robots.txt")),
    "a download": (200, lambda client: client.get("/map/institutions.csv")),
    "a static file": (200, lambda client: client.get(one_static_file())),
    "another page": (302, lambda client: client.get("/language/?language=en&next=/about/")),
    "a NUL": (400, lambda client: client.get("/institutions/%00/")),
    "a NUL in a question": (400, lambda client: client.get("/search/?q=%00")),
    "too many parameters": (400, lambda client: client.get("/search/?" + "a&" * 1_100)),
    "a foreign host": (400, lambda client: client.get("/", headers={"host": "evil.example"})),
    "a form without its token": (403, lambda client: Client(enforce_csrf_checks=True).post("/log-out/")),
    "a page of others": (403, lambda client: client.get("/desk/")),
    "no page": (404, lambda client: client.get("/no/such/page/")),
    "a wrong verb": (405, lambda client: client.post("/")),
    "a large body": (413, lambda client: client.post("/log-in/", b"x" * 10_000_001, content_type="text/plain")),
    "a long address": (414, lambda client: client.get("/search/?q=" + "a" * 9_000)),
    "a compressed body": (
        415,
        lambda client: client.post("/log-in/", b"x", content_type="text/plain", headers={"content-encoding": "gzip"}),
    ),
    "too many tries": (429, used_up),
    "a fault of ours": (500, lambda client: client.get("/")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_says_the_same_to_the_browser(world, client, monkeypatch, kind):
    status, ask = KINDS[kind]
    client.raise_request_exception = False
    if kind == "a fault of ours":
        break_home(monkeypatch)

    answer = ask(client)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SAME} == SAME
    assert "camera=()" in answer["Permissions-Policy"]
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert policy == (POLICY if kind != "a download" else {"default-src 'none'", "sandbox"})
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers
    if status >= 400 and status != 405:
        assert re.search(rb"<h1>[^<]{9,}</h1>", body)


@pytest.mark.parametrize(
    "address", ["/", "/institutions/", "/no/such/page/", "/map/institutions.csv", "/programme/", "/robots.txt"]
)
def test_what_somebody_known_sees_is_kept_by_no_cache(world, client, address):
    client.force_login(world.accounts["participant"])

    answer = client.get(address)

    assert {"no-store", "private"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert "Cookie" in answer["Vary"]


def test_a_known_reader_is_refused_and_failed_without_traces_in_caches(world, client, monkeypatch):
    client.force_login(world.accounts["participant"])
    client.raise_request_exception = False
    assert "no-store" in client.get("/desk/")["Cache-Control"]
    break_home(monkeypatch)

    assert "no-store" in client.get("/")["Cache-Control"]


@pytest.mark.parametrize("proto", ["", "http"])
def test_plain_http_is_led_to_https(settings, proto):
    with_https(settings)
    headers = {"X-Forwarded-Proto": proto} if proto else {}

    answer = Client().get("/about/", headers=headers)

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/about/")


def test_https_behind_the_proxy_is_kept_there_for_a_year(world, settings):
    with_https(settings)

    answer = Client().get("/about/", headers={"X-Forwarded-Proto": "https"})

    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_a_stranger_cannot_say_that_the_line_is_secure(settings):
    with_https(settings)

    assert Client(REMOTE_ADDR="192.0.2.7").get("/about/", headers={"X-Forwarded-Proto": "https"}).status_code == 301


def test_a_known_proxy_can(world, settings):
    with_https(settings)
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, proxies=("192.0.2.0/24",))

    assert Client(REMOTE_ADDR="192.0.2.7").get("/about/", headers={"X-Forwarded-Proto": "https"}).status_code == 200


def with_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def run_site(code: list[str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OSPOLIS_")},
        "OSPOLIS_BASE_URL": "https://ospo.arva.example",
        "OSPOLIS_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "ospolis.web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.run([sys.executable, *code], env=environ, capture_output=True, text=True, timeout=60)


def test_the_check_of_a_deployment_finds_nothing_on_https(tmp_path):
    found = run_site(["-m", "django", "check", "--deploy", "--fail-level", "WARNING"], tmp_path)

    assert (found.returncode, "no issues" in found.stdout) == (0, True), found.stderr


def test_cookies_on_https_are_secure_hidden_and_bound_to_the_host(tmp_path):
    ask = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.SESSION_COOKIE_NAME[:7],"
        " s.CSRF_COOKIE_NAME[:7], s.DEBUG, s.ALLOWED_HOSTS)"
    )
    told = run_site(["-c", ask], tmp_path).stdout.strip()

    assert told == "True True True True True Lax Lax __Host- __Host- False ['ospo.arva.example']"


def test_a_form_larger_than_an_upload_may_be_is_refused_before_it_is_read(client):
    length = str(limits.UPLOAD_BYTES + 2_000_000)
    answer = client.generic(
        "POST", "/log-in/", b"x", content_type="multipart/form-data; boundary=a", CONTENT_LENGTH=length
    )

    assert (answer.status_code, b"51 MB" in answer.content) == (413, True)


@pytest.mark.parametrize("length", ["-1", "1e9", "ten", "١"])
def test_a_length_that_is_none_is_a_bad_request(client, length):
    assert client.generic("POST", "/log-in/", b"", CONTENT_LENGTH=length).status_code == 400


def test_a_request_that_drags_leaves_its_route_in_the_log_and_nothing_of_its_question(monkeypatch, caplog):
    monkeypatch.setattr(edges, "REQUEST_SECONDS", -1.0)
    request = RequestFactory().get("/search/?q=a-name")
    with caplog.at_level(logging.WARNING, "ospolis.requests"):
        EdgeMiddleware(lambda request: HttpResponse())(request)

    assert caplog.messages == ["slow: GET /? answered 200 after 0.0 s"]


def test_whom_to_tell_about_a_weakness_stands_where_the_standard_says(client):
    answer = client.get("/.well-known/security.txt")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert write_security_text(at=datetime(2026, 11, 23, 12, tzinfo=UTC)) == (
        "Contact: mailto:security@arva.example\n"
        "Expires: 2027-05-22T00:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt\n"
    )


def test_without_a_contact_there_is_no_such_text(client, settings):
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, security_contact="")

    answer = client.get("/.well-known/security.txt")

    assert (answer.status_code, b"<h1>" in answer.content) == (404, True)


def test_robots_stay_away_from_pages_of_people(client):
    assert b"Disallow: /my-data/\n" in client.get("/robots.txt").content


def test_no_page_of_the_product_needs_an_unsafe_policy():
    """No inline script, style or handler in any template: the policy would silently break it."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=\"|javascript:")
    templates = (ROOT / "src").rglob("templates/**/*.html")

    assert [path.name for path in templates if inline.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=B", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("codec", ["utf-7", "unicode_escape", "raw_unicode_escape", "utf-16", "no-such"])
def test_text_that_is_said_to_be_something_else_than_utf_8_is_not_read(db, client, codec, kind):
    body = b'--B\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800+2AA-\r\n--B--\r\n'
    sent = f"{kind}; charset={codec}"

    assert client.generic("POST", "/log-in/", body, content_type=sent).status_code == 415
    assert client.get("/search/?q=%5cud800", CONTENT_TYPE=sent).status_code == 415


@pytest.fixture
def one_connection():
    """The server closes its connection around each request; the one of a test has to stay open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("codec", ["hex", "idna", "undefined", "rot13", "utf-7"])
def test_codecs_that_are_none_for_text_reach_no_page(db, codec, one_connection):
    """Asked as the server asks: the client of the tests makes its requests by itself."""
    sent = {"CONTENT_TYPE": f"text/plain; charset={codec}", "QUERY_STRING": "q=caf%C3%A9", "PATH_INFO": "/search/"}
    said = []

    answer = TextHandler()({**RequestFactory()._base_environ(), **sent}, lambda status, headers: said.append(status))
    answer.close()

    assert said == ["415 Unsupported Media Type"]


@pytest.mark.parametrize("codec", ["utf-8", "UTF-8", '"utf-8"'])
def test_text_in_utf_8_is_read(db, client, codec):
    sent = f"application/x-www-form-urlencoded; charset={codec}"

    assert client.generic("POST", "/log-in/", b"email=x", content_type=sent).status_code == 422

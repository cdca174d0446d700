"""How long the log-in page takes, apart from the password hash: wall and CPU milliseconds. Prints, asserts nothing.

    .venv/bin/python benchmarks/log_in.py [TRIES]

The promise: p95 below 150 ms apart from the hash. Passwords are kept by a hash that costs nothing, so that the page
alone is measured; the hash that the site uses is measured by itself, in the last line. Every try comes from another
address, with an account of its own, so that no limit on tries answers instead of the page.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"OSPOLIS_DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "ospolis.web.settings"}
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import django  # noqa: E402  # settings read the folder above

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import resolve_url  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from factories.cast import PASSWORD  # noqa: E402
from factories.places import OPERATOR, declare_places  # noqa: E402
from ospolis.people.services import open_account  # noqa: E402
from ospolis.web import wsgi  # noqa: E402  # with what the server sets for its process, as readers meet it

TRIES = 100
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


class Form(HTMLParser):
    """The fields of the page: where the address goes, where the password goes, and what is sent along."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.address = self.password = ""
        self.hidden: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        kind, name = said.get("type", "text"), said.get("name", "")
        if tag != "input" or not name or name in {"q", "next"}:
            return
        if kind == "password":
            self.password = self.password or name
        elif kind == "hidden":
            self.hidden[name] = said.get("value", "")
        elif kind in {"text", "email"}:
            self.address = self.address or name

    def fill(self, email: str, password: str) -> dict[str, str]:
        """What a browser sends."""
        return {**self.hidden, self.address: email, self.password: password}


def time_pages(name: str, ask: Callable[[int], HttpResponse], tries: int) -> None:
    """Print median and p95 of a page, and what it answered."""
    walls, spent, answers = [], [], set()
    for number in range(tries):
        began, cpu = time.perf_counter(), time.process_time()
        answer = ask(number)
        walls.append(1000 * (time.perf_counter() - began))
        spent.append(1000 * (time.process_time() - cpu))
        answers.add(answer.status_code)
    told = [f"{sorted(taken)[round(share * (tries - 1))]:>9.1f}" for taken in (walls, spent) for share in (0.5, 0.95)]
    print(f"{name:<34}{''.join(told)}   {', '.join(str(code) for code in sorted(answers))}")


def measure(tries: int) -> None:
    """Ask for the page, and try to log in with the right and with a wrong password."""
    url = resolve_url(settings.LOGIN_URL)
    emails = [f"person.{number}@people.example" for number in range(tries)]
    for email in emails:
        open_account(name=email, email=email, password=PASSWORD, actor=OPERATOR, at=timezone.now())
    form = Form(Client().get(url).content.decode())

    def come(number: int, network: int) -> Client:
        return Client(REMOTE_ADDR=f"10.{network}.{number // 250}.{number % 250 + 1}")

    print(f"{url:<34}{'wall p50':>9}{'wall p95':>9}{'CPU p50':>9}{'CPU p95':>9}   answers")
    time_pages("GET", lambda number: come(number, 1).get(url), tries)
    time_pages(
        "POST, right password", lambda number: come(number, 2).post(url, form.fill(emails[number], PASSWORD)), tries
    )
    time_pages(
        "POST, wrong password", lambda number: come(number, 3).post(url, form.fill(emails[number], "wrong")), tries
    )
    time_pages(
        "POST, no such account",
        lambda number: come(number, 4).post(url, form.fill(f"nobody.{number}@people.example", "wrong")),
        tries,
    )


def time_hash() -> None:
    """Print what the hash of the site takes by itself."""
    taken = []
    for _ in range(10):
        began = time.perf_counter()
        make_password(PASSWORD)
        taken.append(1000 * (time.perf_counter() - began))
    print(f"{'the hash by itself':<34}{sorted(taken)[5]:>9.1f}")


def main() -> None:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else TRIES
    warnings.simplefilter("ignore")
    assert wsgi.application
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    declare_places()
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        measure(tries)
    time_hash()


if __name__ == "__main__":
    main()

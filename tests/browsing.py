"""One real browser for every test that needs one: two of them in one process would fight over one event loop."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tasks.machine import find_browser

SWITCHES = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def open_browser() -> Iterator[Browser]:
    """The machine's own Chromium, closed at the end of the run; without one the test is skipped."""
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium")
    # Playwright's loop and the ORM share this thread; the ORM is told that this is meant.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield found
        found.close()

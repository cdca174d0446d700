"""A real browser on the running site: one country, its people, and a page that reports what its console says."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from factories.cast import PASSWORD, address_of
from factories.fixtures import quick_passwords
from factories.signing_in import code_for, give_app
from factories.world import World, build_world
from ospolis.people.models import Account
from ospolis.people.selectors import has_factor

__all__ = ["quick_passwords"]

STRICT = ("officer", "lead", "programme", "operator", "officer of another office")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# Colours fade from one scheme to the other; what is seen on the way is neither.
ASK = """async rules => {
  await Promise.all(document.getAnimations().map(fade => fade.finished));
  return axe.run({runOnly: rules});
}"""


@dataclass
class Reader:
    """Somebody in front of the site."""

    page: Page
    site: str
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(f"{self.site}{path}")

    @property
    def where(self) -> str:
        """The address that the reader stands at, without the site."""
        return self.page.url.removeprefix(self.site)

    @property
    def words(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Click the first link of the content with this name, or with it in its name."""
        self.page.locator("main").get_by_role("link", name=name, exact=exact).first.click()

    def log_in(self, persona: str) -> None:
        """Log in as a persona, with a code of an app where the role needs a second factor."""
        account = Account.objects.get(email=address_of(persona))
        if persona in STRICT and not has_factor(account):
            give_app(account)
        self.send_password(persona)
        if self.where == "/log-in/code/":
            self.page.fill("input[name=code]", code_for(account))
            self.page.click("main button")

    def log_out(self) -> None:
        """Log out, and be out before the next page is asked for: the answer still takes the session along."""
        self.open("/my-account/")
        self.page.get_by_role("button", name="Log out").click()
        self.page.wait_for_url(f"{self.site}/")

    def send_password(self, persona: str) -> None:
        """Fill in the page of the log-in."""
        self.open("/log-in/")
        self.page.fill("input[name=email]", address_of(persona))
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button")

    def broken_rules(self) -> list[str]:
        """The rules of accessibility that the page breaks, in light and in dark, each with its first place.

        Between the two only colours differ, so the second look asks for the rules about colours alone.
        """
        self.page.evaluate(Axe().axe_script)
        broken = []
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            self.page.emulate_media(color_scheme=scheme)
            result = self.page.evaluate(ASK, rules)
            broken += [(scheme, rule["id"], rule["nodes"][0]["html"][:160]) for rule in result["violations"]]
        return [f"{self.where} ({scheme}): {rule}: {place}" for scheme, rule, place in broken]


@pytest.fixture
def world(transactional_db, quick_passwords) -> World:
    return build_world()


@pytest.fixture
def read(browser, live_server):
    """Begin as a new reader; what the console said is held against nothing at the end."""
    readers: list[Reader] = []

    def begin(*, width: int = 1280, script: bool = True) -> Reader:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        reader = Reader(context.new_page(), live_server.url)
        reader.page.set_default_timeout(15_000)
        reader.page.on("console", lambda message: reader.said.append(message.text))
        reader.page.on("pageerror", lambda error: reader.said.append(str(error)))
        readers.append(reader)
        return reader

    yield begin
    said = [line for reader in readers for line in reader.said]
    for reader in readers:
        reader.page.context.close()
    assert said == []

"""The component page in a real browser: rules of accessibility, narrow screens, and no complaint in the console.

Pages are handed to the browser without a server: the answer to each address is written by the test itself.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from ospolis.core import page as pages
from ospolis.core.components_page import SWATCHES, icon_names
from ospolis.core.specimens import sample_values

pytestmark = pytest.mark.browser

HOST = "http://ospolis.example"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_CHECKED = 1_000
"""A run that looked at fewer places was blind, however clean it says the page is."""
NAV = (pages.Group((pages.Entry("Map", "/map/", "map"), pages.Entry("Components", "/components/", "gauge"))),)
OFFICE = pages.OfficeLabel("Open Source Office", "Republic of Taluma", email="office@oss.gov.example")


def component_page(shell: str, language: str = "en") -> str:
    frame = pages.Frame(
        shell=shell,
        office=OFFICE,
        nav=pages.mark_current(NAV, "/components/"),
        languages=(pages.Language("ar", "العربية", "/ar/", "rtl"),),
        person=pages.Entry("Log in", "/log-in/"),
        search_url="/search/",
        is_sample=True,
    )
    with translation.override(language):
        values = {"frame": frame, "page": pages.Page("Components"), "icons": icon_names(), "swatches": SWATCHES}
        return render_to_string("core/specimen/page.html", {**values, **sample_values()})


def open_page(browser: Browser, html: str, *, width: int, scheme: str) -> tuple[Page, list[str]]:
    """Open a page as the site would answer it, and collect what the console says and what was not found."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if found:
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        elif path == "/components/":
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.fulfill(status=404, body="")

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route(f"{HOST}/**", answer)
    page.goto(f"{HOST}/components/")
    return page, said


def faults(page: Page) -> tuple[list[str], int]:
    """Name the broken rules with their first place, and count the places that were checked."""
    page.evaluate(Axe().axe_script)
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    broken = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in result["violations"]]
    return broken, sum(len(rule["nodes"]) for rule in result["passes"])


@pytest.mark.parametrize(("shell", "width", "scheme"), [(pages.PUBLIC, 1280, "light"), (pages.STAFF, 320, "dark")])
def test_the_component_page_is_accessible(browser, shell, width, scheme):
    page, said = open_page(browser, component_page(shell), width=width, scheme=scheme)
    broken, checked = faults(page)
    assert (broken, said) == ([], [])
    assert checked >= LEAST_CHECKED
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shell", [pages.PUBLIC, pages.STAFF])
def test_the_component_page_fits_a_narrow_screen_in_both_directions(browser, shell, language):
    page, said = open_page(browser, component_page(shell, language), width=320, scheme="light")
    assert (page.evaluate("document.documentElement.scrollWidth"), said) == (320, [])
    page.context.close()


def test_a_planted_fault_is_seen(browser):
    """The rules are blind to contrast in some scripts; this tells when they are blind to all of it."""
    html = component_page(pages.PUBLIC).replace(
        '<p class="lede">', '<img src="/static/ospolis/mark.svg"><p class="lede">'
    )
    page, _ = open_page(browser, html, width=1280, scheme="light")
    page.evaluate("document.querySelector('.lede').style.color = '#cccccc'")
    assert [rule.split(":")[0] for rule in faults(page)[0]] == ["color-contrast", "image-alt"]
    page.context.close()


def test_the_menu_opens_without_script_and_closes_by_key(browser):
    page, _ = open_page(browser, component_page(pages.PUBLIC), width=360, scheme="light")
    assert not page.is_visible("#menu")
    page.click(".btn.menu")
    assert page.is_visible("#menu")
    page.keyboard.press("Escape")
    assert not page.is_visible("#menu")
    page.context.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser):
    page, _ = open_page(browser, component_page(pages.STAFF), width=1280, scheme="light")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.context.close()

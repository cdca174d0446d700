"""Every failure is visible with its reason and remedy: an officer's way from the log-in to what needs a hand."""

from __future__ import annotations

import pytest

from factories.cast import PASSWORD, address_of
from factories.collecting import FAILURE
from factories.signing_in import code_for, give_app

pytestmark = pytest.mark.browser


def tab_to(reader, name):
    """Go on by the tabulator until a field is reached."""
    for _ in range(40):
        if reader.page.evaluate("document.activeElement.name") == name:
            return
        reader.page.keyboard.press("Tab")


@pytest.mark.parametrize("script", [True, False])
def test_an_officer_logs_in_and_finds_the_source_that_failed_with_its_remedy(world, read, script):
    reader = read(script=script)
    reader.log_in("officer")
    assert reader.where == "/desk/"

    reader.follow("https://code.arva.example/gone.git")

    assert reader.where.startswith("/collection/")
    assert (FAILURE[1] in reader.words, FAILURE[2] in reader.words) == (True, True)


def test_the_keyboard_alone_is_enough_to_log_in(world, read):
    give_app(world.accounts["lead"])
    reader = read()
    reader.open("/log-in/")
    tab_to(reader, "email")
    reader.page.keyboard.type(address_of("lead"))
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.type(PASSWORD)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/log-in/code/")
    tab_to(reader, "code")
    reader.page.keyboard.type(code_for(world.accounts["lead"]))
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/desk/")

    assert "Today" in reader.words


@pytest.mark.parametrize("width", [1280, 320])
def test_the_desk_and_what_is_kept_are_accessible_and_fit(world, read, width):
    reader = read(width=width)
    reader.log_in("officer")
    broken = []
    for page in ("/desk/", "/my-data/", "/map/", "/collection/"):
        reader.open(page)
        broken += reader.broken_rules()
        if reader.page.evaluate("document.documentElement.scrollWidth") > width:
            broken.append(f"{page} scrolls sideways")

    assert broken == []


def test_whoever_leaves_is_gone(world, read):
    reader = read(script=False)
    reader.log_in("officer")
    reader.page.get_by_role("button", name="Log out").click()
    assert reader.where == "/"
    reader.open("/desk/")

    assert "Log in to open this page" in reader.words
    reader.said.clear()

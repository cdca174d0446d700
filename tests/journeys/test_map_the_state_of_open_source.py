"""Map the current national state of open source: a newcomer walks from the home page down to file, line and commit."""

from __future__ import annotations

import pytest

from factories.collecting import COMMIT, collect_again, naming, saying
from ospolis.evidence.models import Fact
from ospolis.mapping.models import Change

pytestmark = pytest.mark.browser
WIDE, NARROW = 1280, 320


@pytest.mark.parametrize(("script", "width"), [(True, WIDE), (False, WIDE), (False, NARROW)])
def test_a_newcomer_walks_from_the_home_page_to_the_line_in_a_file(world, read, script, width):
    reader = read(script=script, width=width)
    reader.open("/")
    reader.follow("See the national map")
    assert reader.where.startswith("/map/")

    reader.follow("National Registry")
    assert reader.where.startswith("/institutions/arva-registry/")

    reader.follow("civil", exact=True)
    assert reader.where.startswith("/repositories/arva-registry-civil/")
    assert "EUPL-1.2" in reader.words

    reader.open("/why/repositories-clear-licence.office.arva/")
    assert "vendor/NOTICE: two texts in one file" in reader.words
    reader.follow("needs-look arva-registry-civil")

    assert reader.where.startswith("/why/f")
    for part in ("LICENSE, line 1", COMMIT, "https://code.arva.example/civil.git"):
        assert part in reader.words
    reader.follow("See how this source was read")
    assert reader.where.startswith("/collection/")


def test_a_figure_of_the_home_page_opens_to_its_facts(world, read):
    reader = read(script=False)
    reader.open("/")
    reader.page.locator("main a[href^='/why/systems-open.office.arva']").first.click()

    assert "33 % of the systems are open source" in reader.words
    assert "1 ÷ 3 = 33.3 %" in reader.words


@pytest.mark.parametrize("asked", ["sante", "MINISTERE"])
def test_an_institution_is_found_by_a_word_without_accents(world, read, asked):
    reader = read(script=False)
    reader.open("/")
    reader.page.locator("main input[type=search]").fill(asked)
    reader.page.keyboard.press("Enter")
    reader.follow("Ministry of Health")

    assert reader.where.startswith("/institutions/arva-health/")


def test_a_reader_goes_on_in_arabic_on_the_same_page_from_right_to_left(world, read, settings):
    settings.LANGUAGES = [("en", "en"), ("ar", "ar")]
    reader = read(script=False)
    reader.open("/map/?office=belun")
    reader.page.locator("a[hreflang=ar]").first.click()

    assert reader.where == "/map/?office=belun"
    assert reader.page.get_attribute("html", "dir") == "rtl"
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def pages():
    fact = Fact.objects.filter(realm="arva", measure="repository.licence-clarity").latest("id")
    return [
        "/", "/map/", "/institutions/", "/institutions/arva-registry/", "/systems/arva-civil/", "/repositories/",
        "/repositories/arva-registry-civil/", "/changes/", "/collection/", f"/collection/{fact.source_key}/",
        "/why/systems-open.office.arva/", f"/why/f{fact.pk}/", "/search/?q=registry", "/search/?q=zzzz", "/about/",
        "/log-in/",
    ]  # fmt: skip


@pytest.fixture
def changed(world):
    """A second collection of Arva, in which a licence is another one and a package is new."""
    collect_again(7, say=lambda findings: naming("leftpad")(saying(licence_declared="MIT")(findings)))
    kinds = set(Change.objects.values_list("kind", flat=True))
    assert {"licence", "new-packages"} <= kinds


def test_every_public_page_is_accessible_in_light_and_dark(world, changed, read):
    reader = read()
    broken = []
    for page in pages():
        reader.open(page)
        broken += reader.broken_rules()

    assert broken == []


def test_no_public_page_scrolls_sideways_on_a_narrow_screen(world, changed, read):
    reader = read(width=NARROW)
    wide = []
    for page in pages():
        reader.open(page)
        wide += [page] if reader.page.evaluate("document.documentElement.scrollWidth") > NARROW else []

    assert wide == []

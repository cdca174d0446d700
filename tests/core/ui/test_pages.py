"""Shells, error pages and components as a reader receives them."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from ospolis.core import components_page
from ospolis.core.access.viewer import ANYBODY
from ospolis.core.components_page import SWATCHES, icon_names
from ospolis.core.page import (
    PUBLIC,
    STAFF,
    Crumb,
    Entry,
    Frame,
    Group,
    Language,
    OfficeLabel,
    Page,
    mark_current,
)
from ospolis.core.specimens import HOSTILE, sample_values

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
NAV = (
    Group((Entry("Today", "/desk/", "home"), Entry("National map", "/map/", "map"))),
    Group((Entry("Requests", "/requests/", "inbox"),), "Desks"),
)
OFFICE = OfficeLabel(
    name="Open Source Office",
    country="Republic of Taluma",
    about="Harbour Wing, Port Ansel",
    email="office@oss.gov.example",
    supported_by="the Enabler",
)
FRAMES = {
    "public": Frame(
        shell=PUBLIC,
        office=OFFICE,
        nav=NAV,
        foot=(Group((Entry("Privacy", "/privacy/"),), "About"),),
        languages=(Language("ar", "العربية", "/ar/", "rtl"),),
        person=Entry("Log in", "/log-in/"),
        is_sample=True,
    ),
    "staff": Frame(
        shell=STAFF,
        office=OFFICE,
        nav=mark_current(NAV, "/map/"),
        languages=(Language("ar", "العربية", "/ar/", "rtl"),),
        person=Entry("Officer", "/settings/", "user"),
        search_url="/search/",
    ),
    "bare": Frame(),
}
EVERY_FRAME = pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")


class Document(HTMLParser):
    """Read a page the way the rules below need it: balance, ids, references, headings and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.silent: list[str] = []
        self._links: list[str] = []
        self.feed(text)
        self.faults += [f"{tag} is not closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self._note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"a", "button"}:
            self._links.append("")

    def handle_startendtag(self, tag, attrs):
        self._note(tag, attrs)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} closes out of turn")
        if tag in {"a", "button"} and not self._links.pop().strip():
            self.silent.append(tag)

    def handle_data(self, data):
        self._links = [text + data for text in self._links]

    def _note(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if len(found) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self.elements.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget"):
            self.references.update(found.get(name, "").split())
        if found.get("href", "").startswith("#"):
            self.references.add(found["href"].removeprefix("#"))
        if found.get("aria-label"):
            self._links = [text + found["aria-label"] for text in self._links]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def components(frame: Frame | None) -> str:
    page = Page(title="Components", crumbs=(Crumb("Home", "/"), Crumb("Components")))
    values = {"page": page, "icons": icon_names(), "swatches": SWATCHES, **sample_values()}
    return render_to_string("core/specimen/page.html", {**values, "frame": frame} if frame else values)


@EVERY_FRAME
def test_the_component_page_is_sound_html(frame):
    document = Document(components(frame))
    assert document.faults == []
    assert document.silent == []
    assert len(document.ids) == len(set(document.ids))
    samples = {"why", "institution", "families.csv"}
    assert document.references - set(document.ids) - samples == set()


@EVERY_FRAME
def test_headings_step_down_one_at_a_time_from_a_single_first(frame):
    headings = Document(components(frame)).headings
    within_main = headings[: len(headings) - (frame.shell == PUBLIC)]
    assert within_main.count(1) == 1
    assert [step for step in pairwise(within_main) if step[1] > step[0] + 1] == []


@EVERY_FRAME
def test_no_page_has_a_style_attribute_an_inline_script_or_a_second_origin(frame):
    elements = Document(components(frame)).elements
    assert [tag for tag, attrs in elements if "style" in attrs or tag == "style"] == []
    assert [attrs for tag, attrs in elements if tag == "script" and not attrs.get("src", "").startswith("/")] == []
    assert [attrs for tag, attrs in elements if tag in {"link", "img", "use"} and "//" in attrs.get("href", "")] == []
    assert [name for _, attrs in elements for name in attrs if re.match("on[a-z]", name)] == []


@EVERY_FRAME
def test_every_drawing_has_a_name_or_is_hidden(frame):
    drawings = [attrs for tag, attrs in Document(components(frame)).elements if tag == "svg"]
    assert [
        a for a in drawings if a.get("aria-hidden") != "true" and not (a.get("role") == "img" and a["aria-label"])
    ] == []


@EVERY_FRAME
def test_every_chart_has_its_table_beneath(frame):
    text = components(frame)
    assert text.count('<figure class="chart">') == text.count('<details class="data"') == 3


def test_hostile_words_are_escaped_in_every_component():
    text = components(FRAMES["public"])
    assert HOSTILE not in text
    assert "alert(1)" in text


def test_public_pages_load_no_script_and_staff_pages_load_htmx_2_and_ours():
    def scripts(name: str) -> list[str]:
        elements = Document(components(FRAMES[name])).elements
        return [attrs["src"].rsplit("/", 1)[1] for tag, attrs in elements if tag == "script" and "defer" in attrs]

    assert scripts("public") == []
    assert scripts("staff") == ["htmx-2.min.js", "ospolis.js"]


def test_only_staff_pages_offer_the_drawer_and_swaps():
    assert "data-hx-" not in components(FRAMES["public"])
    assert 'data-hx-select="#why" data-hx-target="#drawer-body"' in components(FRAMES["staff"])


def test_the_title_says_what_then_where_and_begins_with_an_error():
    def title(**values: object) -> str:
        text = render_to_string("core/public.html", {"frame": FRAMES["public"], **values})
        return re.search("<title>(.*)</title>", text).group(1)

    assert title(page=Page("National map")) == "National map - Open Source Office"
    assert title(page=Page("Join", has_errors=True)) == "Error: Join - Open Source Office"
    assert title(page=Page("")) == "Open Source Office"
    assert title(frame=None) == "Ospolis"


def test_invented_data_is_marked_as_such():
    assert "Invented data." in components(FRAMES["public"])
    assert "Invented data." not in components(FRAMES["staff"])


def test_the_language_turns_the_page_and_is_offered_in_its_own_words():
    with translation.override("ar"):
        arabic = components(FRAMES["staff"])
    english = components(FRAMES["staff"])
    offer = '<bdi lang="ar" dir="rtl">العربية</bdi>'
    assert ('<html lang="ar" dir="rtl">' in arabic, offer in arabic) == (True, False)
    assert ('<html lang="en' in english, offer in english) == (True, True)


def test_the_longest_address_above_the_reader_is_the_current_one():
    nav = (Group((Entry("Home", "/"), Entry("Map", "/map/"), Entry("Heat", "/map/heat/"))),)

    def current(path: str) -> list[str]:
        return [entry.title for group in mark_current(nav, path) for entry in group.entries if entry.is_current]

    assert current("/map/heat/x/") == ["Heat"]
    assert current("/map/") == ["Map"]
    assert current("/") == ["Home"]
    assert current("/elsewhere/") == []
    assert mark_current((), "/") == ()


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_stands_without_request_and_frame(name):
    document = Document(render_to_string(name))
    assert (document.faults, document.headings[0]) == ([], 1)


def test_the_page_of_a_missing_right_names_who_may():
    text = render_to_string("403.html", {"roles": [("officer of an office", "lead")], "known": True})
    assert "<li>officer of an office: a lead of the office can give it</li>" in text
    assert "Your roles do not open this page" in text
    unknown = render_to_string("403.html", {"roles": [("programme", "operator")], "known": False})
    assert "<title>Log in to open this page - Ospolis</title>" in unknown


def test_a_visitor_without_the_right_is_led_to_the_log_in():
    visitor = {"roles": [("programme", "operator")], "known": False, "frame": FRAMES["public"]}
    offer = '<a class="btn" href="/log-in/">Log in</a>'
    assert offer in render_to_string("403.html", visitor)
    assert offer not in render_to_string("403.html", {**visitor, "known": True})


def test_the_page_of_our_own_fault_gives_its_number():
    assert "<code>2026-0147</code>" in render_to_string("500.html", {"incident": "2026-0147"})
    assert "<code>" not in render_to_string("500.html")


def test_a_page_stands_when_static_files_were_not_collected(settings, monkeypatch):
    def refuse(path: str) -> str:
        raise ValueError(f"Missing staticfiles manifest entry for '{path}'")

    monkeypatch.setattr("ospolis.core.templatetags.ui.static", refuse)
    assert 'href="/static/ospolis/ospolis.css"' in render_to_string("500.html")


def test_the_component_page_answers_and_the_icon_of_habit_leads_to_the_mark():
    request = RequestFactory().get("/components/")
    request.viewer = ANYBODY
    assert components_page.show_components(request).template_name == "core/specimen/page.html"
    answer = components_page.favicon(request)
    assert (answer.status_code, "mark" in answer.url) == (302, True)


def test_the_script_of_the_package_is_where_the_staff_shell_asks_for_it():
    assert finders.find("django_htmx/htmx-2.min.js") is not None


def test_there_are_38_icons():
    assert len(icon_names()) == len(set(icon_names())) == 38

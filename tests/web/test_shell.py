"""What stands around a page is that of its reader: nothing of one reader reaches another."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import get_language

from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.web.shell import shell_context

OFFICER = Viewer(pk=1, label="officer", grants=(Grant(Role.OFFICER, realm="arva"),))
NEIGHBOUR = Viewer(pk=2, label="neighbour", grants=(Grant(Role.OFFICER, realm="belun"),))
FOCAL = Viewer(pk=3, label="focal point", grants=(Grant(Role.FOCAL_POINT, unit="arva-registry"),))


def frame_of(viewer, address="/map/?office=arva"):
    request = RequestFactory().get(address)
    request.viewer = viewer
    return shell_context(request)["frame"]


def ways_of(frame):
    return [entry.url for group in frame.nav for entry in group.entries]


@pytest.mark.parametrize("order", [(OFFICER, NEIGHBOUR, FOCAL, ANYBODY), (ANYBODY, FOCAL, NEIGHBOUR, OFFICER)])
def test_every_reader_gets_the_own_navigation_whoever_came_before(places, order):
    ways = {viewer.label: ways_of(frame_of(viewer)) for viewer in order}

    public = ["/map/", "/institutions/", "/repositories/", "/collection/"]
    asked = [f"{way}?office=arva" for way in public]
    assert ways == {
        "officer": [
            "/desk/?office=arva",
            *asked,
            "/assessment/?office=arva",
            "/assessment/campaigns/?office=arva",
            "/people/?office=arva",
            "/journal/?office=arva",
        ],
        "neighbour": ["/desk/", *asked, "/assessment/", "/assessment/campaigns/", "/people/", "/journal/"],
        "focal point": [*asked, "/my-institution/"],
        "visitor": asked,
    }


def test_a_lead_finds_the_settings_of_the_own_office_only(places):
    lead = Viewer(pk=4, label="lead", grants=(Grant(Role.LEAD, realm="arva"), Grant(Role.OFFICER, realm="belun")))
    last = {realm: ways_of(frame_of(lead, f"/map/?office={realm}"))[-1] for realm in ("arva", "belun")}

    assert last == {"arva": "/settings/?office=arva", "belun": "/journal/?office=belun"}


def test_the_navigation_marks_where_each_reader_is(places):
    marked = {
        address: [entry.url for group in frame_of(ANYBODY, address).nav for entry in group.entries if entry.is_current]
        for address in ("/map/?office=arva", "/repositories/some/", "/about/", "/map/?office=arva")
    }

    assert marked == {
        "/map/?office=arva": ["/map/?office=arva"],
        "/repositories/some/": [f"/repositories/?office={frame_office()}"],
        "/about/": [],
    }


def frame_office():
    """The office that a reader is shown who asked for none."""
    home = frame_of(ANYBODY, "/about/").office.home_url
    return re.search(r"office=(\S+)", home)[1]


def test_each_office_leads_to_itself(places):
    ways = {realm: ways_of(frame_of(ANYBODY, f"/map/?office={realm}"))[0] for realm in ("arva", "belun", "arva")}

    assert ways == {"arva": "/map/?office=arva", "belun": "/map/?office=belun"}


def test_each_language_has_its_own_navigation(places, monkeypatch):
    with translation.override("en"):
        before = frame_of(ANYBODY)
        monkeypatch.setattr("ospolis.web.shell._", lambda words: f"{get_language()}: {words}")
    with translation.override("eo"):
        other = frame_of(ANYBODY)
    with translation.override("en"):
        again = frame_of(ANYBODY)

    titles = [entry.title for group in before.nav for entry in group.entries]
    assert [entry.title for group in other.nav for entry in group.entries] == [f"eo: {title}" for title in titles]
    assert again.nav == before.nav

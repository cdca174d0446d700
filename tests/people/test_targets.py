"""The one reader of `next`: whatever stands in it, the answer stays on this site."""

from __future__ import annotations

import string
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.people.targets import safe_target, start_page

FOREIGN = [
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https://evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "//evil.example@ospolis.example/",
    "//user:pass@evil.example",
    "evil.example",
    "desk/",
    "?next=1",
    "",
    "\x00//evil.example",
    "//",
    "/\\ ",
    "/a\\b",
    "/desk/\n",
    "/" + "a" * 3000,
]
OURS = ["/", "/desk/", "/why/repositories.office.arva/?state=read", "/search/?q=a%2Fb", "/institutions/a/#systems"]


def target_of(wanted, method="post"):
    request = getattr(RequestFactory(), method)("/log-in/", {"next": wanted})
    return safe_target(request, otherwise="/safe/")


def is_here(target):
    """Say whether a browser that stands on our site stays there."""
    host = urlsplit(urljoin("https://ospolis.example/log-in/", target.replace("\\", "/"))).netloc
    return target.startswith("/") and host == "ospolis.example"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("wanted", FOREIGN)
def test_a_foreign_target_is_not_followed(wanted, method):
    assert target_of(wanted, method) == "/safe/"


@pytest.mark.parametrize("wanted", OURS)
def test_a_target_of_ours_is_followed(wanted):
    assert target_of(wanted) == wanted


@pytest.mark.parametrize("wanted", [quote(wanted, safe="") for wanted in FOREIGN if wanted])
def test_an_encoded_foreign_target_stays_here(wanted):
    assert is_here(target_of(wanted)) or target_of(wanted) == "/safe/"


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet=[*"/\\:@?#.%\t\n\r \x00", *string.ascii_lowercase[:6], "／", "．"], max_size=25))
def test_no_text_leads_away(wanted):
    assert is_here(target_of(wanted))


@pytest.mark.parametrize(
    ("grants", "page"),
    [
        ((Grant(Role.OFFICER, "arva"),), "/desk/"),
        ((Grant(Role.LEAD, "arva"), Grant(Role.FOCAL_POINT, unit="b")), "/desk/"),
        ((Grant(Role.FOCAL_POINT, unit="b"), Grant(Role.FOCAL_POINT, unit="a")), "/my-institution/"),
        ((Grant(Role.PROGRAMME),), "/"),
        ((), "/"),
    ],
)
def test_everybody_begins_where_the_own_work_is(grants, page):
    assert start_page(Viewer(1, "x", grants)) == page
    assert start_page(ANYBODY) == "/"

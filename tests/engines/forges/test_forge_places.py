"""From the location of a source to the addresses that list it."""

from __future__ import annotations

import pytest

from ospolis.engines.forges.place import (
    ForgeKind,
    Place,
    call_headers,
    first_calls,
    own_call,
    read_origin,
    read_place,
)
from ospolis.engines.forges.refusal import ForgeRefused

GITHUB, GITLAB, GITEA = ForgeKind
PLACES = [
    (GITHUB, "https://github.com/ministry", "https://github.com", "https://api.github.com", "ministry"),
    (GITHUB, "https://www.GitHub.com/orgs/m/repositories", "https://github.com", "https://api.github.com", "m"),
    (GITHUB, "https://code.example:8443/m/", "https://code.example:8443", "https://code.example:8443/api/v3", "m"),
    (GITLAB, "https://gitlab.com/groups/a/b.c", "https://gitlab.com", "https://gitlab.com/api/v4", "a/b.c"),
    (GITLAB, "https://gitlab.example:443", "https://gitlab.example", "https://gitlab.example/api/v4", ""),
    (GITLAB, "https://[2001:db8::1]/a", "https://[2001:db8::1]", "https://[2001:db8::1]/api/v4", "a"),
    (GITEA, "https://codeberg.org/ministry", "https://codeberg.org", "https://codeberg.org/api/v1", "ministry"),
    (GITEA, "http://127.0.0.1:3000/", "http://127.0.0.1:3000", "http://127.0.0.1:3000/api/v1", ""),
]  # fmt: skip
NO_PLACES = [
    (GITHUB, "https://github.com", "The address names GitHub as a whole."),
    (GITHUB, "https://github.com/ministry/register", "The address names one repository."),
    (GITEA, "https://codeberg.org/a/b", "The address names one repository."),
    (GITLAB, "https://gitlab.com/a/../b", "'/a/../b' is no name on a forge."),
    (GITHUB, "https://github.com/a%2Fb", "'/a%2Fb' is no name on a forge."),
    (GITHUB, "ftp://github.com/a", "This is no address of a forge."),
    (GITHUB, "https:///a", "This is no address of a forge."),
    (GITHUB, "https://me@github.com/a", "This is no address of a forge."),
    (GITHUB, "https://[/a", "This is no address of a forge."),
]


@pytest.mark.parametrize(("kind", "location", "origin", "api", "account"), PLACES)
def test_a_place_is_read_as_people_copy_it(kind, location, origin, api, account):
    assert read_place(kind, location) == Place(kind, origin, api, account)
    assert read_origin(location) == origin


@pytest.mark.parametrize(("kind", "location", "message"), NO_PLACES)
def test_what_is_no_place_is_told_with_what_to_write(kind, location, message):
    with pytest.raises(ForgeRefused) as refused:
        read_place(kind, location)

    assert (refused.value.code, refused.value.message) == ("forge-place", message)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("kind", "location", "calls"),
    [
        (
            GITHUB,
            "https://github.com/m",
            {
                "organisation": "https://api.github.com/orgs/m/repos?type=public&sort=created&direction=asc&per_page=100",
                "person": "https://api.github.com/users/m/repos?type=owner&sort=created&direction=asc&per_page=100",
            },
        ),
        (
            GITLAB,
            "https://g.example/a/b",
            {
                "group": "https://g.example/api/v4/groups/a%2Fb/projects?include_subgroups=true&with_shared=false"
                "&visibility=public&order_by=id&sort=asc&per_page=100"
            },
        ),
        (
            GITLAB,
            "https://g.example/a",
            {
                "group": "https://g.example/api/v4/groups/a/projects?include_subgroups=true&with_shared=false"
                "&visibility=public&order_by=id&sort=asc&per_page=100",
                "person": "https://g.example/api/v4/users/a/projects?visibility=public&order_by=id&sort=asc&per_page=100",
            },
        ),
        (
            GITLAB,
            "https://g.example",
            {
                "forge": "https://g.example/api/v4/projects?pagination=keyset&visibility=public&order_by=id&sort=asc"
                "&per_page=100"
            },
        ),
        (
            GITEA,
            "https://c.example/m",
            {
                "organisation": "https://c.example/api/v1/orgs/m/repos?limit=50&page=1",
                "person": "https://c.example/api/v1/users/m/repos?limit=50&page=1",
            },
        ),
        (
            GITEA,
            "https://c.example",
            {"forge": "https://c.example/api/v1/repos/search?sort=id&order=asc&limit=50&page=1"},
        ),
    ],
)
def test_a_place_is_listed_by_these_calls(kind, location, calls):
    assert {call.shape: call.url for call in first_calls(read_place(kind, location))} == calls


def test_one_repository_has_an_address_of_its_own():
    places = [read_place(kind, "https://f.example/a") for kind in ForgeKind]

    assert [own_call(place, "7", "a/b c") for place in places] == [
        "https://f.example/api/v3/repos/a/b%20c",
        "https://f.example/api/v4/projects/7",
        "https://f.example/api/v1/repositories/7",
    ]


def test_a_place_holds_what_stands_below_it():
    group = read_place(GITLAB, "https://f.example/A/b")
    whole = read_place(GITLAB, "https://f.example")

    assert [group.holds(path) for path in ("a/B/c", "a/b/c/d", "a/bc/d", "x/y")] == [True, True, False, False]
    assert whole.holds("x/y")


def test_headers_say_who_asks_and_what_is_known():
    assert call_headers(GITHUB) == {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
    assert call_headers(GITHUB, token="t")["authorization"] == "Bearer t"
    assert call_headers(GITEA, token="t")["authorization"] == "token t"
    assert call_headers(GITLAB, token="t", etag='"e"', last_modified="d") == {
        "accept": "application/json",
        "private-token": "t",
        "if-none-match": '"e"',
        "if-modified-since": "d",
    }

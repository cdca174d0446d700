"""What an answer means: pages, budgets of calls, refusals with a remedy, the way to the next page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ospolis.engines.forges.answers import Answer, check_answer
from ospolis.engines.forges.budget import Budget, read_budget
from ospolis.engines.forges.paging import next_call, read_next_link
from ospolis.engines.forges.place import ForgeKind, read_place
from ospolis.engines.forges.refusal import ForgeRefused

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW = int(NOON.timestamp())
HUB = read_place(ForgeKind.GITHUB, "https://github.com/m")
LAB = read_place(ForgeKind.GITLAB, "https://lab.example/m")
TEA = read_place(ForgeKind.GITEA, "https://tea.example/m")


@pytest.mark.parametrize(
    ("headers", "budget"),
    [
        (
            {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "59", "x-ratelimit-reset": str(NOW + 60)},
            Budget(60, 59, NOON + timedelta(seconds=60)),
        ),
        (
            {"ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "0", "ratelimit-reset": "30"},
            Budget(100, 0, NOON + timedelta(seconds=30)),
        ),
        ({"x-ratelimit-reset": "99999999999"}, Budget(reset_at=NOON + timedelta(hours=24))),
        ({"x-ratelimit-reset": "1500000000"}, Budget(reset_at=NOON)),
        ({"x-ratelimit-limit": "many", "x-ratelimit-remaining": "-1", "x-ratelimit-reset": "9" * 40}, Budget()),
        ({"retry-after": "17"}, Budget(wait_until=NOON + timedelta(seconds=17))),
        ({"retry-after": "999999999999"}, Budget(wait_until=NOON + timedelta(hours=24))),
        ({"retry-after": "Mon, 23 Nov 2026 12:01:00 GMT"}, Budget(wait_until=NOON + timedelta(seconds=60))),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 -0000"}, Budget(wait_until=NOON)),
        ({"retry-after": "soon"}, Budget()),
        ({}, Budget()),
    ],
)
def test_a_budget_is_read_from_the_headers(headers, budget):
    assert read_budget(headers, now=NOON) == budget


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (429, {}, b"", "forge-limited"),
        (403, {"x-ratelimit-remaining": "0"}, b"", "forge-limited"),
        (403, {"retry-after": "5"}, b"", "forge-limited"),
        (403, {}, b'{"message": "You have exceeded a secondary rate limit."}', "forge-limited"),
        (503, {"retry-after": "5"}, b"", "forge-limited"),
        (503, {}, b"rate limit", "forge-down"),
        (500, {}, b"<html>", "forge-down"),
        (403, {}, b"", "forge-closed"),
        (401, {}, b"", "forge-closed"),
        (404, {}, b"", "forge-missing"),
        (410, {}, b"", "forge-missing"),
        (451, {}, b"", "forge-withheld"),
        (418, {}, b"", "forge-answer"),
        (301, {}, b"", "forge-answer"),
    ],
)
def test_an_answer_that_is_no_list_is_a_reason_with_what_to_do(status, headers, body, code):
    with pytest.raises(ForgeRefused) as refused:
        check_answer(Answer(status, headers, body), has_token=False, now=NOON)

    assert refused.value.code == code
    assert refused.value.message.endswith(".") and refused.value.remedy.endswith(".")
    assert (refused.value.until is not None) == (code == "forge-limited")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "5", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "900"}, 5),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "900"}, 900),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "900"}, 60),
        ({}, 60),
    ],
)
def test_a_limit_says_until_when_to_wait(headers, seconds):
    with pytest.raises(ForgeRefused) as refused:
        check_answer(Answer(429, headers, b""), has_token=True, now=NOON)

    assert refused.value.until == NOON + timedelta(seconds=seconds)
    assert "token" not in refused.value.remedy


def test_a_token_that_is_not_taken_is_told_apart_from_none():
    with pytest.raises(ForgeRefused) as refused:
        check_answer(Answer(401, {}, b""), has_token=True, now=NOON)

    assert refused.value.code == "forge-token"


@pytest.mark.parametrize("status", [200, 304])
def test_a_list_and_nothing_new_pass(status):
    answer = Answer(status, {"x-ratelimit-remaining": "0"}, b"[]")

    check_answer(answer, has_token=False, now=NOON)

    assert answer.is_unchanged == (status == 304)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last"', "https://a/?page=2"),
        ('<https://a/?page=1>; rel="prev", <https://a/?x=1,2>; title="x"; rel=next', "https://a/?x=1,2"),
        ('<https://a/>; rel="first next"', "https://a/"),
        ('<https://a/>; rel="nextish"', ""),
        ('<https://a/>; title="next"', ""),
        ("https://a/; rel=next", ""),
        ("", ""),
    ],
)
def test_the_next_page_is_read_from_the_link_header(header, target):
    assert read_next_link(header) == target


@pytest.mark.parametrize(
    ("place", "asked", "headers", "rows", "seen", "url"),
    [
        (HUB, "https://api.github.com/orgs/m/repos", {"link": '</orgs/m/repos?page=2>; rel="next"'}, 30, 30, None),
        (HUB, "/orgs/m/repos", {"link": '<https://api.github.com/organizations/1/repos?page=2>; rel="next"'}, 1, 1,
         None),
        (LAB, "/projects?page=1&per_page=2", {"x-next-page": "2"}, 2, 2, "/projects?per_page=2&page=2"),
        (LAB, "/projects?page=2", {"x-next-page": ""}, 2, 4, ""),
        (TEA, "/orgs/m/repos?limit=50&page=1", {"x-total-count": "60"}, 30, 30, "/orgs/m/repos?limit=50&page=2"),
        (TEA, "/orgs/m/repos?limit=50&page=2", {"x-total-count": "60"}, 30, 60, ""),
        (TEA, "/orgs/m/repos?limit=50&page=x", {}, 7, 7, "/orgs/m/repos?limit=50&page=2"),
        (TEA, "/orgs/m/repos?limit=50&page=3", {}, 0, 60, ""),
        (TEA, "/orgs/m/repos?page=9", {"link": '<https://tea.example/>; rel="first"', "x-total-count": "99"}, 5, 5, ""),
        (HUB, "/orgs/m/repos", {}, 100, 100, ""),
    ],
)  # fmt: skip
def test_the_way_to_the_next_page(place, asked, headers, rows, seen, url):
    found = next_call(place, place.api + asked.removeprefix(place.api), headers, rows=rows, seen=seen)

    if url is None:
        url = {"</o": "/orgs/m/repos?page=2", "<ht": "/organizations/1/repos?page=2"}[headers["link"][:3]]
    assert found == (place.api + url if url else "")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/orgs/m/repos?page=2",
        "http://lab.example/api/v4/projects?page=2",
        "https://lab.example/other/api/v4/projects?page=2",
        "https://lab.example/api/v4/../../projects",
        "https://lab.example/api/v4/projects?x=" + "x" * 2048,
    ],
)
def test_a_next_page_that_lies_elsewhere_is_not_followed(target):
    with pytest.raises(ForgeRefused) as refused:
        next_call(LAB, f"{LAB.api}/projects", {"link": f'<{target}>; rel="next"'}, rows=1, seen=1)

    assert refused.value.code == "forge-foreign-page"


def test_a_page_that_names_itself_as_the_next_is_the_last():
    asked = f"{LAB.api}/projects?page=2"

    assert next_call(LAB, asked, {"link": f'<{asked}>; rel="next"'}, rows=1, seen=1) == ""

"""Rows of a page in the words of three forges; what is no repository is counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ospolis.engines.forges.place import ForgeKind
from ospolis.engines.forges.refusal import ForgeRefused
from ospolis.engines.forges.repositories import ListedRepository, read_repositories, read_repository
from ospolis.engines.untrusted.refusal import TextLimits

GITHUB, GITLAB, GITEA = ForgeKind
MOMENT = datetime(2026, 11, 1, 10, tzinfo=UTC)
HUB_ROW = {
    "id": 7, "full_name": "m/register", "clone_url": "https://github.com/m/register.git", "default_branch": "main",
    "pushed_at": "2026-11-01T10:00:00Z", "description": "A\n register", "stargazers_count": 3, "topics": ["a", 5, " "],
    "license": {"spdx_id": "MIT"}, "archived": True, "fork": True, "parent": {"html_url": "https://github.com/o/r"},
    "private": False, "disabled": False,
}  # fmt: skip
LAB_ROW = {
    "id": 8, "path_with_namespace": "m/sub/register", "http_url_to_repo": "https://lab.example/m/sub/register.git",
    "default_branch": None, "last_activity_at": "2026-11-01T12:00:00.000+02:00", "description": None, "star_count": 0,
    "topics": None, "archived": False, "visibility": "internal", "repository_access_level": "disabled",
    "forked_from_project": {"web_url": "https://lab.example/o/r"},
}  # fmt: skip
TEA_ROW = {
    "id": 9, "full_name": "m/register", "clone_url": "https://tea.example/m/register.git", "default_branch": "trunk",
    "updated_at": "0001-01-01T00:00:00Z", "stars_count": 10**12, "licenses": ["MIT", "Apache-2.0", "NOASSERTION"],
    "internal": True, "has_code": False, "fork": False,
}  # fmt: skip
ROWS = [
    (
        GITHUB,
        HUB_ROW,
        ListedRepository(
            "7", "m/register", "https://github.com/m/register.git", "main", MOMENT, "A register", 3, ("a",), "MIT",
            is_archived=True, is_fork=True, parent="https://github.com/o/r",
        ),
    ),
    (
        GITLAB,
        LAB_ROW,
        ListedRepository(
            "8", "m/sub/register", "https://lab.example/m/sub/register.git", "", MOMENT, "", 0, is_fork=True,
            parent="https://lab.example/o/r", is_private=True, is_switched_off=True,
        ),
    ),
    (
        GITEA,
        TEA_ROW,
        ListedRepository(
            "9", "m/register", "https://tea.example/m/register.git", "trunk", None, "", 1_000_000_000, (),
            "MIT AND Apache-2.0", is_private=True, is_switched_off=True,
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "entry", "row"), ROWS)
def test_a_row_is_read_in_the_words_of_its_forge(kind, entry, row):
    page = read_repositories(kind, json.dumps([entry, 5, {"id": 1}]).encode())

    assert (page.rows, page.unreadable, page.entries) == ((row,), 2, 3)
    assert read_repository(kind, json.dumps(entry).encode()) == row


def test_the_search_of_gitea_wraps_its_rows():
    page = read_repositories(GITEA, json.dumps({"ok": True, "data": [TEA_ROW]}).encode())

    assert [row.forge_id for row in page.rows] == ["9"]


@pytest.mark.parametrize(
    "said",
    [
        {"id": True}, {"id": "7"}, {"full_name": "register"}, {"clone_url": None},
    ],
)  # fmt: skip
def test_a_row_without_number_path_or_address_is_none(said):
    assert read_repositories(GITHUB, json.dumps([{**HUB_ROW, **said}]).encode()).unreadable == 1


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ({"license": {"spdx_id": "NOASSERTION"}}, "licence", ""),
        ({"license": None}, "licence", ""),
        ({"stargazers_count": -1}, "stars", None),
        ({"stargazers_count": True}, "stars", None),
        ({"pushed_at": None}, "changed_at", None),
        ({"pushed_at": "2026-11-01T10:00:00"}, "changed_at", None),
        ({"pushed_at": "9999-12-31T23:59:59-12:00"}, "changed_at", None),
        ({"parent": {"html_url": "javascript:alert(1)"}}, "parent", ""),
        ({"parent": {"html_url": "https://["}}, "parent", ""),
        ({"topics": "a"}, "topics", ()),
    ],
)
def test_what_a_forge_says_wrongly_is_as_good_as_nothing(said, name, value):
    row = read_repository(GITHUB, json.dumps({**HUB_ROW, **said}).encode())

    assert getattr(row, name) == value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b" <!DOCTYPE html><p>Log in", "The forge answered with a page for people instead of a list."),
        (b"{", "The list of the forge cannot be read: "),
        (b"[" * 40, "The list of the forge cannot be read: "),
        (b"{}", "The forge answered something that is no list of repositories."),
        (b'"x"', "The forge answered something that is no list of repositories."),
    ],
)
def test_a_body_that_is_no_list_is_told(body, message):
    for read in (read_repositories, read_repository):
        with pytest.raises(ForgeRefused) as refused:
            read(GITHUB, body, limits=TextLimits(bytes=1000, depth=32))

        assert refused.value.code == "forge-answer"
        assert refused.value.message.startswith(message)


def test_the_contents_may_differ_when_branch_or_moment_do():
    row = ListedRepository("1", "a/b", "https://f.example/a/b", "main", MOMENT)
    silent = ListedRepository("1", "a/b", "https://f.example/a/b", "main")

    assert [
        row.differs_in_contents("main", MOMENT),
        row.differs_in_contents("trunk", MOMENT),
        row.differs_in_contents("main", None),
        silent.differs_in_contents("main", None),
    ] == [False, True, True, True]

"""Lists in every form: what is written, where it leads, what is left out and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from ospolis.engines.forges.answers import Answer
from ospolis.engines.lists.answers import check_list_answer
from ospolis.engines.lists.documents import Written, read_document
from ospolis.engines.lists.owners import find_owner, read_prefix
from ospolis.engines.lists.reading import Example, ListReading, read_list
from ospolis.engines.lists.refusal import ListRefused
from ospolis.engines.lists.targets import ListTerms, Target, Unusable, read_target
from ospolis.engines.untrusted.refusal import TextLimits

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HUB = "https://github.com"
INVENTORY = {"version": "2.0.0", "agency": "A", "releases": [
    {"name": "Register", "description": "Of\n schools", "repositoryURL": f"{HUB}/m/register"},
    {"name": "Closed", "repositoryURL": ""}, "a word",
]}  # fmt: skip
OLD_INVENTORY = {"agency": {"name": "A"}, "projects": [{"name": "R", "repository": "git://github.com/m/old.git"}]}
NESTED = {"federal": {"health": {"releases": [{"name": {"en": "R"}, "repositoryURL": {"url": f"{HUB}/m/n"}}]}}}
OWN = {"name": "R", "repositoryURL": f"{HUB}/m/own", "projects": ["Big Project"], "tags": ["a"]}
ITALY = {"data": [{"id": "1", "url": "https://git.example.it/m/soft.git", "publiccodeYml": "name: a"}],
         "links": {"prev": None, "next": "?page[after]=Wy"}}  # fmt: skip
REGISTER = {"data": [{"description": "Tax", "codeHosting": [{"url": f"{HUB}/Tax", "group": True}, {"url": 3}]}]}
DUMP = [{"name": "a", "url": "https://api.github.com/repos/m/a", "html_url": f"{HUB}/m/a"}]
SECTORS = "Federal:\n  - ministry\n  - Other-Ministry\nCities:\n  - https://gitlab.com/city\n  - not a name\n"
PUBLISHERS = f"- name: Town\n  orgs:\n    - {HUB}/town\n  repos: ['{HUB}/x/y']\n- name: Nobody\n"
FORMS = {
    "inventory": (INVENTORY, "code.json", ["git m/register"], {"no-address": 2}),
    "old inventory": (OLD_INVENTORY, "code.json", ["git m/old.git"], {}),
    "nested inventory": (NESTED, "code.json", ["git m/n"], {}),
    "one repository": (OWN, "code.json", ["git m/own"], {}),
    "catalogue": (ITALY, "software", ["git https://git.example.it/m/soft.git"], {}),
    "register": (REGISTER, "publishers", ["github Tax"], {"no-address": 1}),
    "answer of an interface": (DUMP, "repos.json", ["git m/a"], {}),
    "plain list": ([f"{HUB}/a/b", 5, f"{HUB}/a/b.git"], "x.json", ["git a/b"], {"no-address": 1, "double": 1}),
    "sectors": (SECTORS, "governments.yml", ["github ministry", "github Other-Ministry", "gitlab https://gitlab.com/city"],
                {"no-address": 1}),
    "sectors without an ending": (SECTORS, "governments", ["github ministry", "github Other-Ministry",
                                  "gitlab https://gitlab.com/city"], {"no-address": 1}),
    "publishers": (PUBLISHERS, "publishers.yml", ["git x/y", "github town"], {"no-address": 1}),
    "publishers without an ending": (PUBLISHERS, "", ["git x/y", "github town"], {"no-address": 1}),
    "table": (f"Name;Repository URL;platform\nA;{HUB}/m/a;GitHub\nB;;\n", "list.csv", ["git m/a"], {"no-address": 1}),
    "table of organisations": ("login,organization_url,platform\nx,https://forge.example/x,GitLab\n", "orgs",
                               ["gitlab https://forge.example/x"], {}),
    "one column without a heading": (f"{HUB}/m/a\n{HUB}/m/b\n", "list.csv", ["git m/a", "git m/b"], {}),
    "one column": (f"url\n{HUB}/m/a\n", "list.csv", ["git m/a"], {}),
    "lines": (f"\ufeff# ours\n\n{HUB}/m  us\nm/short, and more\n", "orgs.txt", ["github m", "git m/short"], {}),
}  # fmt: skip


def reading_of(said: object, name: str, **terms: object) -> ListReading:
    data = said if isinstance(said, str) else json.dumps(said)
    return read_list(data.encode(), name, ListTerms(**terms))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_a_list_is_read_in_every_form(form: str) -> None:
    said, name, wanted, left_out = FORMS[form]
    found = reading_of(said, name)

    assert [f"{one.target.kind} {one.target.url.removeprefix(f'{HUB}/')}" for one in found.entries] == wanted
    assert found.left_out == left_out


def test_what_a_list_says_of_an_entry_is_kept() -> None:
    entry = reading_of(INVENTORY, "code.json").entries[0]

    assert (entry.target.normal, entry.name, entry.summary) == (f"{HUB}/m/register", "Register", "Of schools")


def test_the_next_page_is_told_as_it_is_written() -> None:
    assert reading_of(ITALY, "software").next_page == "?page[after]=Wy"
    assert reading_of({**ITALY, "links": {"next": None}}, "software").next_page == ""


LEADS = {
    f"{HUB}/Ministry": ("github", f"{HUB}/Ministry"),
    f"{HUB}/orgs/ministry/repositories?type=all#top": ("github", f"{HUB}/ministry"),
    f"{HUB}/m/r/tree/main/src": ("git", f"{HUB}/m/r"),
    "https://www.github.com/m/r.git": ("git", f"{HUB}/m/r.git"),
    "http://github.com/m/r": ("git", f"{HUB}/m/r"),
    "git@github.com:m/r.git": ("git", f"{HUB}/m/r.git"),
    "ssh://git@gitlab.com/g/s/r.git": ("git", "https://gitlab.com/g/s/r.git"),
    "git+https://github.com/m/r": ("git", f"{HUB}/m/r"),
    "github.com/m/r": ("git", f"{HUB}/m/r"),
    "m/r": ("git", f"{HUB}/m/r"),
    "https://raw.githubusercontent.com/m/r/main/publiccode.yml": ("git", f"{HUB}/m/r"),
    f"{HUB}/m/r/blob/main/publiccode.yml": ("git", f"{HUB}/m/r"),
    "https://gitlab.com/groups/g/s/-/shared": ("gitlab", "https://gitlab.com/g/s"),
    "https://gitlab.example/g/s/r/-/raw/main/publiccode.yml": ("git", "https://gitlab.example/g/s/r"),
    "https://codeberg.org/m": ("gitea", "https://codeberg.org/m"),
    "https://codeberg.org/m/r/src/branch/main": ("git", "https://codeberg.org/m/r"),
    "https://forge.example/m": ("gitea", "https://forge.example/m"),
    "https://git.example:8443/p/r/tree/x": ("git", "https://git.example:8443/p/r"),
    "https://git.example/r.git": ("git", "https://git.example/r.git"),
    "https://10.1.2.3/m/r": ("git", "https://10.1.2.3/m/r"),
}
LEFT_OUT = {
    "no-address": ["", "word", "some words here", "mailto:a@example.org"],
    "bad-address": ["hhttps://github.com/m/r", "https://[::1/m/r", "https:///m/r", f"{HUB}/m/r;x y", "ftp://a.example/b/c"],
    "secret": ["https://ada:pw@git.example/m/r", "https://token@git.example/m/r"],
    "private-host": [
        "https://127.0.0.1/m/r", "https://10.0.0.1/m/r", "https://[::1]/m/r", "https://localhost/m/r",
        "https://git.ministry.internal/m/r", "https://intranet/m/r", "https://2130706433/m/r", "https://192.168.1/m/r",
    ],
    "no-repository": [
        HUB, f"{HUB}/topics/gov", "https://m.github.io/r", "https://a.example/p/index.html", "https://a.example/",
    ],
    "other-list": ["https://a.example/code.json", "https://raw.githubusercontent.com/m/r/main/list.csv"],
    "itself": ["https://a.example/list.txt", "https://a.example/list.txt/"],
    "unknown-forge": ["https://git.example/ministry", "https://bitbucket.org/ministry"],
}  # fmt: skip
TERMS = ListTerms(
    own="https://a.example/list.txt",
    forges={"https://forge.example": "gitea"},
    internal=frozenset({"https://10.1.2.3"}),
)


@pytest.mark.parametrize("text", LEADS)
def test_an_address_leads_to_a_repository_or_an_organisation(text: str) -> None:
    found = read_target(Written(text, 1), TERMS)

    assert isinstance(found, Target)
    assert (found.kind, found.url) == LEADS[text]


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_is_no_source_has_a_reason(reason: str) -> None:
    assert [read_target(Written(text, 1), TERMS) for text in LEFT_OUT[reason]] == [Unusable(reason)] * len(
        LEFT_OUT[reason]
    )


def test_examples_say_where_an_entry_stands_and_there_are_few_of_them() -> None:
    found = reading_of(f"{HUB}/m\n" + "https://a.example/x.html\n" * 30, "list.txt")

    assert found.left_out == {"no-repository": 30}
    assert found.examples[0] == Example("no-repository", 2, 2, "https://a.example/x.html")
    assert len(found.examples) == 20
    assert reading_of(INVENTORY, "code.json").examples[0] == Example("no-address", 2, 0, "Closed")


def test_a_list_that_is_longer_than_the_limit_is_read_in_part() -> None:
    found = reading_of("".join(f"m/r{number}\n" for number in range(1_000)), "list.txt", most=3)

    assert ([one.target.url for one in found.entries], found.left_out, found.total) == (
        [f"{HUB}/m/r{number}" for number in range(3)],
        {"too-many": 997},
        1_000,
    )


REFUSED = {
    "page for people": ("<!DOCTYPE html><a href=x>", "list.csv", "list-answer"),
    "no JSON": ('{"releases": [', "code.json", "list-unreadable"),
    "no YAML": ("a: [\n", "list.yml", "list-unreadable"),
    "alias bomb": ("a: &a [x]\nb: [*a, *a]\n", "list.yaml", "list-unreadable"),
    "table without addresses": ("name,stars\na,3\n", "list.csv", "list-unreadable"),
    "one column without addresses": ("name\na\n", "list.csv", "list-unreadable"),
    "nothing": ("", "list.txt", "list-empty"),
    "an essay": ("Once upon a time\nthere was\n", "story.txt", "list-empty"),
    "a number": ("5", "list.yml", "list-empty"),
    "deep": (json.dumps({"a": {"b": {"c": {"d": {"e": {"f": [DUMP]}}}}}}), "x.json", "list-empty"),
    "lists only": ("https://a.example/code.json\n", "lists.txt", "list-empty"),
    "secret first": ("https://ada:pw@git.example/m/r\n", "list.txt", "list-empty"),
    "itself only": ("https://a.example/list.txt\n", "list.txt", "list-empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_list_is_refused_with_a_remedy(case: str) -> None:
    said, name, code = REFUSED[case]
    with pytest.raises(ListRefused) as refused:
        reading_of(said, name, own="https://a.example/list.txt")

    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)
    assert "pw" not in refused.value.message


def test_lists_of_lists_say_what_to_do() -> None:
    with pytest.raises(ListRefused) as refused:
        reading_of([{"codeUrl": "https://a.example/code.json"}], "agencies.json")

    assert "declare each of them" in refused.value.remedy


def test_a_huge_list_is_refused_before_it_is_read() -> None:
    with pytest.raises(ListRefused) as refused:
        read_document(b"[" + b"1," * 600, "x.json", limits=TextLimits(bytes=1_000))

    assert refused.value.code == "list-unreadable"


PREFIXES = {"https://github.com/ministry": "min", "https://git.example": "town", "https://git.example/school": "school"}


def test_a_place_belongs_to_the_longest_address_above_it() -> None:
    asked = [
        "https://github.com/ministry/r", "https://github.com/ministry", "https://github.com/ministry-of-x/r",
        "https://git.example/a/b/c", "https://git.example/school/r", "https://other.example/a/b",
    ]  # fmt: skip

    assert [find_owner(address, PREFIXES) for address in asked] == ["min", "min", None, "town", "school", None]


def test_addresses_above_places_have_one_form() -> None:
    asked = [
        "https://GitHub.com/Ministry/",
        " https://git.example ",
        "http://git.example",
        "ministry",
        "https://a:b@x/y",
    ]

    assert [read_prefix(address) for address in asked] == [
        "https://github.com/ministry", "https://git.example", "", "", ""
    ]  # fmt: skip


ANSWERS = {
    "list-closed": Answer(403, {}, b""),
    "list-missing": Answer(404, {}, b""),
    "list-withheld": Answer(451, {}, b""),
    "list-down": Answer(502, {}, b""),
    "list-answer": Answer(204, {}, b""),
}


def test_answers_without_a_list_have_a_reason() -> None:
    for code, answer in ANSWERS.items():
        with pytest.raises(ListRefused) as refused:
            check_list_answer(answer, now=NOW)
        assert refused.value.code == code
    for answer in (Answer(200, {}, b"[]"), Answer(304, {}, b"")):
        check_list_answer(answer, now=NOW)


def test_a_server_that_was_asked_too_often_says_until_when() -> None:
    until = {}
    for headers in ({"retry-after": "120"}, {}):
        with pytest.raises(ListRefused) as refused:
            check_list_answer(Answer(429, headers, b""), now=NOW)
        until[len(headers)] = refused.value.until

    assert until == {1: NOW + timedelta(seconds=120), 0: NOW + timedelta(seconds=60)}

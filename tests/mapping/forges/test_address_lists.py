"""Lists of repositories and organisations: found, put under their institutions, known again, taken off. No git here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from mapping.country_workshop import ACTOR, NOON, Country
from mapping.forges.conftest import ServedForge, hold, list_only, paths, pretend_read
from mapping.forges.test_pages_of_forges import text_of
from ospolis.mapping.declaring import declare_folder
from ospolis.mapping.folder import read_folder
from ospolis.mapping.forges import address_list
from ospolis.mapping.models import (
    ForgeHost,
    ForgeListing,
    ForgePage,
    ForgeRepository,
    Repository,
    RepositoryAlias,
    Source,
    WorkItem,
)
from ospolis.mapping.work.desk import collect_item

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIST = "/api/lists/code.json"


def inventory(forge: ServedForge, *names: str) -> bytes:
    rows = [{"name": name, "repositoryURL": f"{forge.url}/{name}"} for name in names]
    return json.dumps({"version": "2.0.0", "agency": "A", "releases": rows}).encode()


@pytest.fixture
def listed(country: Country, forge: ServedForge) -> Country:
    """A country with an inventory of three repositories at an address."""
    forge.world.files[LIST] = inventory(forge, "ministry/r1", "ministry/r2", "agency/r3")
    country.sources(f"min-a,list,{forge.url}{LIST},,")
    return country


def state() -> tuple[str, str]:
    source = Source.objects.get(listed_by=None)
    return source.state, source.code


def owners() -> dict[str, str]:
    rows = Source.objects.filter(withdrawn_at=None).exclude(listed_by=None).order_by("location")
    return {row.location.rpartition("/")[2]: row.institution.key for row in rows}


def host(country: Country, *rows: str) -> None:
    """Say below which addresses institutions publish."""
    country.write("institutions.csv", "\n".join(("id,name,kind,code_hosting", *rows)) + "\n")


def test_each_place_of_a_list_becomes_a_source(listed: Country) -> None:
    assert paths(list_only(listed)) == ["r3", "r1", "r2"]
    assert state() == ("done", "")
    assert owners() == {"r1": "min-a", "r2": "min-a", "r3": "min-a"}
    assert ForgeListing.objects.get().entries == 3


def test_a_list_that_did_not_change_is_not_sent_again_and_its_repositories_are_asked_for(
    listed: Country, forge: ServedForge
) -> None:
    pretend_read(list_only(listed))

    assert paths(list_only(listed)) == ["r3", "r1", "r2"]
    assert "if-none-match" not in forge.world.headers[0]
    assert forge.world.headers[1]["if-none-match"].startswith('"')
    assert (ForgeListing.objects.get().pages_unchanged, ForgeHost.objects.get().unchanged) == (1, 1)


@pytest.mark.both_databases
def test_repositories_stand_under_the_institution_that_publishes_there(listed: Country, forge: ServedForge) -> None:
    host(listed, "min-a,A,ministry,", f"min-b,B,ministry,{forge.url}/agency; https://code.example")
    pretend_read(list_only(listed))
    assert owners() == {"r1": "min-a", "r2": "min-a", "r3": "min-b"}
    reader = Source.objects.get(institution__key="min-b")
    host(listed, "min-a,A,ministry,", f"min-b,B,ministry,{forge.url}")

    found = list_only(listed)

    assert owners() == {"r1": "min-b", "r2": "min-b", "r3": "min-b"}
    assert forge.world.headers[-1]["if-none-match"]
    assert (Source.objects.get(location__endswith="r3").pk, len(found)) == (reader.pk, 3)


def test_a_declared_forge_says_whose_its_repositories_are(listed: Country, forge: ServedForge) -> None:
    forge.world.host(1, "agency/other")
    listed.sources(f"min-a,list,{forge.url}{LIST},,", f"min-b,github,{forge.url}/agency,,")

    list_only(listed)

    assert owners() == {"other.git": "min-b", "r1": "min-a", "r2": "min-a", "r3": "min-b"}


def test_what_is_known_by_its_address_is_read_once(listed: Country, forge: ServedForge) -> None:
    forge.world.files["/api/lists/second.txt"] = f"{forge.url}/ministry/r1.git\n{forge.url}/ministry/r2\n".encode()
    listed.sources(
        f"min-a,list,{forge.url}{LIST},,", f"min-b,list,{forge.url}/api/lists/second.txt,,",
        f"min-b,git,{forge.url}/ministry/r2.git,,",
    )  # fmt: skip
    found = list_only(listed)
    assert sorted(paths(found)) == ["r1", "r2", "r3"]
    source = Source.objects.get(location__endswith="r3")
    moved = Repository.objects.create(
        key="r3", realm=listed.key, institution=source.institution, source=source, name="r3", state="read",
        address=f"{forge.url}/agency/r3",
    )  # fmt: skip
    RepositoryAlias.objects.create(realm=listed.key, address=f"{forge.url}/agency/old", repository=moved)
    forge.world.files["/api/lists/second.txt"] = f"{forge.url}/agency/old\n".encode()

    assert sorted(paths(list_only(listed))) == ["r1", "r2", "r3"]
    assert Source.objects.get(pk=ForgeRepository.objects.get(path__endswith="old").reader_id) == source


def test_a_repository_that_another_declares_later_passes_on(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    listed.sources(f"min-a,list,{forge.url}{LIST},,", f"min-b,git,{forge.url}/ministry/r1,,")

    assert sorted(paths(list_only(listed))) == ["r1", "r2", "r3"]
    assert owners() == {"r2": "min-a", "r3": "min-a"}


def test_an_organisation_of_a_list_is_listed_in_its_turn(country: Country, forge: ServedForge) -> None:
    forge.world.host(1, "ministry/a")
    forge.world.host(2, "agency/b")
    country.write("orgs.csv", f"organization_url,platform\n{forge.url}/ministry,GitLab\n{forge.url}/agency,GitLab\n")
    host(country, "min-a,A,ministry,", f"min-b,B,ministry,{forge.url}/agency")
    country.sources("min-a,list,orgs.csv,,")
    found = list_only(country)
    assert [(item.source.kind, item.source.institution.key) for item in found] == [
        ("gitlab", "min-b"), ("gitlab", "min-a")
    ]  # fmt: skip
    for item in found:
        hold(item)
        collect_item(country.desk(), item, actor=ACTOR)
    assert owners() == {"a.git": "min-a", "agency": "min-b", "b.git": "min-b", "ministry": "min-a"}
    country.write("orgs.csv", f"url,platform\n{forge.url}/ministry,GitLab\n")

    list_only(country)

    assert owners() == {"a.git": "min-a", "ministry": "min-a"}
    assert ForgeRepository.objects.get(path__endswith="agency").presence == "unlisted"
    country.sources()
    list_only(country)
    assert owners() == {}


@pytest.mark.both_databases
def test_what_is_taken_off_a_list_is_let_go_the_second_time(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    forge.world.files[LIST] = inventory(forge, "ministry/r1")

    pretend_read(found := list_only(listed))
    assert paths(found) == ["r1"]
    assert set(owners()) == {"r1", "r2", "r3"}
    forge.world.files[LIST] = inventory(forge, "ministry/r1", "ministry/r2")
    pretend_read(found := list_only(listed))
    assert paths(found) == ["r1", "r2"]

    assert set(owners()) == {"r1", "r2"}
    assert ForgeRepository.objects.get(path__endswith="r3").presence == "unlisted"
    forge.world.files[LIST] = inventory(forge, "agency/r3")
    assert paths(list_only(listed)) == ["r3"]
    assert set(owners()) == {"r1", "r2", "r3"}


FAULTS = {
    "list-limited": (429, {"Retry-After": "3600"}, b""),
    "list-closed": (403, {}, b""),
    "list-missing": (404, {}, b""),
    "list-down": (500, {}, b"<html>"),
    "list-answer": (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html>"),
    "list-unreadable": (200, {}, b'{"releases": ['),
    "list-empty": (200, {}, b'{"releases": []}'),
}


def test_a_list_that_cannot_be_read_takes_nothing_away(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    told = []
    for answer in FAULTS.values():
        ForgeHost.objects.update(wait_until=None)
        forge.world.broken[LIST] = answer
        assert paths(list_only(listed)) == ["r3", "r1", "r2"]
        assert Source.objects.get(listed_by=None).remedy
        told.append(state())
    assert told == [("partial", code) for code in FAULTS]
    assert ForgeListing.objects.get().number == len(FAULTS) + 1


def test_a_list_that_never_came_has_failed(country: Country, forge: ServedForge) -> None:
    country.sources(f"min-a,list,{forge.url}/api/lists/none.json,,")
    assert list_only(country) == []
    assert state() == ("failed", "list-missing")
    country.sources("min-a,list,https://10.0.0.1/list.json,,")
    list_only(country)
    assert Source.objects.get(withdrawn_at=None).state == "failed"
    forge.world.broken[LIST] = (429, {"Retry-After": "3600"}, b"")
    country.sources(f"min-a,list,{forge.url}{LIST},,")
    list_only(country)
    calls = len(forge.world.calls)
    list_only(country)
    assert len(forge.world.calls) == calls
    assert Source.objects.get(withdrawn_at=None).code == "list-limited"


def test_a_catalogue_is_read_page_by_page_and_a_circle_ends(country: Country, forge: ServedForge) -> None:
    def page(name: str, after: str) -> bytes:
        return json.dumps({"data": [{"url": f"{forge.url}/m/{name}"}], "links": {"next": after}}).encode()

    path = "/api/lists/software"
    forge.world.files |= {path: page("a", "?after=1"), f"{path}?after=1": page("b", "?after=2")}
    forge.world.files[f"{path}?after=2"] = b'{"data": [], "links": {"next": null}}'
    country.sources(f"min-a,list,{forge.url}{path},,")
    assert paths(list_only(country)) == ["a", "b"]
    assert state() == ("done", "")
    assert paths(list_only(country)) == ["a", "b"]
    assert ForgeListing.objects.get().pages_unchanged == 3
    for after, code in (("?after=1", "list-circle"), ("https://evil.example/x", "list-foreign-page")):
        forge.world.files[f"{path}?after=1"] = page("b", after)
        assert paths(list_only(country)) == ["a", "b"]
        assert state() == ("partial", code)
    forge.world.files[f"{path}?after=1"] = page("b", "https://[")
    list_only(country)
    assert state() == ("partial", "list-foreign-page")


def test_a_long_list_is_written_in_portions_and_cut_at_the_limit(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_list, "_PORTION", 5)
    names = "".join(f"owner/r{number:02}\n" for number in range(13))
    country.write("list.txt", names)
    country.sources("min-a,list,list.txt,,")
    found = list_only(country, most=12)
    assert len(found) == 12
    assert state() == ("partial", "list-too-many")
    assert "OSPOLIS_FORGE_REPOSITORIES" in Source.objects.get(listed_by=None).remedy
    assert ForgePage.objects.count() == 3
    pretend_read(found)
    found = list_only(country, most=12)
    assert len(found) == 12
    assert (ForgeListing.objects.get().pages_unchanged, ForgeListing.objects.get().left_out) == (3, {"too-many": 1})
    pretend_read(found)
    country.write("list.txt", names[:80])
    assert len(list_only(country, most=12)) == 8
    assert ForgePage.objects.count() == 2
    item = WorkItem.objects.select_related("source").get(source__listed_by=None)
    hold(item)
    (country.path / "list.txt").unlink()
    collect_item(country.desk(), item, actor=ACTOR)
    assert state() == ("partial", "unreadable")


def test_entries_that_cannot_be_used_are_counted_and_shown_without_secrets(
    country: Country, client: Client, django_assert_max_num_queries: Any
) -> None:
    country.write(
        "list.txt",
        "ministry/good\nhttps://10.0.0.1/a/b\nhttps://ada:pw-of-ada@git.example/a/b\nhttps://git.example/x\n"
        "https://a.example/page.html?token=ghp_0123456789abcdefgh\nada@example.org\n",
    )
    country.sources("min-a,list,list.txt,,")
    list_only(country)

    page = ForgePage.objects.get()
    assert page.left_out == {"private-host": 1, "secret": 1, "unknown-forge": 1, "no-repository": 1, "no-address": 1}
    assert [(one["reason"], one["line"]) for one in page.examples] == [
        ("private-host", 2), ("secret", 3), ("unknown-forge", 4), ("no-repository", 5), ("no-address", 6)
    ]  # fmt: skip
    source = Source.objects.get(listed_by=None)
    with django_assert_max_num_queries(21):
        said = text_of(client.get(f"/collection/{source.key}/"))
    assert "Repositories 1" in said
    assert "Inside somebody's network 1 Only its owner can read it." in said
    assert "line 4: https://git.example/x (An organisation at a forge that is not known)" in said
    assert "It names 1 place. 1 is new." in said
    for shown in (said, str(page.examples)):
        assert not any(word in shown for word in ("pw-of-ada", "ghp_", "ada@"))


def test_the_page_of_a_list_before_it_was_read_and_when_entries_are_gone(country: Country, client: Client) -> None:
    country.write("list.txt", "m/a\nm/b\n")
    country.sources("min-a,list,list.txt,,")
    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON)
    source = Source.objects.get()
    assert "The list was not read yet" in text_of(client.get(f"/collection/{source.key}/"))
    list_only(country)
    country.write("list.txt", json.dumps([{"url": "https://github.com/m/a"}, {"name": "Secret system"}]))
    list_only(country)

    said = text_of(client.get(f"/collection/{source.key}/"))

    assert "github.com/m/b Taken off the list" in said
    assert "entry 2: Secret system (No address)" in said


def test_what_is_declared_about_forges_is_heeded_though_the_list_is_the_same(
    country: Country, forge: ServedForge
) -> None:
    country.write("list.txt", f"{forge.url}/town\n{forge.url}/m/r\n")
    country.sources("min-a,list,list.txt,,")
    assert paths(list_only(country)) == ["r"]
    forge.world.host(1, "agency/x")
    country.sources("min-a,list,list.txt,,", f"min-b,gitea,{forge.url}/agency,,")

    assert sorted(paths(list_only(country))) == ["r", "town", "x"]

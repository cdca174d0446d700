"""Lists of forges: pages, budgets, faults, limits, and what became of repositories. Nothing is fetched by git here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mapping.country_workshop import ACTOR, NOON, Country
from mapping.forges.conftest import ServedForge, list_only, paths, pretend_read
from ospolis.mapping.forges import client
from ospolis.mapping.models import ForgeHost, ForgeListing, ForgeRepository, Repository, RepositoryAlias, Source
from ospolis.mapping.services.forge_hosts import set_forge_token, spend_call

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LONG_AGO = "2026-10-01T10:00:00Z"


@pytest.fixture
def listed(country: Country, forge: ServedForge) -> Country:
    """A country with one organisation of five repositories."""
    for number in range(1, 6):
        forge.world.host(number, f"ministry/r{number}", changed=LONG_AGO)
    country.sources(f"min-a,github,{forge.url}/ministry,,")
    return country


def state() -> tuple[str, str]:
    source = Source.objects.get(listed_by=None)
    return source.state, source.code


def test_every_page_is_read_though_the_server_gives_less_than_asked(listed: Country, forge: ServedForge) -> None:
    forge.world.cap = 2
    assert paths(list_only(listed)) == ["r1", "r2", "r3", "r4", "r5"]
    assert len(forge.world.calls) == 3
    listing = ForgeListing.objects.get()
    assert (listing.state, listing.shape, listing.pages, listing.entries) == ("whole", "organisation", 3, 5)
    host = ForgeHost.objects.get()
    assert (host.origin, host.limit, host.remaining, host.calls) == (forge.url, 60, 57, 3)


def test_what_the_list_says_did_not_change_is_not_fetched_again(listed: Country, forge: ServedForge) -> None:
    forge.world.cap = 2
    pretend_read(list_only(listed))
    forge.world.hosted[2].said["default_branch"] = "trunk"
    forge.world.hosted[3].changed = "2026-11-20T10:00:00Z"

    assert paths(list_only(listed)) == ["r3", "r4"]
    assert ForgeHost.objects.get().unchanged == 2
    assert forge.world.statuses[3:] == [304, 200, 304]


def test_one_that_moved_shortly_before_it_was_fetched_is_fetched_once_more(listed: Country, forge: ServedForge) -> None:
    forge.world.hosted[0].changed = (NOON - timedelta(hours=20)).isoformat()
    pretend_read(list_only(listed))

    assert paths(list_only(listed)) == ["r1"]


def test_in_a_new_month_everything_is_read_anew(listed: Country) -> None:
    pretend_read(list_only(listed))
    listed.now = NOON + timedelta(days=20)

    assert len(list_only(listed)) == 5


def test_a_person_is_found_where_there_is_no_organisation(country: Country, forge: ServedForge) -> None:
    forge.world.persons.add("ada")
    forge.world.host(1, "ada/tool", changed=LONG_AGO)
    country.sources(f"min-a,github,{forge.url}/ada,,")

    pretend_read(list_only(country))
    list_only(country)

    assert ForgeListing.objects.get().shape == "person"
    asked = [call.partition("?")[0] for call in forge.world.calls]
    assert asked == ["/api/v3/orgs/ada/repos", "/api/v3/users/ada/repos", "/api/v3/users/ada/repos"]


def test_a_list_that_is_cut_goes_on_where_it_was(listed: Country, forge: ServedForge) -> None:
    forge.world.cap = 2
    forge.world.remaining = 2

    assert paths(list_only(listed)) == ["r1", "r2", "r3", "r4"]
    assert state() == ("partial", "forge-limited")
    assert "forge-token" in Source.objects.get(listed_by=None).remedy
    assert ForgeListing.objects.get().state == "open"
    calls = len(forge.world.calls)
    list_only(listed)
    assert len(forge.world.calls) == calls
    ForgeHost.objects.update(reset_at=NOON - timedelta(days=1))
    forge.world.remaining = 60

    assert paths(list_only(listed)) == ["r1", "r2", "r3", "r4", "r5"]
    assert [call.rpartition("page=")[2] for call in forge.world.calls[calls:]] == ["3"]
    assert state() == ("done", "")


def test_a_short_pause_is_waited_for(listed: Country, forge: ServedForge) -> None:
    forge.world.faults = [(403, {"Retry-After": "0"}, b"{}"), (429, {"Retry-After": "0"}, b"{}")]

    assert len(list_only(listed)) == 5
    assert state() == ("done", "")


HTML = {"Content-Type": "text/html"}
FAULTS = {
    "secondary limit": ((403, {"Retry-After": "3600"}, b"{}"), "forge-limited"),
    "limit in words": ((429, {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}, b"slow down"), "forge-limited"),
    "closed": ((403, {}, b"{}"), "forge-closed"),
    "fault": ((500, HTML, b"<html>oops</html>"), "forge-down"),
    "page for people": ((200, HTML, b"<!DOCTYPE html>"), "forge-answer"),
    "garbage": ((200, {}, b"\x00\xff[["), "forge-answer"),
    "something else": ((200, {}, b'{"message": "hello"}'), "forge-answer"),
    "missing": ((404, {}, b"{}"), "forge-missing"),
    "elsewhere": ((200, {"Link": '<https://evil.example/?page=2>; rel="next"'}, b"[]"), "forge-foreign-page"),
    "another host": ((302, {"Location": "https://evil.example/"}, b""), "foreign_host"),
}


def test_an_answer_that_is_no_list_is_told_and_what_was_known_stays(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    told = {}
    for fault, (answer, _) in FAULTS.items():
        ForgeHost.objects.update(wait_until=None)
        forge.world.faults = [answer] * 4
        calls = len(forge.world.calls)

        assert paths(list_only(listed)) == []

        source = Source.objects.get(listed_by=None)
        assert source.state == "partial" and source.message and source.remedy
        assert len(forge.world.calls) - calls <= 3
        told[fault] = source.code
    assert told == {fault: code for fault, (_, code) in FAULTS.items()}
    assert Source.objects.filter(withdrawn_at=None).count() == 6


@pytest.mark.parametrize(("status", "asked"), [(403, 5), (500, 0)])
def test_without_the_list_repositories_are_asked_by_git_once_a_month(
    listed: Country, forge: ServedForge, status: int, asked: int
) -> None:
    pretend_read(list_only(listed))
    forge.world.faults = [(status, {}, b"")] * 3
    listed.now = NOON + timedelta(days=20)

    assert len(list_only(listed)) == asked


def test_a_forge_that_never_answered_well_has_failed(listed: Country, forge: ServedForge) -> None:
    forge.world.faults = [(500, {}, b"")] * 3

    assert list_only(listed) == []
    assert state() == ("failed", "forge-down")


def test_a_server_that_stumbles_once_is_asked_again(listed: Country, forge: ServedForge) -> None:
    forge.world.faults = [(502, {}, b""), (503, {}, b"")]

    assert len(list_only(listed)) == 5


def test_no_more_repositories_are_taken_than_the_limit(listed: Country, forge: ServedForge) -> None:
    assert paths(list_only(listed, most=3)) == ["r1", "r2", "r3"]
    assert state() == ("partial", "forge-too-many")
    assert ForgeListing.objects.get().left_out == {"too-many": 2}
    forge.world.remove(1)
    list_only(listed, most=3)

    assert paths(list_only(listed, most=3)) == ["r2", "r3", "r4"]


def test_what_is_not_public_or_lies_elsewhere_is_left_out(listed: Country, forge: ServedForge) -> None:
    said = [
        {"private": True}, {"clone_url": "https://evil.example/x.git"}, {"clone_url": "file:///etc"},
        {"disabled": True}, {"id": None},
    ]  # fmt: skip
    for one, more in zip(forge.world.hosted, said, strict=True):
        one.said.update(more)

    assert list_only(listed) == []
    assert ForgeListing.objects.get().left_out == {
        "private": 1, "foreign-address": 2, "switched-off": 1, "unreadable": 1
    }  # fmt: skip
    assert not ForgeRepository.objects.exists()


def test_a_repository_that_was_declared_too_is_read_once(listed: Country, forge: ServedForge) -> None:
    listed.sources(f"min-a,github,{forge.url}/ministry,,", f"min-b,git,{forge.url}/ministry/r2,,")

    found = list_only(listed)

    assert paths(found) == ["r1", "r2", "r3", "r4", "r5"]
    assert [item.source.listed_by is None for item in found] == [False, True, False, False, False]
    listed.sources(f"min-a,github,{forge.url}/ministry,,")
    assert [item.source.listed_by is None for item in list_only(listed)] == [False] * 5


def test_a_listed_repository_that_is_declared_later_stays_one_source(listed: Country, forge: ServedForge) -> None:
    list_only(listed)
    before = Source.objects.get(location__endswith="r2.git")
    listed.sources(f"min-a,github,{forge.url}/ministry,,", f"min-a,git,{forge.url}/ministry/r2.git,,")

    list_only(listed)

    after = Source.objects.get(location__endswith="r2.git")
    assert (after.pk, after.key, after.listed_by, after.withdrawn_at) == (before.pk, before.key, None, None)


def test_a_forge_that_is_declared_no_longer_takes_its_repositories_along(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    listed.sources()
    list_only(listed)
    assert not Source.objects.filter(withdrawn_at=None).exists()
    listed.sources(f"min-a,github,{forge.url}/ministry,,")

    assert len(list_only(listed)) == 5
    assert Source.objects.filter(withdrawn_at=None).count() == 6


def test_a_token_is_kept_sealed_and_sent_to_its_forge_only(listed: Country, forge: ServedForge) -> None:
    forge.world.token = "ghp_secret"
    set_forge_token(origin=forge.url, token="ghp_secret", actor=ACTOR, at=NOON)
    assert "ghp_secret" not in ForgeHost.objects.get().token

    assert len(list_only(listed)) == 5
    assert {said["authorization"] for said in forge.world.headers} == {"Bearer ghp_secret"}
    set_forge_token(origin=forge.url, token="ghp_other", actor=ACTOR, at=NOON)
    list_only(listed)
    assert state() == ("partial", "forge-token")
    ForgeHost.objects.update(token="s1.00000000.AAAA")
    list_only(listed)
    assert state() == ("partial", "forge-token-lost")


@pytest.mark.parametrize(
    ("answer", "presence"),
    [
        ((404, {}, b"{}"), "deleted"),
        ((403, {}, b"{}"), "private"),
        ((451, {}, b"{}"), "private"),
        ((200, {}, b"<html>"), "missed"),
        ((500, {}, b""), "listed"),
    ],
)
def test_what_vanished_from_the_list_is_asked_for_before_it_is_called_gone(
    listed: Country, forge: ServedForge, answer: tuple[int, dict[str, str], bytes], presence: str
) -> None:
    pretend_read(list_only(listed))
    forge.world.remove(3)
    forge.world.broken["/api/v3/repos/ministry/r3"] = answer

    list_only(listed)

    row = ForgeRepository.objects.get(forge_id="3")
    is_gone = presence in ("deleted", "private")
    forge.world.hosted[0].changed = "2026-11-20T10:00:00Z"
    assert paths(list_only(listed)) == ["r1"]
    assert row.presence == presence
    assert (row.gone_at is not None, row.reader.withdrawn_at is not None) == (is_gone, is_gone)


def test_one_that_the_list_passed_over_stays(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    missed = forge.world.hosted[2]
    forge.world.remove(3)
    body = b'{"id": 3, "full_name": "ministry/r3", "clone_url": "https://x.example/r3.git", "private": false}'
    forge.world.broken["/api/v3/repos/ministry/r3"] = (200, {}, body)

    list_only(listed)

    row = ForgeRepository.objects.get(forge_id=str(missed.number))
    assert (row.presence, row.reader.withdrawn_at) == ("listed", None)


def test_one_whose_name_another_took_is_deleted(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    forge.world.hosted[2].number = 77

    assert paths(list_only(listed)) == ["r3"]
    rows = ForgeRepository.objects.filter(path="ministry/r3").order_by("id")
    assert [(row.forge_id, row.presence) for row in rows] == [("3", "deleted"), ("77", "listed")]
    assert Source.objects.get(location__endswith="r3.git").withdrawn_at is None


def test_one_that_was_handed_to_another_owner_is_read_there(listed: Country, forge: ServedForge) -> None:
    listed.sources(f"min-a,github,{forge.url}/ministry,,", f"min-b,github,{forge.url}/agency,,")
    forge.world.host(9, "agency/own", changed=LONG_AGO)
    pretend_read(list_only(listed))
    old = Source.objects.get(location__endswith="ministry/r3.git")
    row = Repository.objects.create(
        key="r3", realm="test-office", institution=old.institution, source=old, name="r3", state="read",
        address=f"{forge.url}/ministry/r3",
    )  # fmt: skip
    RepositoryAlias.objects.create(realm="test-office", address=row.address, repository=row)
    forge.world.hosted[2].path = "agency/r3"
    forge.world.moved["ministry/r3"] = "agency/r3"

    assert paths(list_only(listed)) == ["r3"]
    there = Source.objects.get(location__endswith="agency/r3.git")
    old.refresh_from_db()
    assert (there.institution.key, there.withdrawn_at, old.withdrawn_at is None) == ("min-b", None, False)
    gone = ForgeRepository.objects.get(presence="transferred")
    assert gone.moved_to == f"{forge.url}/agency/r3"
    assert RepositoryAlias.objects.get(address=gone.moved_to).repository == row


def test_two_that_swap_their_names_keep_their_rows(listed: Country, forge: ServedForge) -> None:
    pretend_read(list_only(listed))
    for number in (1, 2):
        source = Source.objects.get(location__endswith=f"r{number}.git")
        row = Repository.objects.create(
            key=f"r{number}", realm="test-office", institution=source.institution, source=source, name=f"r{number}",
            state="read", address=f"{forge.url}/ministry/r{number}",
        )  # fmt: skip
        RepositoryAlias.objects.create(realm="test-office", address=row.address, repository=row)
        ForgeRepository.objects.filter(forge_id=str(number)).update(repository=row)
    forge.world.hosted[0].path, forge.world.hosted[1].path = "ministry/r2", "ministry/r1"

    assert paths(list_only(listed)) == ["r1", "r2"]
    assert set(RepositoryAlias.objects.values_list("address", "repository__key")) == {
        (f"{forge.url}/ministry/r1", "r2"),
        (f"{forge.url}/ministry/r2", "r1"),
    }
    assert set(Source.objects.exclude(listed_by=None).values_list("location", "repositories__key")) >= {
        (f"{forge.url}/ministry/r1.git", "r2"),
        (f"{forge.url}/ministry/r2.git", "r1"),
    }


def test_workers_share_one_budget(country: Country) -> None:
    host = ForgeHost.objects.create(origin="https://f.example", remaining=1, reset_at=NOON + timedelta(hours=1))

    assert spend_call(host_id=host.pk, at=NOON) is None
    assert spend_call(host_id=host.pk, at=NOON) == NOON + timedelta(hours=1)
    assert spend_call(host_id=host.pk, at=NOON + timedelta(hours=1)) is None


def test_a_place_that_is_none_fails_with_what_to_write(country: Country) -> None:
    country.sources("min-a,github,https://github.com/ministry/register,,")

    list_only(country)

    assert state() == ("failed", "forge-place")


def test_a_forge_on_a_private_address_is_not_asked(
    country: Country, forge: ServedForge, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAUSES", ())
    settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=())  # type: ignore[attr-defined]
    country.sources(f"min-a,github,{forge.url}/ministry,,")

    list_only(country)

    assert (state(), forge.world.calls) == (("failed", "internal_address"), [])

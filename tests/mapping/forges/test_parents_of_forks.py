"""Forks at a forge whose list does not name their parents: asked once, within the calls that are to spare, and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mapping.country_workshop import ACTOR, NOON, Country
from mapping.forges.conftest import ServedForge, list_only, pretend_read
from mapping.forges.test_pages_of_forges import text_of
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.forges.telling import tell_forge_facts
from ospolis.mapping.models import ForgeRepository, Repository, RepositoryAlias, Run, Source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def forked(country: Country, forge: ServedForge) -> Country:
    """An organisation with a repository, a fork of it, and a fork of one elsewhere."""
    forge.world.host(1, "ministry/register", changed="2026-10-01T10:00:00Z")
    forge.world.host(2, "ministry/copy", fork=True).parent = f"{forge.url}/ministry/register"
    forge.world.host(3, "ministry/other", fork=True).parent = "https://forge.example/o/other"
    country.sources(f"min-a,github,{forge.url}/ministry,,")
    return country


def parents() -> dict[str, str]:
    return dict(ForgeRepository.objects.order_by("path").values_list("path", "parent"))


@pytest.mark.both_databases
def test_a_fork_is_asked_for_its_parent_once_and_the_answer_is_kept(forked: Country, forge: ServedForge) -> None:
    pretend_read(list_only(forked))
    known = {
        "ministry/copy": f"{forge.url}/ministry/register", "ministry/other": "https://forge.example/o/other",
        "ministry/register": "",
    }  # fmt: skip
    assert parents() == known
    assert [call.rpartition("/")[2] for call in forge.world.calls[1:]] == ["copy", "other"]
    forge.world.hosted[1].changed = "2026-11-20T10:00:00Z"
    calls = len(forge.world.calls)

    pretend_read(list_only(forked))

    assert (parents(), len(forge.world.calls)) == (known, calls + 1)
    ForgeRepository.objects.filter(path="ministry/other").update(parent_asked_at=timezone.now() - timedelta(days=31))
    list_only(forked)
    assert (parents(), forge.world.statuses[-1]) == (known, 304)


def test_parents_wait_while_a_forge_has_few_calls_left(forked: Country, forge: ServedForge) -> None:
    forge.world.remaining = 31
    list_only(forked)
    assert set(parents().values()) == {""}
    assert Source.objects.get(listed_by=None).state == "done"
    forge.world.remaining = 60
    forge.world.broken["/api/v3/repos/ministry/copy"] = (403, {"Retry-After": "3600"}, b"{}")
    list_only(forked)
    list_only(forked)

    assert set(parents().values()) == {""}


def test_a_fork_that_cannot_be_asked_does_not_hold_up_the_others(forked: Country, forge: ServedForge) -> None:
    forge.world.broken["/api/v3/repos/ministry/copy"] = (404, {}, b"{}")

    list_only(forked)

    assert parents()["ministry/copy"] == ""
    assert parents()["ministry/other"] == "https://forge.example/o/other"


@pytest.mark.both_databases
def test_the_page_of_a_fork_leads_to_its_parent_on_the_map(forked: Country, forge: ServedForge, client: Client) -> None:
    pretend_read(list_only(forked))
    for name in ("register", "copy", "other"):
        source = Source.objects.get(location__contains=f"/{name}.git")
        row = Repository.objects.create(
            key=name, realm=forked.key, institution=source.institution, source=source, name=name, state="empty",
            address=f"{forge.url}/ministry/{name}",
        )  # fmt: skip
        RepositoryAlias.objects.create(realm=forked.key, address=row.address, repository=row)
    tell_forge_facts(run=Run.objects.get(), actor=ACTOR, at=NOON)

    page = client.get("/repositories/copy/")
    assert f"Fork of {forge.url}/ministry/register ." in text_of(page)
    assert b'href="/repositories/register/"' in page.content
    assert "Fork of https://forge.example/o/other ." in text_of(client.get("/repositories/other/"))
    told = CurrentValue.objects.get(subject_key="copy", measure="repository.forge-fork")
    assert told.text == f"{forge.url}/ministry/register"

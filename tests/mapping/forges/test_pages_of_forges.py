"""What the pages of a forge's source and of its repositories say, and the command for tokens."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client

from mapping.country_workshop import ACTOR, NOON, Country
from mapping.forges.conftest import ServedForge, list_only, pretend_read
from ospolis.core.journal.models import Entry
from ospolis.mapping.forges.telling import tell_forge_facts
from ospolis.mapping.models import ForgeHost, Repository, RepositoryAlias, Run, Source
from ospolis.web.program import main

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text_of(answer: Any) -> str:
    """The words of a page, with markup taken away and spaces made single."""
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "'").split())


def page_of(client: Client, source: Source) -> str:
    return text_of(client.get(f"/collection/{source.key}/"))


def test_the_page_of_a_forge_tells_what_its_list_holds(
    country: Country, forge: ServedForge, client: Client, django_assert_max_num_queries: Any
) -> None:
    forge.world.host(1, "ministry/register", archived=True, fork=True, license={"spdx_id": "MIT"}, topics=["schools"])
    forge.world.host(2, "ministry/secret", private=True)
    forge.world.host(3, "ministry/old")
    country.sources(f"min-a,github,{forge.url}/ministry,,")
    pretend_read(list_only(country))
    forge.world.remove(3)
    pretend_read(list_only(country))
    source = Source.objects.get(listed_by=None)

    said = page_of(client, source)

    assert "The list was read to its end: 1 page." in said
    assert "Repositories listed 1" in said
    assert "Not public: 1. Only what its owner published is read." in said
    assert "ministry/old" in said and "Deleted" in said
    assert "ministry/secret" not in said
    assert "56 of 60 calls are left." in said
    assert "It is asked without a token, like everybody." in said
    with django_assert_max_num_queries(20):
        client.get(f"/collection/{source.key}/")
    child = Source.objects.get(listed_by=source, withdrawn_at=None)
    assert f"Listed by {forge.url}/ministry" in page_of(client, child)
    narrowed = text_of(client.get(f"/collection/?office={country.key}&from={source.key}"))
    assert f"Narrowed to listed by {forge.url}/ministry." in narrowed
    assert "register.git" in narrowed
    repository = Repository.objects.create(
        key="register", realm=country.key, institution=child.institution, source=child, name="register",
        state="empty", address=f"{forge.url}/ministry/register",
    )  # fmt: skip
    RepositoryAlias.objects.create(realm=country.key, address=repository.address, repository=repository)
    assert tell_forge_facts(run=Run.objects.get(number=2), actor=ACTOR, at=NOON) == 1
    assert tell_forge_facts(run=Run.objects.get(number=2), actor=ACTOR, at=NOON) == 0
    said = text_of(client.get("/repositories/register/"))
    assert "archived fork Licence as the forge says: MIT. Stars: 0. Topics: schools. See the list" in said


def test_the_page_of_a_forge_before_and_when_nothing_came(country: Country, forge: ServedForge, client: Client) -> None:
    country.sources(f"min-a,gitea,{forge.url}/,,")
    forge.world.faults = [(503, {"Retry-After": "7200"}, b"")]
    list_only(country)
    source = Source.objects.get()

    said = page_of(client, source)

    assert "The forge was not asked yet" in said
    assert "The forge answers no more calls until" in said
    ForgeHost.objects.update(wait_until=None)
    list_only(country)
    said = page_of(client, source)
    assert "The forge lists no repository" in said


def test_tokens_are_set_listed_and_removed_by_a_command(
    country: Country, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str, given: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = main(["forge-token", *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert run("set", "https://www.github.com/ministry", given="ghp_secret\n") == (0, "")
    code, said = run("list")
    assert code == 0
    assert re.fullmatch(r"https://github\.com: token set on \d{4}-\d\d-\d\d, 0 calls made\n", said)
    assert run("set", "https://github.com", given="two words\n")[0] == 2
    assert run("set", "github.com", given="ghp_secret\n")[0] == 2
    assert run("remove", "https://github.com") == (0, "")
    assert run("remove", "https://github.com")[0] == 2
    assert "no token" in run("list")[1]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "mapping.forge_token_set",
        "mapping.forge_token_removed",
    ]
    assert "ghp_secret" not in str(list(Entry.objects.values()))

"""The collection, its sources, and repositories: what pages say, what they cost, whom they show what."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.collecting import repository_findings
from factories.places import NOON, declare_places
from ospolis.institutions.models import Institution
from ospolis.mapping.models import ComponentUse, MetadataRecord, Repository, Source, WorkItem

MOST_PUBLIC = 14_000


@pytest.fixture(autouse=True)
def nothing_kept():
    """What pages keep in memory from other tests is gone."""
    caches["memory"].clear()


def text_of(answer):
    """The words of a page, with markup taken away and spaces made single."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.replace("&#x27;", "'").replace("&quot;", '"').split())


def civil():
    return Repository.objects.get(name="civil")


def gone():
    return Source.objects.get(location="https://code.arva.example/gone.git")


def add_repositories(number):
    """Give Arva so many repositories more."""
    owner = Institution.objects.get(key="arva-health")
    columns = repository_findings("https://code.arva.example/x.git", "arva-health").columns
    known = {name: value for name, value in columns.items() if name not in ("name", "address")}
    Repository.objects.bulk_create(
        Repository(
            key=f"more-{n}", realm="arva", institution=owner, name=f"more {n:05}", read_at=NOON,
            address=f"https://code.arva.example/{n}", **known,
        )
        for n in range(number)
    )  # fmt: skip


def add_sources(number):
    """Let Arva declare so many sources more."""
    owner = Institution.objects.get(key="arva-post")
    Source.objects.bulk_create(
        Source(key=f"{n:016x}", realm="arva", institution=owner, kind="git", location=f"https://a.example/{n:04}.git")
        for n in range(number)
    )


def count_queries(client, address):
    """How many queries a page takes when nothing is kept from before."""
    caches["memory"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_repository_says_what_was_found_and_where(world, client):
    page = client.get(f"/repositories/{civil().key}/")
    said = text_of(page)

    assert "It meets 1 of the 2 practices that apply to it." in said
    assert "LICENSE, line 1" in said
    assert "What to do:" in said
    assert "pkg:pypi" not in said and "django" in said


def test_every_number_of_a_repository_leads_to_its_fact(world, client):
    page = client.get(f"/repositories/{civil().key}/").content.decode()
    whys = set(re.findall(r'href="(/why/f\d+/)"', page))

    assert len(whys) >= 10
    assert {client.get(why).status_code for why in whys} == {200}


def test_a_licence_that_was_not_understood_stays_unknown(world, client):
    said = text_of(client.get(f"/repositories/{civil().key}/"))

    assert "A licence text was found that was not recognised. Somebody must read it." in said
    assert said.count("Not known") == 4


@pytest.mark.parametrize(
    ("address", "is_linked"),
    [
        ("https://code.arva.example/civil.git", True),
        ("http://code.arva.example/civil.git", False),
        ("javascript:alert(1)", False),
        ("ssh://git@code.arva.example/civil.git", False),
    ],
)
def test_only_an_address_that_is_safe_to_open_is_a_link(world, client, address, is_linked):
    repository = civil()
    Repository.objects.filter(pk=repository.pk).update(address=address)

    assert (f'href="{address}"' in client.get(f"/repositories/{repository.key}/").content.decode()) is is_linked


def test_what_a_repository_says_of_itself_is_shown_as_words(world, client):
    repository = civil()
    evil = "<script>alert(1)</script>"
    Repository.objects.filter(pk=repository.pk).update(name=evil, summary=evil, licence_declared=evil, language=evil)
    MetadataRecord.objects.create(
        source=repository.source, repository=repository, position=0, kind="publiccode", verdict="invalid", name=evil,
        problems=[{"line": 1, "message": evil, "fix": evil, "code": "x", "path": evil}],
    )  # fmt: skip

    for address in (f"/repositories/{repository.key}/", f"/collection/{repository.source.key}/", "/repositories/"):
        page = client.get(address)
        assert (page.status_code, b"<script" in page.content) == (200, False)


def test_components_can_be_taken_away(world, client):
    lines = client.get(f"/repositories/{civil().key}/components.csv").getvalue().decode("utf-8-sig").splitlines()

    assert lines == [
        "purl,type,name,version,scope,direct,licence,path,line",
        "pkg:pypi/django@5.2.1,pypi,django,5.2.1,runtime,true,BSD-3-Clause,requirements.txt,3",
    ]


def test_a_repository_that_was_only_listed_says_how_it_gets_read(world, client):
    owner = Institution.objects.get(key="arva-health")
    Repository.objects.create(
        key="listed", realm="arva", institution=owner, name="Listed", address="https://a.example/l", state="listed"
    )
    said = text_of(client.get("/repositories/listed/"))

    assert "Its owner listed it, but it was not read yet." in said
    assert "Not read" in text_of(client.get("/repositories/?office=arva"))


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ("q=civil", True),
        ("language=Python", True),
        ("language=Cobol", False),
        ("family=weak-copyleft", True),
        ("family=permissive", False),
        ("institution=arva-registry", True),
        ("institution=arva-health", False),
        ("q=nothing-like-it", False),
        ("family=%27OR+1", True),
    ],
)
def test_the_list_is_narrowed(world, client, asked, finds):
    page = client.get(f"/repositories/?office=arva&{asked}").content.decode()

    assert (f'href="/repositories/{civil().key}/"' in page) is finds
    assert ("No repository fits" in page) is not finds


def test_the_list_goes_on_by_key(world, client):
    add_repositories(120)
    seen, address = [], "/repositories/?office=arva"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<th scope="row" class="who"><a href="/repositories/([^/]+)/"', page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = "/repositories/" + following[1].replace("&amp;", "&") if following else ""

    assert seen == [civil().key, *(f"more-{n}" for n in range(120))]


def test_a_list_of_repositories_costs_the_same_for_one_and_for_fifty(world, client, django_assert_max_num_queries):
    few = count_queries(client, "/repositories/?office=arva")
    add_repositories(60)

    assert count_queries(client, "/repositories/?office=arva") == few
    with django_assert_max_num_queries(12):
        page = client.get("/repositories/?office=arva&q=civil&language=Python").content
    assert len(gzip.compress(page, 9)) <= MOST_PUBLIC


def test_the_collection_costs_the_same_for_one_and_for_fifty_sources(world, client, django_assert_max_num_queries):
    few = count_queries(client, "/collection/?office=arva")
    add_sources(50)

    assert count_queries(client, "/collection/?office=arva") == few
    with django_assert_max_num_queries(8):
        page = client.get("/collection/?office=arva").content
    assert len(gzip.compress(page, 9)) <= MOST_PUBLIC


def test_a_source_and_a_repository_have_their_queries_counted(world, client, django_assert_max_num_queries):
    repository = civil()
    with django_assert_max_num_queries(8):
        assert client.get(reverse("mapping:source", args=[repository.source.key])).status_code == 200
    with django_assert_max_num_queries(9):
        assert client.get(reverse("mapping:repository", args=[repository.key])).status_code == 200


def test_the_collection_says_what_failed_why_and_what_to_do(world, client):
    said = text_of(client.get("/collection/?office=arva&state=failed"))

    assert "1 of 2 sources could be read" in said
    assert "The server has no repository at this address. Mend the address in sources.csv." in said
    assert "Narrowed to Could not be read." in said
    assert "Collection arva-1: 1 source read, 1 failed." in said


def test_a_source_that_failed_says_what_to_do(world, client):
    said = text_of(client.get(f"/collection/{gone().key}/"))

    assert "What to do: Mend the address in sources.csv." in said
    assert "sources.csv, line 3" in said


def test_the_steps_of_a_source_are_told_in_plain_words(world, client):
    source = civil().source
    WorkItem.objects.filter(source=source, stage="collect").update(
        report={"outcome": "updated", "branch": "main", "notes": ["a note"]}
    )
    WorkItem.objects.filter(source=source, stage="analyse").update(
        report={
            "files": 3, "unique_blobs": 2, "opened": 2, "kept_before": 1, "not_opened": {"too-large": 1},
            "licence_queue": 2, "components": 1, "manifest_remarks": ["setup.py: read by pattern"],
        }
    )  # fmt: skip
    said = text_of(client.get(f"/collection/{source.key}/"))

    assert "The copy of the repository was brought up to date. Its main branch is main. a note" in said
    assert "It has 3 files. Different texts opened: 2. Known from before: 1. 1 file could not be opened." in said
    assert "2 texts about licences were not understood; somebody must read them. 1 component was found." in said


def test_problems_of_a_metadata_file_stand_with_line_and_remedy(world, client):
    source = gone()
    MetadataRecord.objects.create(
        source=source, position=0, kind="publiccode", version="0.4", verdict="invalid", name="Forms",
        problems=[{"line": 7, "message": "This key is absent.", "fix": "Add legal.", "code": "x", "path": "legal"}],
    )  # fmt: skip

    assert "Line 7: This key is absent. Add legal." in text_of(client.get(f"/collection/{source.key}/"))


def test_a_filter_of_sources_that_fits_nothing_is_said(world, client):
    assert "No source fits" in text_of(client.get("/collection/?office=arva&kind=sbom"))


def test_before_the_first_collection_the_pages_say_so(db, client):
    declare_places()

    assert "No source was declared yet" in text_of(client.get("/collection/?office=arva"))
    assert "No repository was read yet" in text_of(client.get("/repositories/?office=arva"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/collection/", "/repositories/"])
def test_without_an_office_the_first_step_is_said(client, address):
    assert "No office yet" in text_of(client.get(address))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/collection/none/", "/repositories/none/", "/repositories/none/components.csv"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_repository_with_many_components_stays_small(world, client):
    repository = civil()
    use = ComponentUse.objects.get(repository=repository)
    kind = type(use.component)
    made = kind.objects.bulk_create(
        kind(purl=f"pkg:npm/part-{n}@1.0.{n}", type="npm", name=f"part-{n}", version=f"1.0.{n}") for n in range(300)
    )
    ComponentUse.objects.bulk_create(
        ComponentUse(component=part, source=use.source, repository=repository, path="package-lock.json", line=n + 1)
        for n, part in enumerate(made)
    )
    Repository.objects.filter(pk=repository.pk).update(components=301, read_at=NOON + timedelta(hours=1))
    page = client.get(f"/repositories/{repository.key}/")

    assert "The first 50 of 301." in text_of(page)
    assert len(gzip.compress(page.content, 9)) <= MOST_PUBLIC

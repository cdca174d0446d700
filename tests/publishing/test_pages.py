"""The map, the institutions and the systems, as a visitor and as those who work for them see them."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.places import ARVA, NOON, OPERATOR, PRIVATE
from ospolis.evidence.services import compute_figures
from ospolis.institutions.inventory import DeclaredInstitution, DeclaredSystem
from ospolis.institutions.models import Institution
from ospolis.institutions.services import declare_inventory

MOST_PUBLIC = 14_000
MOST_STAFF = 40_000
LATER = NOON + timedelta(hours=1)


def text_of(answer):
    """The words of a page, with markup taken away and spaces made single."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.replace("&#x27;", "'").split())


def declare_more(number):
    """Let Arva declare so many institutions more, each with a system."""
    more = tuple(DeclaredInstitution(f"arva-more-{n}", f"Agency {n:03}", "agency", sector="05") for n in range(number))
    systems = tuple(DeclaredSystem(f"arva-sys-{n}", f"arva-more-{n}", f"System {n}") for n in range(number))
    inventory = replace(ARVA, institutions=ARVA.institutions + more, systems=ARVA.systems + systems)
    declare_inventory(realm="arva", inventory=inventory, actor=OPERATOR, at=LATER)
    keys = Institution.objects.filter(realm="arva").values_list("key", flat=True)
    compute_figures(realm="arva", institutions=keys, run_key="arva-1", actor=OPERATOR, at=LATER)


def count_queries(client, address):
    """How many queries a page takes when nothing is kept from before."""
    caches["memory"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_map_says_where_the_country_stands(world, client):
    said = text_of(client.get("/map/?office=arva"))

    assert "33 % of the systems whose openness is known are open source" in said
    assert "Collection arva-1: 1 source read, 1 failed. See what failed" in said


def test_every_key_figure_of_the_map_leads_to_its_reasons(world, client):
    page = client.get("/map/?office=arva").content.decode()
    figures = page[page.index('class="figures"') : page.index('id="institutions"')]
    whys = re.findall(r'href="(/why/[^"]+)"', figures)

    assert len(whys) == figures.count('class="fig"') == 6
    assert {client.get(why).status_code for why in whys} == {200}


def test_every_number_of_an_institution_leads_to_its_reasons(world, client):
    page = client.get("/map/?office=arva&q=registry").content.decode()
    row = page[page.index('<th scope="row" class="who">') :].partition("</tr>")[0]
    whys = re.findall(r'href="(/why/[^"]+)"', row)

    assert len(whys) == 7
    assert {client.get(why).status_code for why in whys} == {200}


@pytest.mark.parametrize("address", ["/map/?office=arva", "/institutions/?office=arva"])
def test_a_list_of_institutions_costs_the_same_for_one_and_for_fifty(
    world, client, address, django_assert_max_num_queries
):
    few = count_queries(client, address)
    declare_more(50)

    assert count_queries(client, address) == few
    with django_assert_max_num_queries(12):
        client.get(address)


@pytest.mark.parametrize(
    ("address", "most"), [("/institutions/arva-registry/", 12), ("/systems/arva-civil/", 10), ("/map/", 12)]
)
def test_a_page_has_its_queries_counted(world, client, django_assert_max_num_queries, address, most):
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_an_institution_costs_the_same_whatever_it_declared(world, client):
    address = "/institutions/arva-digital/"
    few = count_queries(client, address)
    systems = tuple(DeclaredSystem(f"arva-s{n}", "arva-digital", f"System {n}") for n in range(40))
    inventory = replace(ARVA, systems=ARVA.systems + systems)
    declare_inventory(realm="arva", inventory=inventory, actor=OPERATOR, at=LATER)

    assert count_queries(client, address) == few


@pytest.mark.parametrize("address", ["/map/?office=arva", "/institutions/?office=arva", "/institutions/arva-registry/"])
def test_public_pages_are_small_and_load_no_script(world, client, address):
    declare_more(50)
    page = client.get(address).content

    assert len(gzip.compress(page, 9)) <= MOST_PUBLIC
    assert b"<script" not in page


def test_an_officer_reads_the_map_in_the_staff_shell(world, client):
    client.force_login(world.accounts["officer"])
    page = client.get("/map/").content

    assert b'<body class="staff"' in page
    assert len(gzip.compress(page, 9)) <= MOST_STAFF


@pytest.mark.parametrize("address", ["/institutions/arva-registry/", "/systems/arva-civil/"])
@pytest.mark.parametrize(
    ("persona", "sees"),
    [
        ("visitor", False),
        ("participant", False),
        ("focal point of another institution", False),
        ("officer of another office", False),
        ("programme", False),
        ("focal point", True),
        ("officer", True),
        ("lead", True),
    ],
)
def test_contracts_are_seen_by_the_office_and_the_institution_only(world, client, address, persona, sees):
    if persona != "visitor":
        client.force_login(world.accounts[persona])
    page = client.get(address).content.decode()

    assert [word in page for word in (PRIVATE[0], PRIVATE[2], PRIVATE[3])] == [sees] * 3


def test_the_table_can_be_taken_away(world, client):
    answer = client.get("/map/institutions.csv?office=arva")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()

    assert lines[0].startswith("institution,name,kind,sector,region,institutions-mapped,")
    assert sorted(line.partition(",")[0] for line in lines[1:]) == sorted(row.key for row in ARVA.institutions)
    assert not [word for word in PRIVATE if word in answer.getvalue().decode()]


def test_a_filter_that_fits_nothing_is_said_and_can_be_removed(world, client):
    page = client.get("/institutions/?office=arva&q=nowhere&sector=07")
    said = text_of(page)

    assert "Narrowed to “nowhere”, Health." in said
    assert "No institution fits" in said
    assert 'href="/institutions/?office=arva"' in page.content.decode()


def test_a_filter_that_no_list_knows_narrows_nothing(world, client):
    said = text_of(client.get("/institutions/?office=arva&kind=%01kingdom&sector=99"))

    assert "Rows 1 to 5 of 5" in said


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/map/", "/institutions/"])
def test_without_an_office_the_first_step_is_said(client, address):
    assert "No office yet" in text_of(client.get(address))


def test_before_the_first_collection_the_map_says_so(places, client):
    said = text_of(client.get("/map/?office=arva"))

    assert "Nothing was collected yet" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/institutions/none/", "/systems/none/", "/systems/none/components.csv", "/map/institutions.csv"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_institution_says_what_is_not_known(world, client):
    said = text_of(client.get("/institutions/arva-post/"))

    assert "Which systems it runs: it declared none." in said
    assert "What it publishes: it declared no source to read." in said


def test_an_institution_shows_its_names_and_what_is_below_it(world, client):
    page = client.get("/institutions/arva-registry/").content.decode()

    assert "Ministère de la Santé" in text_of(client.get("/institutions/arva-health/"))
    assert 'href="/institutions/arva-digital/"' in page
    assert 'href="/institutions/arva-archive/"' in page


def test_a_system_leads_to_the_row_that_declared_it_and_to_its_components(world, client):
    page = client.get("/systems/arva-civil/").content.decode()
    (why,) = set(re.findall(r'href="(/why/f\d+/)">Open source', page))

    assert client.get(why).status_code == 200
    assert "django" in page
    listed = client.get("/systems/arva-civil/components.csv").getvalue().decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in listed] == ["purl", "pkg:pypi/django@5.2.1"]


def test_what_people_wrote_is_shown_as_words(world, client):
    evil = DeclaredInstitution("arva-evil", '<script>alert(1)</script>"', "agency", website="https://a.example/")
    inventory = replace(ARVA, institutions=(*ARVA.institutions, evil))
    declare_inventory(realm="arva", inventory=inventory, actor=OPERATOR, at=LATER)

    for address in ("/institutions/?office=arva", "/institutions/arva-evil/", "/map/?office=arva"):
        assert b"<script" not in client.get(address).content

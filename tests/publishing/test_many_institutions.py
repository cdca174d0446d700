"""Who looks after 500 institutions asks the database no more often than who looks after one, and sees the same of each.

The pages are every list of the site and the pages of an institution, a system, a number and a fact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.places import ARVA, NOON, OPERATOR
from ospolis.core.access import Role
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.services import compute_figures
from ospolis.institutions.inventory import DeclaredInstitution, DeclaredSystem
from ospolis.institutions.models import Institution
from ospolis.institutions.services import declare_inventory
from ospolis.people.models import RoleGrant

pytestmark = pytest.mark.no_cover  # counts and compares: each page has tests of its own
MANY = 500
COUNTS_TRIES = re.compile(r'"core_trycount"|SAVEPOINT')
LATER = NOON + timedelta(hours=1)
PAGES = (
    "/", "/desk/?office=arva", "/map/?office=arva", "/institutions/?office=arva", "/institutions/arva-registry/",
    "/repositories/?office=arva", "/collection/?office=arva", "/search/?q=agency", "/why/repositories.office.arva/",
)  # fmt: skip


@pytest.fixture
def declare_many(world):
    """A way to let Arva declare 500 institutions more, each with a system."""

    def declare():
        more = tuple(
            DeclaredInstitution(f"arva-more-{n}", f"Agency {n:03}", "agency", parent="arva-digital", sector="05")
            for n in range(MANY)
        )
        systems = tuple(DeclaredSystem(f"arva-sys-{n}", f"arva-more-{n}", f"System {n}") for n in range(MANY))
        inventory = replace(ARVA, institutions=ARVA.institutions + more, systems=ARVA.systems + systems)
        declare_inventory(realm="arva", inventory=inventory, actor=OPERATOR, at=LATER)
        keys = Institution.objects.filter(realm="arva").values_list("key", flat=True)
        compute_figures(realm="arva", institutions=keys, run_key="arva-1", actor=OPERATOR, at=LATER)

    return declare


def count_queries(client, address):
    """How many queries a page takes when the session is known and nothing is kept from before.

    Tries are counted by slots of time: whether a slot begins just now says nothing about the page.
    """
    client.get(address)
    caches["memory"].clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, follow=True)
    assert answer.status_code in {200, 403}
    return len([query for query in queries if not COUNTS_TRIES.search(query["sql"])])


def test_a_focal_point_of_500_institutions_costs_no_more_queries_than_one_of_a_single(world, client, declare_many):
    declare_many()
    account = world.accounts["focal point"]
    client.force_login(account)
    fact = CurrentValue.objects.filter(institution_key="arva-registry").order_by("id").first().fact_id
    pages = (*PAGES, "/systems/arva-sys-7/", f"/why/f{fact}/")
    with_one = {page: count_queries(client, page) for page in pages}

    RoleGrant.objects.bulk_create(
        RoleGrant(person_id=account.person_id, role=Role.FOCAL_POINT, institution=row, starts=date(2025, 1, 1))
        for row in Institution.objects.filter(key__startswith="arva-more-")
    )

    assert {page: count_queries(client, page) for page in pages} == with_one
    assert world.viewer("focal point").units(Role.FOCAL_POINT) >= {f"arva-more-{n}" for n in range(MANY)}


def test_an_officer_whose_office_has_500_institutions_costs_no_more_queries(world, client, declare_many):
    client.force_login(world.accounts["officer"])
    with_few = {page: count_queries(client, page) for page in PAGES}

    declare_many()

    assert {page: count_queries(client, page) for page in PAGES} == with_few

"""Ways around the pages: search, guessed numbers, exports, evidence, jobs, letters, the journal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from factories.cast import PERSONAS, address_of, viewer_of
from factories.places import PRIVATE
from ospolis.core.journal.models import Entry
from ospolis.core.mail.models import Letter
from ospolis.core.search.selectors import find
from ospolis.evidence.models import Fact
from ospolis.people.models import Person
from ospolis.people.selectors import viewer_of_account_id
from ospolis.people.services import end_role, set_password
from web.sweep import ALL, COVERED, body_of

pytestmark = pytest.mark.django_db

EXPORTS = (
    "/map/institutions.csv?office=arva", "/repositories/arva-registry-civil/components.csv",
    "/systems/arva-civil/components.csv", "/why/systems-open.office.arva/facts.csv",
)  # fmt: skip


def client_of(world, persona):
    client = Client()
    if persona != "visitor":
        client.force_login(world.accounts[persona])
    return client


@pytest.mark.parametrize("persona", ALL)
def test_search_finds_nothing_by_what_is_not_public(world, persona):
    viewer = world.viewer(persona)
    people = list(Person.objects.order_by("id").values_list("name", flat=True))

    found = {word: list(find(viewer, word, limit=50)) for word in (*PRIVATE, *map(address_of, PERSONAS), *people)}
    told = [word for word, rows in found.items() for row in rows if word.casefold() in f"{row}".casefold()]

    assert told == []


@pytest.mark.parametrize("persona", ["visitor", "participant", "programme", "operator", "officer of another office"])
def test_numbers_of_facts_cannot_be_tried_out(world, persona):
    """Every fact of the other office by its number: the hidden ones look like numbers that were never given."""
    client = client_of(world, persona)
    nothing = client.get("/why/f999999999/")
    hidden = Fact.objects.filter(realm="arva").exclude(visibility="public").order_by("id")[:5]

    found = [client.get(f"/why/f{fact.pk}/") for fact in hidden]

    assert [answer.status_code for answer in (*found, nothing)] == [404] * (len(hidden) + 1)
    assert len(hidden) > 0


@pytest.mark.parametrize("persona", [name for name in ALL if "arva-registry" not in COVERED.get(name, set())])
def test_exports_hold_nothing_that_pages_do_not_show(world, persona):
    client = client_of(world, persona)

    bodies = {address: body_of(client.get(address)) for address in EXPORTS}

    assert [(address, word) for address, body in bodies.items() for word in PRIVATE if word in body] == []
    assert min(len(body) for body in bodies.values()) > 0


def test_a_job_looks_at_its_viewer_anew_when_it_runs(world):
    officer = world.accounts["officer"]
    before = viewer_of_account_id(officer.pk)
    lead, now = viewer_of(world.accounts["lead"]), timezone.now()
    end_role(grant_id=officer.person.grants.get().pk, actor=lead, at=now)

    after = viewer_of_account_id(officer.pk)

    assert (before.realms("officer"), after.realms("officer")) == (frozenset({"arva"}), frozenset())


def test_a_letter_about_safety_goes_to_its_owner_alone(world):
    officer = world.accounts["officer"]
    set_password(
        account_id=officer.pk, password="another-corn-and-cassava", actor=viewer_of(officer), at=timezone.now()
    )

    assert {letter.to for letter in Letter.objects.all()} <= {address_of("officer")}


def test_the_journal_holds_no_name_and_no_address(world):
    texts = [f"{entry.references} {entry.changes} {entry.actor}" for entry in Entry.objects.order_by("id")]
    words = [word for persona in PERSONAS for word in (address_of(persona), "corn-and-cassava")]

    assert [word for word in words for text in texts if word in text] == []
    assert len(texts) > 0

"""Names behind the numbers of a journal: for those who may know them, in one query."""

from __future__ import annotations

import pytest

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.access import ANYBODY, Role
from ospolis.people.selectors.actors import names_of_actors
from ospolis.people.services import end_role, erase_person, grant_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


@pytest.fixture
def cast(places):
    names = ("officer", "lead", "focal point", "programme", "operator", "participant", "officer of another office")
    return {name: open_persona(name) for name in names}


def known_to(cast, persona):
    numbers = [account.pk for account in cast.values()]
    return set(names_of_actors(viewer_of(cast[persona]), numbers).values())


def test_an_office_knows_its_own_and_those_whose_role_holds_everywhere(cast):
    assert known_to(cast, "officer") == {"officer", "lead", "focal point", "programme", "operator"}
    assert known_to(cast, "officer of another office") == {"officer of another office", "programme", "operator"}


def test_an_operator_knows_everybody_and_all_others_themselves_alone(cast):
    assert known_to(cast, "operator") == set(cast)
    assert (known_to(cast, "programme"), known_to(cast, "participant")) == ({"programme"}, {"participant"})
    assert names_of_actors(ANYBODY, [account.pk for account in cast.values()]) == {}


def test_a_role_of_the_past_is_enough_because_the_journal_tells_of_the_past(cast):
    account = cast["participant"]
    row = grant_role(
        person_id=account.person_id, role=Role.OFFICER, starts=NOON.date(), office_key="arva", actor=OPERATOR, at=NOON
    )
    end_role(grant_id=row.pk, actor=OPERATOR, at=NOON)

    assert "participant" in known_to(cast, "officer")


def test_whoever_was_erased_is_a_pseudonym(cast):
    account = cast["participant"]
    number = account.pk
    erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert names_of_actors(viewer_of(cast["officer"]), [number]) == {number: f"erased person (account {number})"}
    assert names_of_actors(viewer_of(cast["programme"]), [number]) == {}


def test_names_of_a_page_cost_one_query(cast, django_capture_queries):
    numbers = [account.pk for account in cast.values()]
    viewer = viewer_of(cast["officer"])

    assert len(django_capture_queries(lambda: names_of_actors(viewer, numbers))) == 1
    assert django_capture_queries(lambda: names_of_actors(ANYBODY, numbers)) == []
    assert django_capture_queries(lambda: names_of_actors(viewer, [])) == []

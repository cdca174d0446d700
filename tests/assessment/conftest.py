"""What the tests of assessments may ask for."""

from __future__ import annotations

import pytest
from time_machine import travel

from assessment.workshop import install_small_bank
from factories.asking import ask, open_one
from factories.cast import open_persona, viewer_of
from factories.fixtures import ground, laid_places, laid_world, places, quick_passwords, world
from factories.places import NOON, OPERATOR
from ospolis.assessment.models import Bank
from ospolis.people.services import Details, add_membership, write_down_person

__all__ = ["ground", "laid_places", "laid_world", "places", "quick_passwords", "world"]


@pytest.fixture
def noon():
    """The clock stands at noon of the day on which everything in these tests happens."""
    with travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def officer(places, quick_passwords, noon):
    return viewer_of(open_persona("officer"))


@pytest.fixture
def focal_point(officer):
    return open_persona("focal point")


@pytest.fixture
def developer(officer):
    """Somebody in the register of the office, without an account."""
    person = write_down_person(
        office_key="arva", details=Details("Ama Owusu", email="ama@registry.example"), actor=OPERATOR, at=NOON
    )
    add_membership(person_id=person.pk, institution_key="arva-registry", actor=OPERATOR, at=NOON)
    return person


@pytest.fixture
def campaign(officer, focal_point):
    """An open campaign; the focal point of the registry is asked."""
    return open_one(officer)


@pytest.fixture
def asked(officer, campaign, developer):
    """The developer is asked, by a link."""
    return ask(officer, campaign, developer.pk)


@pytest.fixture
def bank(world) -> Bank:
    """The small world with a bank of six questions, nothing answered."""
    return install_small_bank()

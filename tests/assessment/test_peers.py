"""Where the policy wants it, an institution starts from what others of its kind and size are known for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.workshop import CODE, answer, assess, item_of
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.banks import policy_in_use
from ospolis.assessment.peers import size_of
from ospolis.institutions.models import Institution

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def assess_by_peers(least: int, *institutions: str) -> int:
    numbers = policy_in_use()
    policy = replace(numbers, policy=replace(numbers.policy, peers_used=1, peers_least=least))
    order = AssessOrder(
        realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON, bank=CODE, institutions=institutions, policy=policy
    )
    return assess_office(order).changed


@pytest.fixture
def alike(bank):
    """Two other institutions of one kind and size that answered; the registry did not."""
    Institution.objects.filter(realm="arva").update(kind="agency", staff=40)
    keys = list(Institution.objects.filter(realm="arva").exclude(key="arva-registry").values_list("key", flat=True))[:2]
    for key in keys:
        answer(key, "A1.3", 4)
    return keys


def test_what_is_not_known_starts_from_peers(alike):
    assess()
    assert item_of("arva-registry", "A1.3")["best"] == 2.0

    # Of a claim of 4 with one voice a peer is known for 3 of 4 parts; two pieces of evidence start from that.
    assess_by_peers(2)
    found = item_of("arva-registry", "A1.3")
    assert (found["alpha"], found["beta"], found.get("known", False)) == (1.5, 0.5, False)


def test_one_institution_alone_meets_the_same_peers(alike):
    assess_by_peers(2)

    assert assess_by_peers(2, "arva-registry") == 0


def test_too_few_peers_and_those_of_another_size_say_nothing(alike):
    assess_by_peers(3)
    assert item_of("arva-registry", "A1.3")["alpha"] == 1.0

    Institution.objects.filter(key=alike[0]).update(staff=4000)
    assess_by_peers(2)
    assert item_of("arva-registry", "A1.3")["alpha"] == 1.0


def test_sizes():
    assert [size_of(staff) for staff in (None, 0, 50, 51, 1000, 1001)] == [-1, 0, 0, 1, 2, 3]

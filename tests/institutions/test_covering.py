"""What a role covers: the whole country, a sector, a subtree; and what of a system only they may see."""

from __future__ import annotations

import pytest

from factories.places import CONTRACT_END, COST, CRITICALITY, VENDOR
from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.institutions.selectors import (
    SystemPrivate,
    get_institution,
    institutions_covered_by,
    private_of_system,
    systems_of,
)

pytestmark = pytest.mark.django_db

SECRET = SystemPrivate(VENDOR, COST, "EUR", CONTRACT_END, CRITICALITY)
WHOLE = ["arva-archive", "arva-digital", "arva-health", "arva-post", "arva-registry"]


def covered(*grants):
    return sorted(institutions_covered_by(Viewer(1, "x", grants)).values_list("key", flat=True))


@pytest.mark.parametrize(
    ("grant", "keys"),
    [
        (Grant(Role.OFFICER, "arva"), WHOLE),
        (Grant(Role.LEAD, "arva"), WHOLE),
        (Grant(Role.OFFICER, "arva", reach="sector:07"), ["arva-health"]),
        (Grant(Role.OFFICER, "arva", reach="sector:09"), []),
        (Grant(Role.OFFICER, "belun", reach="sector:07"), ["belun-clinic", "belun-health"]),
        (Grant(Role.OFFICER, "arva", reach="subtree:arva-registry"), ["arva-archive", "arva-registry"]),
        (Grant(Role.FOCAL_POINT, unit="arva-digital"), ["arva-archive", "arva-digital", "arva-registry"]),
        (Grant(Role.FOCAL_POINT, unit="arva-archive"), ["arva-archive"]),
        (Grant(Role.PROGRAMME), []),
        (Grant(Role.OPERATOR), []),
    ],
)
def test_a_role_covers_what_its_scope_says(places, grant, keys):
    assert covered(grant) == keys


@pytest.mark.parametrize("reach", ["sector:", "subtree:", "region:north", "nonsense"])
def test_a_reach_that_says_nothing_covers_nothing(places, reach):
    """A host without a sector must not open every institution that has none."""
    assert covered(Grant(Role.OFFICER, "arva", reach=reach)) == []


def test_a_key_that_is_part_of_another_key_is_not_mistaken_for_it(places):
    assert covered(Grant(Role.FOCAL_POINT, unit="arva")) == []


def test_roles_add_up(places):
    roles = (Grant(Role.FOCAL_POINT, unit="arva-post"), Grant(Role.OFFICER, "belun", reach="sector:09"))

    assert covered(*roles) == ["arva-post", "belun-school"]


def test_cost_and_contract_are_for_those_who_cover_the_institution(places):
    own = Viewer(1, "x", (Grant(Role.FOCAL_POINT, unit="arva-digital"),))
    foreign = Viewer(2, "y", (Grant(Role.OFFICER, "belun"),))
    programme = Viewer(3, "z", (Grant(Role.PROGRAMME), Grant(Role.OPERATOR)))

    seen = [private_of_system(viewer, "arva-civil") for viewer in (own, foreign, programme, ANYBODY)]

    assert seen == [SECRET, None, None, None]


def test_cost_of_all_systems_of_an_institution_is_for_those_who_cover_it(places):
    own = Viewer(1, "x", (Grant(Role.FOCAL_POINT, unit="arva-digital"),))
    registry = get_institution(ANYBODY, "arva-registry")

    assert systems_of(own, registry)[1] == {"arva-civil": SECRET}
    assert systems_of(own, get_institution(ANYBODY, "arva-health"))[1] == {}
    assert systems_of(ANYBODY, registry)[1] == {}


def test_a_visitor_costs_no_query(places, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert private_of_system(ANYBODY, "arva-civil") is None


def test_a_thousand_institutions_are_covered_by_one_short_condition(places):
    """A comparison for each would be refused: SQLite takes conditions of at most 1,000 terms."""
    grants = tuple(Grant(Role.FOCAL_POINT, unit=f"nowhere-{n}") for n in range(2_000))

    assert covered(*grants, Grant(Role.FOCAL_POINT, unit="arva-digital")) == [
        "arva-archive", "arva-digital", "arva-registry",
    ]  # fmt: skip

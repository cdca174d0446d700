"""The isolation matrix: every role, every route, own and other objects; and ten planted faults that it must see."""

from __future__ import annotations

from itertools import groupby

import pytest
from django.db import connection

from factories.places import VENDOR
from ospolis.core.access import Role, permission_of
from web.addresses import ROUTES
from web.mutations import SCOPES, permission_mutations, route_mutations, routes_of_the_product
from web.sweep import ALL, BASIC, BEARER, SESSION, VERBS, Askers, ask_all, cells, one_in

# Without coverage, which would cost half as much again: what each page does has tests of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


def test_every_route_stands_in_the_table_with_the_roles_of_its_permission():
    """A new page has to say here who may see it, in a second place, or this fails."""
    declared = {name: permission_of(view).roles for name, view in routes_of_the_product().items()}
    expected = {route.name: route.roles for route in ROUTES}

    def implied(roles):
        # Everybody is a visitor, everybody with an account a participant: naming those opens a page to all above.
        if Role.VISITOR in roles:
            return frozenset(Role)
        return frozenset(Role) - {Role.VISITOR} if Role.PARTICIPANT in roles else frozenset(roles)

    assert {name: implied(roles) for name, roles in declared.items()} == expected


def test_every_route_says_whether_a_program_may_ask_for_it():
    declared = {name: permission_of(view).in_person for name, view in routes_of_the_product().items()}

    assert {route.name: route.keeps_programs_out for route in ROUTES} == declared


@pytest.mark.parametrize("persona", ALL)
def test_every_role_meets_what_the_policy_says_on_every_route_and_verb(world, persona):
    """The visitor asks by every verb, others by the common ones and those of a page; `make faults` has all ask by all.

    On a second database the lead asks for every route, and of the others each for another half.
    """
    verbs = {"visitor": VERBS, "lead": ("get", "post", "put")}.get(persona, ("get", "post"))
    whole = [cell for cell in cells(personas=(persona,)) if cell.verb in {*verbs, *cell.route.verbs}]
    is_second = connection.vendor == "postgresql" and persona != "lead"
    chosen = one_in(2, whole) if is_second else whole
    found, asked = ask_all(Askers(world), chosen)

    assert found[:40] == []
    assert len(whole) >= len(verbs) * len(ROUTES)
    assert asked >= len(whole) / 3


@pytest.mark.long
@pytest.mark.parametrize("way", [SESSION, BEARER, BASIC])
def test_every_role_meets_what_the_policy_says_by_every_verb_in_every_way(world, way):
    found, _ = ask_all(Askers(world), cells(ways=(way,)))

    assert found[:40] == []


def test_programs_with_a_token_meet_what_the_policy_says(world):
    """One route in twenty-five for each persona, on a second database in sixty; `make faults` asks them all."""
    share = 60 if connection.vendor == "postgresql" else 25
    found, asked = ask_all(Askers(world), one_in(share, cells(ways=(BEARER, BASIC))))

    assert found[:40] == []
    assert asked > 0


def test_the_matrix_is_as_large_as_it_promises_to_be(world):
    whole = len(list(cells(ways=(SESSION, BEARER, BASIC))))

    assert whole >= 6_000


def is_seen(askers, chosen):
    """Whether a planted fault shows, asked persona by persona until it does."""
    return any(ask_all(askers, mine)[0] for _, mine in groupby(chosen, key=lambda cell: cell.persona))


def overlooked(world, mutations, personas=ALL):
    """The planted faults that the matrix does not see."""
    missed = []
    askers = Askers(world)
    for mutation in mutations:
        chosen = list(cells(mutation.routes, personas, ways=(mutation.way,)))
        chosen = [cell for cell in chosen if cell.verb == cell.route.verbs[0]]
        with mutation.planted():
            missed += [] if is_seen(askers, chosen) else [mutation.name]
    return missed


@pytest.mark.one_database
def test_planted_faults_of_authorisation_are_all_seen(world):
    """The faults of scope, one permission and one route in twenty; `make faults` plants them all."""
    mutations = [*SCOPES, *list(permission_mutations())[::20], *list(route_mutations())[::20]]

    assert overlooked(world, mutations) == []
    assert len(mutations) >= 10


@pytest.mark.long
def test_nineteen_of_twenty_planted_faults_are_seen(world):
    mutations = [*SCOPES, *permission_mutations(), *route_mutations()]
    missed = overlooked(world, mutations)

    assert len(missed) <= len(mutations) * 0.05, missed
    assert len(mutations) >= 200


def test_those_whom_a_role_lets_see_it_do_see_cost_and_contract(world, client):
    client.force_login(world.accounts["focal point"])

    page = client.get("/systems/arva-civil/").content.decode()

    assert (VENDOR in page, "2033" in page) == (True, True)

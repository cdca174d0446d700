"""The isolation matrix: every role, every route, own and other objects; and ten planted faults that it must see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db.models import Q
from django.urls import get_resolver

from factories.places import CONTRACT_END, COST, CRITICALITY, VENDOR
from house.test_rule_04_policy import walk_routes
from ospolis.core.access import Grant, Permission, Role, permission_of
from ospolis.evidence import permissions as evidence_permissions
from ospolis.evidence import selectors as evidence_selectors
from ospolis.institutions import selectors as institution_selectors
from ospolis.institutions.selectors import SystemPrivate
from ospolis.offices import permissions as office_permissions
from ospolis.offices.models import Office
from ospolis.people import middleware
from ospolis.people import permissions as people_permissions
from ospolis.people import selectors as people_selectors
from ospolis.publishing.pages import system as system_page
from ospolis.web import views as web_views
from web.addresses import ROUTES
from web.sweep import ALL, BASIC, BEARER, SESSION, ask_all, cells, one_in

pytestmark = pytest.mark.django_db
FEW = ("visitor", "participant", "focal point", "officer", "officer of another office")
TOLD = {"web:desk", "people:own-data", "publishing:system", "evidence:fact"}


def routes_of_the_product():
    """Every route by its name, or by its path when it has none."""
    spaces = {}
    for address, route in walk_routes(get_resolver().url_patterns):
        space = route.callback.__module__.split(".")[1]
        spaces[f"{space}:{route.name}" if route.name else f"/{address}"] = route.callback
    return spaces


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
    found, asked = ask_all(world, cells(personas=(persona,)))

    assert found == []
    assert asked >= 7 * len(ROUTES)


def test_programs_with_a_token_meet_what_the_policy_says(world):
    """One cell in ten, the same each time; `make faults` asks them all."""
    found, asked = ask_all(world, one_in(10, cells(ways=(BEARER, BASIC))))

    assert found == []
    assert asked > 0


def test_the_matrix_is_as_large_as_it_promises_to_be(world):
    whole = len(list(cells(ways=(SESSION, BEARER, BASIC))))

    assert whole >= 6_000


def open_to(needed: Permission, *roles):
    return lambda patch: object.__setattr__(needed, "roles", frozenset(roles))


def put(target, name, value):
    return lambda patch: patch.setattr(target, name, value)


def give_everybody_the_desk(patch):
    original = people_selectors.viewer_of_account
    patch.setattr(
        middleware,
        "viewer_of_account",
        lambda account, *, on: replace(original(account, on=on), grants=(Grant(Role.LEAD, "arva"),)),
    )


SECRET = SystemPrivate(VENDOR, COST, "EUR", CONTRACT_END, CRITICALITY)
FAULTS = {
    "the desk is open to everybody": open_to(office_permissions.SEE_DESK, Role.VISITOR),
    "the desk is open to everybody with an account": open_to(office_permissions.SEE_DESK, Role.PARTICIPANT),
    "the desk is closed to officers": open_to(office_permissions.SEE_DESK, Role.OPERATOR),
    "own data are open to visitors": open_to(people_permissions.SEE_OWN_DATA, Role.VISITOR),
    "the evidence is closed to visitors": open_to(evidence_permissions.SEE_EVIDENCE, Role.PARTICIPANT),
    "permissions let everybody in": put(Permission, "allows", lambda self, roles: True),
    "the desk opens that of any office": put(web_views, "offices_worked_in_by", lambda viewer: Office.objects.all()),
    "everybody holds the role of somebody else": give_everybody_the_desk,
    "a role covers everything": put(institution_selectors, "covered_by", lambda viewer: Q()),
    "a sector office covers its whole realm": put(institution_selectors, "_reach", lambda reach: Q()),
    "a focal point covers every institution": put(institution_selectors, "_below", lambda key: Q()),
    "facts for the office are for everybody": put(evidence_selectors, "visible_to", lambda viewer: Q()),
    "cost is shown to everybody": put(system_page, "private_of_system", lambda viewer, key: SECRET),
}


def test_planted_faults_of_authorisation_are_all_seen(world, monkeypatch):
    kept = {needed: needed.roles for needed in PERMISSIONS}
    routes = [route for route in ROUTES if route.name in TOLD]
    overlooked = []
    for fault, plant in FAULTS.items():
        with monkeypatch.context() as patch:
            plant(patch)
            found, _ = ask_all(world, cells(routes, FEW, verbs=("get",)))
        for needed, roles in kept.items():
            object.__setattr__(needed, "roles", roles)
        overlooked += [] if found else [fault]

    assert overlooked == []
    assert ask_all(world, cells(routes, FEW, verbs=("get",)))[0] == []


PERMISSIONS = (office_permissions.SEE_DESK, people_permissions.SEE_OWN_DATA, evidence_permissions.SEE_EVIDENCE)


def test_those_whom_a_role_lets_see_it_do_see_cost_and_contract(world, client):
    client.force_login(world.accounts["focal point"])

    page = client.get("/systems/arva-civil/").content.decode()

    assert (VENDOR in page, "2033" in page) == (True, True)

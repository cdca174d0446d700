"""Faults of authorisation, planted on purpose: the isolation matrix has to see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import URLPattern, get_resolver

from factories.places import CONTRACT_END, COST, CRITICALITY, VENDOR
from house.test_rule_04_policy import walk_routes
from ospolis.core.access import Grant, Permission, Role, permission_of, requires
from ospolis.evidence import selectors as evidence_selectors
from ospolis.institutions import selectors as institution_selectors
from ospolis.institutions.selectors import SystemPrivate
from ospolis.offices.models import Office
from ospolis.people import machines, middleware
from ospolis.people import selectors as people_selectors
from ospolis.people.selectors import tokens as token_selectors
from ospolis.publishing.pages import system as system_page
from ospolis.web import views as web_views
from web.addresses import ROUTES, Route
from web.sweep import ALL, BEARER, SESSION, roles_of


@dataclass(frozen=True)
class Mutation:
    """One planted fault: what it is, what is put in the place of what, and where it should show."""

    name: str
    target: object
    attribute: str
    value: object
    routes: tuple[Route, ...]
    way: str = SESSION

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let the fault stand for a while; permissions are frozen and have to be forced."""
        put = object.__setattr__ if isinstance(self.target, Permission) else setattr
        kept = getattr(self.target, self.attribute)
        put(self.target, self.attribute, self.value)
        try:
            yield
        finally:
            put(self.target, self.attribute, kept)


def patterns_of_the_product() -> dict[str, URLPattern]:
    """Every line of the address table by the name of its route, or by its path when it has none."""
    spaces = {}
    for address, route in walk_routes(get_resolver().url_patterns):
        space = route.callback.__module__.split(".")[1]
        spaces[f"{space}:{route.name}" if route.name else f"/{address}"] = route
    return spaces


def routes_of_the_product() -> dict[str, Callable[..., object]]:
    """Every view by the name of its route, or by its path when it has none."""
    return {name: pattern.callback for name, pattern in patterns_of_the_product().items()}


def permission_mutations() -> Iterator[Mutation]:
    """Every permission with one role more, one role less, and open to programs where it was not."""
    views = routes_of_the_product()
    by_code: dict[str, tuple[Permission, list[Route]]] = {}
    for route in ROUTES:
        needed = permission_of(views[route.name])
        by_code.setdefault(needed.code, (needed, []))[1].append(route)
    for code, (needed, routes) in sorted(by_code.items()):
        for name, roles in changed_roles(needed):
            yield Mutation(f"{code} {name}", needed, "roles", roles, tuple(routes))
        changed = "is for programs too" if needed.in_person else "is for people alone"
        yield Mutation(f"{code} {changed}", needed, "in_person", not needed.in_person, tuple(routes), BEARER)


def route_mutations() -> Iterator[Mutation]:
    """Every route that is not for everybody with the permission of one that is, as a slip of the pen would have it."""
    patterns = patterns_of_the_product()
    for route in ROUTES:
        view = patterns[route.name].callback
        if Role.VISITOR not in permission_of(view).roles:
            opened = requires(OPEN)(view.__wrapped__)
            yield Mutation(f"{route.name} asks nobody", patterns[route.name], "callback", opened, (route,))


def changed_roles(needed: Permission) -> Iterator[tuple[str, frozenset[Role]]]:
    """Sets of roles that differ by one, and for somebody: a change that nobody notices is no fault."""
    for role in Role:
        roles = needed.roles - {role} if role in needed.roles else needed.roles | {role}
        told = "is closed to" if role in needed.roles else "is open to"
        if any(replace(needed, roles=roles).allows(held) != needed.allows(held) for held in map(held_by, ALL)):
            yield f"{told} {role}", roles


def held_by(persona: str) -> frozenset[Role]:
    return frozenset(roles_of(persona))


def everybody_a_lead(account, *, on):
    """A fault in the middle: whoever has an account is a lead of one office."""
    found = ORIGINAL_VIEWER(account, on=on)
    return replace(found, grants=(Grant(Role.LEAD, "arva"),))


OPEN = Permission("tests.open", frozenset({Role.VISITOR}), "Anybody may.")
ORIGINAL_VIEWER = people_selectors.viewer_of_account
SECRET = SystemPrivate(VENDOR, COST, "EUR", CONTRACT_END, CRITICALITY)
TOLD = {"web:desk", "people:own-data", "publishing:system", "evidence:fact"}
ABOUT = tuple(route for route in ROUTES if route.name in TOLD)
SCOPES = (
    Mutation("permissions let everybody in", Permission, "allows", lambda self, roles: True, ABOUT),
    Mutation(
        "the desk opens that of any office", web_views, "offices_worked_in_by", lambda v: Office.objects.all(), ABOUT
    ),
    Mutation("everybody holds the role of somebody else", middleware, "viewer_of_account", everybody_a_lead, ABOUT),
    Mutation("a role covers everything", institution_selectors, "covered_by", lambda viewer: Q(), ABOUT),
    Mutation("a sector office covers its whole realm", institution_selectors, "_reach", lambda reach: Q(), ABOUT),
    Mutation("facts for the office are for everybody", evidence_selectors, "visible_to", lambda viewer: Q(), ABOUT),
    Mutation("cost is shown to everybody", system_page, "private_of_system", lambda viewer, key: SECRET, ABOUT),
    Mutation("a token has every role of its account", token_selectors, "_realm_of", lambda row: "arva", ABOUT, BEARER),
    Mutation("a token opens nothing", machines, "_bearer", lambda header: None, ABOUT, BEARER),
)

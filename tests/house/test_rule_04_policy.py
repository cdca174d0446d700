"""Rule 4: every route declares who may use it. What each role then meets is tried by the matrix in tests/web."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from house.tree import Offence, Source, called_name, decorator_names, functions_of, hold_rule, plant, product_sources
from ospolis.core.access import Role, permission, requires
from ospolis.core.access.policy import Permission, permission_of


def walk_routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every route of an address table with its whole path."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk_routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def find_open_routes(routes: Iterable[tuple[str, URLPattern]]) -> list[str]:
    """Find routes whose view names no permission, and permissions that name no role or say nothing in words."""
    found = []
    for address, route in routes:
        needed = permission_of(route.callback)
        if needed is None:
            found.append(f"/{address} declares nobody: put @requires(permissions...) on its view")
        elif not needed.roles or len(needed.words.split()) < 3:
            found.append(f"/{address}: the permission {needed.code} names no role or says nothing in words")
    return sorted(found)


def find_stray_permissions(sources: tuple[Source, ...]) -> list[Offence]:
    """Find permissions that are made outside `permissions.py`, where nobody would look for them."""
    return [
        source.offend(node, "a permission is declared in permissions.py only")
        for source in sources
        if source.kind != "permissions" and source.module != "ospolis.core.access.policy"
        for node in source.nodes
        if isinstance(node, ast.Call) and called_name(node) in {"permission", "Permission"}
    ]


def find_order_of_guards(sources: tuple[Source, ...]) -> list[Offence]:
    """Find views that catch `requires` inside another guard that would answer before the policy is asked."""
    early = {"cache_page", "csrf_exempt"}
    return [
        source.offend(function, f"{function.name}: {name} stands before the policy")
        for source in sources
        for function in functions_of(source)
        for name in decorator_names(function)
        if name.split(".")[-1] in early
    ]


SEE = permission("house.see", Role.VISITOR, words="Anybody may see the house.")
MUTE = Permission(code="house.mute", roles=frozenset(), words="")


def open_view(request):
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "offences"), [(open_view, 1), (requires(SEE)(open_view), 0), (requires(MUTE)(open_view), 1)]
)
def test_a_planted_route_is_judged(view, offences):
    patterns = [path("outer/", include([path("inner/", view)]))]

    assert len(find_open_routes(walk_routes(patterns))) == offences


def test_every_route_of_the_product_declares_who_may_use_it():
    hold_rule(find_open_routes(walk_routes(get_resolver().url_patterns)))


def test_a_stray_permission_is_found():
    text = "SEE = permission('offices.see', Role.VISITOR, words='x')"

    assert len(find_stray_permissions((plant("ospolis.offices.views", text),))) == 1
    assert find_stray_permissions((plant("ospolis.offices.permissions", text),)) == []


def test_permissions_of_the_product_are_declared_in_one_place():
    hold_rule(find_stray_permissions(product_sources()))


def test_a_guard_that_goes_before_the_policy_is_found():
    text = "@csrf_exempt\n@requires(permissions.SEE)\ndef show(request): ..."

    assert len(find_order_of_guards((plant("ospolis.offices.views", text),))) == 1


def test_no_view_of_the_product_goes_before_the_policy():
    hold_rule(find_order_of_guards(product_sources()))

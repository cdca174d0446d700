"""Viewers and the policy of routes: nothing is inherited by accident, nothing is open by default."""

from __future__ import annotations

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from ospolis.core.access import Grant, OfficeRequest, PolicyMiddleware, Role, Viewer, requires
from ospolis.core.access.policy import permission, permission_of
from ospolis.core.access.viewer import ANYBODY, system_viewer

MAY_READ = permission("core.may_read", Role.OFFICER, Role.PROGRAMME, words="Officers and the programme read.")


@requires(MAY_READ)
def page(request: OfficeRequest, number: int) -> HttpResponse:
    """A view of the test."""
    return HttpResponse(f"page {number}")


def ask(viewer: Viewer) -> OfficeRequest:
    request = RequestFactory().get("/x")
    request.viewer = viewer  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("grants", "pk", "roles"),
    [
        ((), None, {Role.VISITOR}),
        ((), 1, {Role.VISITOR, Role.PARTICIPANT}),
        ((Grant(Role.FOCAL_POINT, unit="moh"),), 1, {Role.VISITOR, Role.PARTICIPANT, Role.FOCAL_POINT}),
        ((Grant(Role.LEAD, realm="t"),), 1, {Role.VISITOR, Role.PARTICIPANT, Role.OFFICER, Role.LEAD}),
        ((Grant(Role.OPERATOR),), 1, {Role.VISITOR, Role.PARTICIPANT, Role.OPERATOR}),
        ((Grant(Role.PROGRAMME),), 1, {Role.VISITOR, Role.PARTICIPANT, Role.PROGRAMME}),
    ],
)
def test_a_lead_is_an_officer_and_nothing_else_is_inherited(
    grants: tuple[Grant, ...], pk: int | None, roles: set[Role]
) -> None:
    assert Viewer(pk=pk, grants=grants).roles() == roles


def test_realms_and_units_are_those_of_the_role_alone() -> None:
    viewer = Viewer(
        pk=1,
        grants=(Grant(Role.LEAD, realm="t"), Grant(Role.OFFICER, realm="o"), Grant(Role.FOCAL_POINT, unit="moh")),
    )

    assert viewer.realms(Role.OFFICER) == {"t", "o"}
    assert viewer.realms(Role.LEAD) == {"t"}
    assert viewer.units(Role.FOCAL_POINT) == {"moh"}
    assert viewer.units(Role.OFFICER) == frozenset()
    assert [grant.realm for grant in viewer.grants_of(Role.OFFICER)] == ["t", "o"]


def test_the_system_is_the_operators_hand_and_nobody_in_person() -> None:
    assert (system_viewer("sweep").is_known, system_viewer("sweep").label) == (False, "sweep")
    assert Role.OPERATOR in system_viewer("sweep").roles()
    assert ANYBODY.roles() == {Role.VISITOR}


def test_a_view_lets_in_its_roles_and_tells_the_others_which_it_takes() -> None:
    officer = Viewer(pk=1, grants=(Grant(Role.OFFICER, realm="t"),))

    assert page(ask(officer), 3).content == b"page 3"  # type: ignore[attr-defined]
    refused = page(ask(Viewer(pk=2)), 3)
    assert isinstance(refused, TemplateResponse)
    assert refused.status_code == 403
    assert refused.context_data is not None
    assert refused.context_data["roles"] == [("officer of an office", Role.LEAD), ("programme", Role.OPERATOR)]


def test_every_role_has_words() -> None:
    assert all(role.words for role in Role)


def test_a_view_tells_its_permission_and_one_without_answers_nobody() -> None:
    def bare(request: HttpRequest) -> HttpResponse: ...  # type: ignore[empty-body]

    middleware = PolicyMiddleware(lambda request: HttpResponse())
    closed = middleware.process_view(ask(ANYBODY), bare, (), {})

    assert (permission_of(page), permission_of(bare)) == (MAY_READ, None)
    assert closed is not None
    assert closed.status_code == 404
    assert middleware.process_view(ask(ANYBODY), page, (), {}) is None


def test_answers_to_known_people_stay_out_of_shared_caches() -> None:
    middleware = PolicyMiddleware(lambda request: HttpResponse())

    known, visitor = middleware(ask(Viewer(pk=1))), middleware(ask(ANYBODY))

    assert (known["Cache-Control"], known["Vary"]) == ("no-store, private", "Cookie")
    assert "Cache-Control" not in visitor


def test_an_address_with_too_many_parameters_is_refused_and_counts_as_one_without_any() -> None:
    request = RequestFactory().get("/?" + "&".join(f"sector={n}" for n in range(2_000)))

    with pytest.raises(TooManyFieldsSent):
        PolicyMiddleware(lambda asked: HttpResponse())(request)
    # The page of the refusal asks for parameters too: it must not fall over the same stone.
    assert request.GET.get("sector") is None

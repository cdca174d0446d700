"""Offices: declared whole, changed with an entry, each with the part of its realm that its scope covers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from factories.places import NOON, OFFICES, OPERATOR
from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.core.journal.models import Entry
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.offices.selectors import get_office, office_asked_for, offices_worked_in_by, reach_of
from ospolis.offices.services import declare_office

pytestmark = pytest.mark.django_db
ARVA = OFFICES["arva"]


def declare(**changes):
    return declare_office(office=replace(ARVA, **changes), actor=OPERATOR, at=NOON)


def test_an_office_that_did_not_change_writes_no_entry(places):
    before = Entry.objects.count()

    declare()

    assert Entry.objects.count() == before


def test_a_change_of_scope_and_host_is_told_with_both_values(places):
    pks = dict(Institution.objects.values_list("key", "pk"))

    declare(scope="agency", host="arva-registry")

    entry = Entry.objects.filter(verb="offices.office_declared", realm="arva").latest("sequence")
    assert entry.changes == {
        "scope": ["country", "agency"],
        "host_id": [pks["arva-digital"], pks["arva-registry"]],
    }
    assert entry.references == {"office_key": "arva", "host_key": "arva-registry", "scope": "agency"}


def test_a_host_of_another_office_is_refused(places):
    with pytest.raises(Institution.DoesNotExist):
        declare(host="belun-health")

    assert get_office(ANYBODY, "arva").host.key == "arva-digital"


@pytest.mark.parametrize("wrong", [{"scope": "planet"}, {"country": "XYZ"}, {"name": ""}, {"key": "Not A Key"}])
def test_an_office_with_a_wrong_value_is_refused(places, wrong):
    with pytest.raises((ValidationError, Institution.DoesNotExist)):
        declare(**wrong)

    assert Office.objects.count() == 2


@pytest.mark.parametrize(
    ("scope", "reach"),
    [("country", ""), ("sector", "sector:01"), ("agency", "subtree:arva-digital"), ("programme", "")],
)
def test_the_scope_says_what_an_office_covers(places, scope, reach):
    assert reach_of(declare(scope=scope)) == reach


def test_a_list_is_about_the_office_that_was_asked_for_else_ones_own_else_the_first(places):
    officer = Viewer(1, "x", (Grant(Role.OFFICER, "belun"),))

    asked = [
        (ANYBODY, "belun", "belun"),
        (ANYBODY, "", "arva"),
        (ANYBODY, "nowhere", "arva"),
        (officer, "", "belun"),
        (officer, "arva", "arva"),
    ]

    assert [office_asked_for(viewer, key).key for viewer, key, _ in asked] == [wanted for *_, wanted in asked]


def test_without_an_office_there_is_none_to_ask_for():
    assert office_asked_for(ANYBODY, "arva") is None


def test_a_lead_works_in_the_office_too_and_a_focal_point_does_not(places):
    grants = (Grant(Role.LEAD, "arva"), Grant(Role.FOCAL_POINT, unit="belun-health"))

    assert [office.key for office in offices_worked_in_by(Viewer(1, "x", grants))] == ["arva"]
    assert list(offices_worked_in_by(ANYBODY)) == []

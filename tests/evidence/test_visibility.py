"""Facts for the office and the institution only: who sees them, and what the others read instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories.places import NOON, OPERATOR
from ospolis.core.access import ANYBODY, Grant, Role, Viewer
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.models import Fact
from ospolis.evidence.selectors import facts_seen_by, get_fact, values_of_subject
from ospolis.evidence.services import compute_figures, record_facts

pytestmark = pytest.mark.django_db
PUBLIC = Origin("", "declaration", "country folder", "1")
OFFICE = replace(PUBLIC, visibility="office")


@pytest.fixture
def facts(places):
    """One fact of an institution for everybody, one for the office, and one of an office that is about nobody."""

    def add(realm, origin, *facts):
        record_facts(realm=realm, origin=origin, facts=facts, actor=OPERATOR, at=NOON)

    add("arva", PUBLIC, NewFact("repository", "open", "repository.state", "arva-registry", text="read"))
    add("arva", OFFICE, NewFact("repository", "closed", "repository.state", "arva-registry", text="read"))
    add("arva", OFFICE, NewFact("repository", "nobody", "repository.state", "", text="read"))
    add("belun", OFFICE, NewFact("repository", "school", "repository.state", "belun-school", text="read"))


def seen(*grants):
    viewer = Viewer(1, "x", grants) if grants else ANYBODY
    return sorted(facts_seen_by(viewer).filter(subject_kind="repository").values_list("subject_key", flat=True))


@pytest.mark.parametrize(
    ("grants", "keys"),
    [
        ((), ["open"]),
        ((Grant(Role.OFFICER, "arva"),), ["closed", "nobody", "open"]),
        ((Grant(Role.LEAD, "arva"),), ["closed", "nobody", "open"]),
        ((Grant(Role.FOCAL_POINT, unit="arva-registry"),), ["closed", "open"]),
        ((Grant(Role.FOCAL_POINT, unit="arva-digital"),), ["closed", "open"]),
        ((Grant(Role.FOCAL_POINT, unit="arva-archive"),), ["open"]),
        ((Grant(Role.OFFICER, "arva", reach="sector:07"),), ["nobody", "open"]),
        ((Grant(Role.OFFICER, "belun", reach="sector:07"),), ["open"]),
        ((Grant(Role.FOCAL_POINT, unit="belun-school"),), ["open", "school"]),
        ((Grant(Role.PROGRAMME), Grant(Role.OPERATOR)), ["open"]),
    ],
)
def test_a_fact_for_the_office_is_seen_by_those_whose_role_covers_it(facts, grants, keys):
    assert seen(*grants) == keys


def test_a_fact_out_of_sight_is_no_fact(facts):
    hidden = Fact.objects.get(subject_key="closed")

    with pytest.raises(Fact.DoesNotExist):
        get_fact(ANYBODY, hidden.pk)
    assert values_of_subject(ANYBODY, "repository", "closed") == []


def test_a_page_of_a_figure_says_how_many_facts_it_may_not_show(facts, client):
    compute_figures(realm="arva", institutions=["arva-registry"], run_key="", actor=OPERATOR, at=NOON)

    page = client.get("/why/repositories.office.arva/").content.decode()
    table = b"".join(client.get("/why/repositories.office.arva/facts.csv").streaming_content).decode()

    assert "2 more facts count, but only the office and the institution may open them." in page
    assert ("closed" in page, "nobody" in page, "closed" in table, "nobody" in table) == (False,) * 4


def test_a_visitor_costs_no_extra_query(facts, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(facts_seen_by(Viewer(1, "x", (Grant(Role.OFFICER, "arva"),))))

"""The same levels by the criteria of another framework: of an institution, and of an office."""

from __future__ import annotations

import pytest

from assessment.workshop import answer
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.banks import parsed_bank, shipped_content
from ospolis.assessment.pages.framework_levels import read_office
from ospolis.assessment.pages.frameworks import crosswalks
from ospolis.assessment.selectors.items import ItemMiddle, item_middles

MOST_QUERIES = 20


def test_criteria_are_read_question_by_question_and_what_is_not_covered_is_said():
    bank = parsed_bank(shipped_content())
    middles = {"D3.1": ItemMiddle(2.25, 1.5, 3, 4), "D3.2": ItemMiddle(None, None, 0, 4)}

    page = read_office(crosswalks()["dpg-standard"], bank, middles)

    criteria = {one.ext_id: one for one in page.criteria}
    first = criteria["2"].links[0]
    assert (first.code, first.level, first.note) == ("D3.1", "level 2.2, proven 1.5", "3 of 4 institutions are known")
    assert [(link.level, link.is_known) for link in criteria["3"].links] == [("", False)]
    assert criteria["9b"].links == ()
    assert page.finding == ("The levels say something of 1 of 11 criteria. 1 criterion is not covered by any question.")


@pytest.mark.parametrize("code", sorted(crosswalks()))
def test_every_framework_can_be_read_from_the_levels(code):
    page = read_office(crosswalks()[code], parsed_bank(shipped_content()), {})

    assert len(page.criteria) == len(crosswalks()[code].criteria)
    for one in page.criteria:
        strengths = [link.fit for link in one.links]
        assert sorted(strengths, key=lambda fit: ["close", "good", "loose"].index(fit.split()[-2])) == strengths


@pytest.fixture
def judged(world):
    for item, level in (("D1.1", 3), ("D3.1", 4)):
        answer("arva-registry", item, level)
    assess_office(AssessOrder(realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON))
    return world


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_middle_counts_institutions_of_which_something_is_known(judged):
    middles = item_middles(judged.viewer("lead"), "arva")

    assert (middles["D1.1"].known, middles["D1.1"].best) == (1, 2.5)
    assert (middles["D1.2"].known, middles["D1.2"].best) == (0, None)
    assert item_middles(judged.viewer("officer of another office"), "arva") == {}


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_focal_point_reads_the_own_levels_through_a_framework(client, judged, django_assert_max_num_queries):
    client.force_login(judged.accounts["focal point"])
    client.get("/about/")

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/assessment/institutions/arva-registry/frameworks/ggi/")
    words = page.content.decode()

    assert (page.status_code, "/assessment/institutions/arva-registry/items/D1.1/" in words) == (200, True)
    assert "an answer alone" in words
    assert client.get("/assessment/institutions/arva-registry/frameworks/none/").status_code == 404
    assert client.get("/assessment/institutions/belun-school/frameworks/ggi/").status_code == 404
    assert client.get("/assessment/frameworks/ggi/levels/").status_code == 403


@pytest.mark.django_db
@pytest.mark.one_database
def test_an_office_reads_the_middle_of_its_institutions(client, judged, django_assert_max_num_queries):
    client.force_login(judged.accounts["officer"])
    client.get("/about/")

    with django_assert_max_num_queries(MOST_QUERIES):
        words = client.get("/assessment/frameworks/openchain-5230/levels/").content.decode()

    assert "1 of 5 institutions are known" in words
    assert "not covered" in words

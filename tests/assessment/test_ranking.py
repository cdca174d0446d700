"""An order of institutions: groups of those that cannot be told apart, and a page for the office alone."""

from __future__ import annotations

import pytest

from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.judging import rank_rows
from ospolis.assessment.models import DimensionScore, InstitutionScore
from ospolis.assessment.pages.ranking import group_ranks
from ospolis.assessment.rows import DimensionRow, InstitutionRow
from ospolis.engines.maturity import Rank


def ranks_of(*ranges):
    return [Rank(f"i{n}", 2.0, n + 1, low, high) for n, (low, high) in enumerate(ranges)]


def keys_of(groups):
    return [[rank.id for rank in group] for group in groups]


def test_ranges_that_touch_make_one_group():
    groups = group_ranks(ranks_of((1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)))

    assert keys_of(groups) == [["i0", "i1", "i2"], ["i3", "i4", "i5"]]


@pytest.mark.parametrize(
    ("ranges", "sizes"),
    [
        (((1, 1), (2, 4), (2, 4), (3, 4), (5, 5)), [5]),
        (((1, 1), (2, 2), (3, 3), (4, 6), (4, 6), (5, 6)), [3, 3]),
        (((1, 3), (1, 3), (2, 3), (4, 4)), [4]),
        ((), []),
    ],
)
def test_nobody_stands_alone(ranges, sizes):
    assert [len(group) for group in group_ranks(ranks_of(*ranges))] == sizes


def row_of(key, *levels):
    def dimension(number, level):
        values = dict.fromkeys(DimensionRow.__dataclass_fields__)
        known = {"code": f"D{number}", "title": "", "applicable": True, "best": level, "proven": level or 0.0}
        return DimensionRow(**{**values, **known})

    dimensions = tuple(dimension(number, level) for number, level in enumerate(levels))
    return InstitutionRow(key=key, name=key, kind="", sector="", staff=None, score=1, dimensions=dimensions)


def test_whoever_is_hardly_known_has_no_place():
    rows = (row_of("a", 3.0, 3.0, None), row_of("b", None, 1.0), row_of("c", 1.0, 2.0, 2.0))

    assert [(rank.id, rank.rank) for rank in rank_rows(rows)] == [("a", 1), ("c", 2)]


@pytest.fixture
def office(client, world):
    """An officer at the desk."""
    client.force_login(world.accounts["officer"])
    client.get("/about/")
    return client


@pytest.mark.django_db
@pytest.mark.one_database
def test_before_enough_is_known_the_page_says_so(office):
    assert "There is nothing to put in order yet" in office.get("/assessment/ranking/").content.decode()


@pytest.mark.django_db
@pytest.mark.one_database
def test_ranges_of_places_stand_before_the_groups(office, django_assert_max_num_queries):
    assess_office(AssessOrder(realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON))
    for place, score in enumerate(InstitutionScore.objects.order_by("id")):
        DimensionScore.objects.filter(score=score).update(best=3 - place / 2, proven=3 - place / 2, known_weight=1)

    with django_assert_max_num_queries(20):
        page = office.get("/assessment/ranking/").content.decode()

    assert page.index('id="places"') < page.index('id="groups"')
    assert page.count("<h3>Place") == 1
    assert "cannot be told apart" in page


@pytest.mark.django_db
@pytest.mark.one_database
def test_an_order_is_for_the_office_alone(client, world):
    client.force_login(world.accounts["focal point"])

    assert client.get("/assessment/ranking/").status_code == 403

"""The page of a focal point in each of its states, with the queries it may cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.workshop import answer
from factories.asking import open_one
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.models import Assignment
from ospolis.assessment.services.banks import bring_bank

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST_QUERIES = 15
PAGE = "/my-institution/"


@pytest.fixture
def focal_point(client, world):
    client.force_login(world.accounts["focal point"])
    client.get("/about/")
    return client


def text_of(page):
    return " ".join(page.content.decode().split())


def test_a_focal_point_to_whom_nothing_happened_yet_sees_where_things_will_stand(
    focal_point, django_assert_max_num_queries
):
    with django_assert_max_num_queries(MOST_QUERIES):
        page = focal_point.get("/my-institution/")

    words = text_of(page)
    assert (page.status_code, "It was not assessed yet." in words) == (200, True)
    assert "/assessment/mine/arva-registry/" in words
    assert "/assessment/institutions/arva-registry/report.pdf" not in words


def test_what_waits_for_a_focal_point_stands_first(focal_point, world, django_assert_max_num_queries):
    officer = world.viewer("officer")
    campaign = open_one(officer, bank_id=bring_bank(realm="", at=NOON).pk)
    asked = Assignment.objects.get(campaign=campaign, person=world.accounts["focal point"].person_id)
    answer("arva-registry", "D1.2", 0)
    answer("arva-registry", "D1.2", 4, "leadership")
    assess_office(AssessOrder(realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON + timedelta(minutes=1)))

    with django_assert_max_num_queries(MOST_QUERIES):
        words = text_of(focal_point.get(PAGE))

    assert f'href="/assessment/answer/{asked.pk}/"' in words
    assert "1 contradiction is open" in words
    assert "It holds staged level 0, absent." in words
    assert "/assessment/institutions/arva-registry/report.pdf" in words


def test_an_institution_of_somebody_else_is_not_there(focal_point):
    assert focal_point.get(f"{PAGE}?of=belun-school").status_code == 404
    assert focal_point.get(f"{PAGE}?of=arva-archive").status_code == 200

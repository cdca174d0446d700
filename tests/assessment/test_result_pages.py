"""The pages of results: the office, an institution, a question, contradictions, the method, what is published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.workshop import answer, practice, tell
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.models import Contradiction
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST_QUERIES = 12
HOME = "/assessment/institutions/arva-registry/"
ITEM = "/assessment/institutions/arva-registry/items/D5.2/"
CHANGES = "/assessment/institutions/arva-registry/changes/"


def assess(days: int = 0) -> None:
    at = NOON + timedelta(days=days)
    assess_office(AssessOrder(realm="arva", day=at.date(), actor=OPERATOR, at=at))


@pytest.fixture
def judged(world):
    """The registry claims much about its code, and its repositories show little of it."""
    tell(*(practice(f"arva-registry-{n}", "not-met", part="ci") for n in range(6)))
    for item, level in (("D1.1", 3), ("D3.1", 4), ("D5.2", 4)):
        answer("arva-registry", item, level)
    answer("arva-registry", "D1.2", 0)
    answer("arva-registry", "D1.2", 4, "leadership")
    assess()
    return world


@pytest.fixture
def see(client, judged):
    """Log in as a persona."""

    def begin(persona):
        client.force_login(Account.objects.get(pk=judged.viewer(persona).pk))
        client.get("/about/")
        return client

    return begin


def text_of(page):
    return " ".join(page.content.decode().split())


def test_before_the_first_assessment_the_page_says_what_to_do(client, world):
    client.force_login(Account.objects.get(pk=world.viewer("officer").pk))

    assert "No institution was assessed yet" in text_of(client.get("/assessment/"))
    assert "This institution was not assessed yet" in text_of(client.get(HOME))
    assert "Nothing was published yet" in text_of(client.get("/assessment/published/"))
    assert "No contradiction is open" in text_of(client.get("/assessment/contradictions/"))


def test_the_office_sees_every_institution_and_takes_the_table_along(see, django_assert_max_num_queries):
    officer = see("officer")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = officer.get("/assessment/")
    table = b"".join(officer.get("/assessment/levels.csv").streaming_content).decode()

    assert (page.status_code, "arva-registry" in text_of(page)) == (200, True)
    assert "arva-registry" in table
    assert "No institution fits" in text_of(officer.get("/assessment/?q=nobody"))


def test_a_focal_point_reads_where_the_institution_stands_and_why(see, django_assert_max_num_queries):
    focal_point = see("focal point")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = focal_point.get(HOME)
    with django_assert_max_num_queries(MOST_QUERIES):
        item = focal_point.get(ITEM)
    with django_assert_max_num_queries(MOST_QUERIES):
        own = focal_point.get("/assessment/institutions/")

    assert [answer.status_code for answer in (page, item, own)] == [200, 200, 200]
    assert ("Where you stand" in text_of(page), "What to do next" in text_of(page)) == (True, True)
    assert ("focal point" in text_of(item).lower(), "What was seen" in text_of(item)) == (True, True)
    assert focal_point.get(f"{HOME}items/D99.1/").status_code == 404


def test_a_change_is_shown_beside_the_day_before(see, django_assert_max_num_queries):
    answer("arva-registry", "D1.1", 4, day=(NOON + timedelta(days=40)).date(), at=NOON + timedelta(days=40))
    assess(days=40)

    focal_point = see("focal point")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = focal_point.get(CHANGES)

    assert (page.status_code, "no clear change" in text_of(page).lower()) == (200, True)
    assert focal_point.get(f"{CHANGES}?earlier=x").status_code == 200


def test_a_contradiction_is_looked_at_explained_and_opened_again(see, django_assert_max_num_queries):
    focal_point = see("focal point")
    flag = Contradiction.objects.get(item="D1.2", flag="disagreeing-respondents")
    here = f"/assessment/contradictions/{flag.pk}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        listed = focal_point.get("/assessment/contradictions/")
    assert here in text_of(listed)
    assert focal_point.get(here).status_code == 200

    assert focal_point.post(f"{here}resolve/", {"way": "explained"}).status_code == 422
    done = focal_point.post(f"{here}resolve/", {"way": "explained", "reason": "misread", "note": "Read otherwise."})
    told = text_of(focal_point.get(here))
    assert (done.status_code, "Read otherwise." in told, "explained the difference" in told) == (302, True, True)

    assert focal_point.post(f"{here}reopen/").status_code == 302
    flag.refresh_from_db()
    assert flag.state == "open"


def test_every_kind_of_contradiction_has_its_sentences(see):
    flag = Contradiction.objects.filter(realm="arva").first()
    officer = see("officer")
    for kind in ("over-claim", "under-claim", "unsupported", "stale", "impossible", "gaming", "scope"):
        Contradiction.objects.filter(pk=flag.pk).update(
            flag=kind, claim=3.0, evidence=1.0, p=0.95, detail="LICENSE 2026-11-01 7" if kind == "gaming" else "3"
        )  # fmt: skip
        page = text_of(officer.get(f"/assessment/contradictions/{flag.pk}/"))
        assert ("What was said" in page, kind not in page.split("<h1>")[1].split("</h1>")[0]) == (True, True)
        assert "2026-11-01" not in page


def test_levels_become_public_only_with_the_word_of_both(see, client):
    see("focal point").post(f"{HOME}publication/", {"agrees": "yes"})
    lead = see("lead")
    assert "own levels of 1 institution" in text_of(lead.get("/assessment/publish/"))
    assert client.get("/assessment/published/arva-registry/").status_code == 404
    lead.post("/assessment/publish/", {"act": "publish"})
    client.logout()

    assert "arva-registry" in text_of(client.get("/assessment/published/?office=arva"))
    assert client.get("/assessment/published/arva-registry/").status_code == 200
    assert client.get("/assessment/published/arva-post/").status_code == 404

    see("lead").post("/assessment/publish/", {"act": "withdraw"})
    client.logout()
    assert client.get("/assessment/published/arva-registry/").status_code == 404


def test_the_method_shows_what_the_engine_works_out(client, world):
    # The example of docs/models/assessment.md: 2.67, proven 2.21, range 1.39 to 3.54; hidden: proven 0.95.
    page = text_of(client.get("/assessment/method/"))

    assert [number in page for number in ("2.67", "2.21", "1.39", "3.54", "0.95")] == [True] * 5
    assert client.get("/assessment/questions/D3/").status_code == 200
    assert client.get("/assessment/questions/D99/").status_code == 404


def test_the_desk_of_an_officer_leads_to_open_contradictions(see, django_assert_max_num_queries):
    officer = see("officer")
    with django_assert_max_num_queries(15):
        page = text_of(officer.get("/desk/"))

    n = Contradiction.objects.filter(realm="arva", state="open").count()
    assert n > 1
    assert f"{n} contradictions are open." in page
    assert 'href="/assessment/contradictions/?office=arva"' in page

"""Two banks beside each other, questions about an office and a country: results that do not touch each other."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assessment.workshop import CODE, DAY, answer, assess, practice, small_bank, tell
from factories.asking import open_one
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.document_pages import items_to_document
from ospolis.assessment.models import Contradiction, InstitutionScore
from ospolis.assessment.questionnaire import paper_of_room
from ospolis.assessment.selectors.report import describe_contradictions
from ospolis.assessment.selectors.results import institution_result, office_results
from ospolis.assessment.services.banks import bring_bank, install_bank
from ospolis.institutions.models import Institution
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECOND = ("S1.1", "S1.2", "S1.3", "S1.4")


def assess_by(bank: str, days: int = 0):
    at = NOON + timedelta(days=days)
    return assess_office(AssessOrder(realm="arva", day=at.date(), actor=OPERATOR, at=at, bank=bank))


@pytest.fixture
def second(bank):
    """Another bank beside the small one."""
    documents = {"b.yml": json.dumps(small_bank(code="second", items=SECOND, title="Second")).encode()}
    return install_bank(realm="", documents=documents, actor=OPERATOR, at=NOON)


def test_each_bank_has_its_own_results_and_pins_its_version(second, world):
    answer("arva-registry", "A1.1", 4)
    answer("arva-registry", "S1.1", 1)
    assess()
    assess_by("second")

    scores = InstitutionScore.objects.filter(institution__key="arva-registry", is_current=True)
    pinned = {row.bank_code: (row.run.bank.version, [item["code"] for item in row.items]) for row in scores}
    assert pinned == {
        CODE: ("1", ["A1.1", "A1.2", "A1.3", "A2.1", "A2.2", "A2.3"]), "second": ("1", list(SECOND)),
    }  # fmt: skip
    officer = world.viewer("officer")
    told = [office_results(officer, "arva", bank=code).bank_title for code in (CODE, "second")]
    assert told == ["Small bank", "Second"]


def test_a_new_version_of_one_bank_leaves_the_other_as_it_is(second):
    answer("arva-registry", "S1.1", 1)
    assess_by("second")
    before = InstitutionScore.objects.get(institution__key="arva-registry", bank_code="second").pk
    documents = {"b.yml": json.dumps(small_bank(version="2")).encode()}
    install_bank(realm="", documents=documents, actor=OPERATOR, at=NOON)

    assess(days=1)

    found = InstitutionScore.objects.get(institution__key="arva-registry", bank_code="second", is_current=True)
    assert found.pk == before


def test_contradictions_of_one_bank_are_not_let_go_by_the_other(second, world):
    answer("arva-digital", "A2.2", 4)
    stray = practice("https://code.example/of-nobody", "met", institution="arva-digital")
    tell(stray)
    assess()
    mine = {(row.item, row.flag) for row in Contradiction.objects.all()}

    assess_by("second")

    rows = Contradiction.objects.filter(bank_code=CODE).exclude(state=ContradictionState.GONE)
    assert ("", "scope") in mine
    assert {(row.item, row.flag) for row in rows} == mine
    assert describe_contradictions(OPERATOR, "arva", "second") == []
    officer = world.viewer("officer")
    assert institution_result(officer, "arva-digital", bank="second").contradictions == ()
    assert institution_result(officer, "arva-digital", bank="second").row.open_contradictions == 0
    assert institution_result(officer, "arva-digital", bank=CODE).row.open_contradictions == len(mine)


def test_the_office_bank_is_about_the_host_of_the_office_alone(world):
    bring_bank(realm="arva", code="office", at=NOON)
    answer("arva-digital", "OF1.1", 3)

    done = assess_by("office")

    assert (done.institutions, done.changed, done.left_out) == (1, 1, [])
    (score,) = InstitutionScore.objects.filter(bank_code="office")
    item = next(item for item in score.items if item["code"] == "OF1.1")
    assert (score.institution.key, item["claim"], item["known"]) == ("arva-digital", 3.0, True)
    assert institution_result(world.viewer("officer"), "arva-registry", bank="office") is None


def test_a_country_is_asked_of_the_host_of_its_office_and_no_other(world):
    answer("arva-digital", "CO1.1", 2)

    assert assess_by("country").institutions == 1

    at = NOON
    belun = assess_office(AssessOrder(realm="belun", day=DAY, actor=OPERATOR, at=at, bank="country"))
    (score,) = InstitutionScore.objects.filter(bank_code="country", institution__key="belun-health")
    # A sector office is no office of a country: none of these questions is for its host.
    assert (belun.institutions, score.items, score.staged_level) == (1, [], None)


def test_questions_about_the_office_stand_in_nobody_elses_result(world):
    item = {**small_bank()["items"][1], "code": "A2.9", "unit": "office"}
    item.pop("essential_for")
    documents = {
        "bank.yml": json.dumps(small_bank()).encode(),
        "own.yml": json.dumps({"schema": "question-bank-items", "adds": "arva", "items": [item]}).encode(),
    }
    install_bank(realm="arva", documents=documents, actor=OPERATOR, at=NOON)

    assess()

    scores = InstitutionScore.objects.filter(bank_code=CODE).order_by("institution__key")
    has = {row.institution.key for row in scores if any(one["code"] == "A2.9" for one in row.items)}
    assert (has, scores.count()) == ({"arva-digital"}, 5)


def test_a_campaign_asks_about_the_office_in_the_room_of_its_host(officer, focal_point):

    bank = bring_bank(realm="arva", code="office", at=NOON)
    campaign = open_one(officer, bank_id=bank.pk)
    rooms = {
        key: len(paper_of_room(officer, campaign, Institution.objects.get(key=key)).questions)
        for key in ("arva-digital", "arva-registry")
    }

    assert rooms == {"arva-digital": 18, "arva-registry": 0}


def test_documents_may_be_handed_in_for_the_questions_of_every_bank(second, world):
    officer = world.viewer("officer")
    codes = [code for code, _words in items_to_document(officer, Institution.objects.get(key="arva-registry"))]
    host = [code for code, _words in items_to_document(officer, Institution.objects.get(key="arva-digital"))]

    assert {"D1.1", "A1.1", "S1.1"} <= set(codes)
    assert ("OF1.1" in codes, "OF1.1" in host, "CO1.1" in host) == (False, True, True)


def test_the_result_by_another_bank_is_a_page_of_its_own(world, client, django_assert_max_num_queries):
    bring_bank(realm="arva", code="office", at=NOON)
    answer("arva-digital", "OF1.1", 3)
    assess_by("core")
    assess_by("office")
    client.force_login(Account.objects.get(pk=world.viewer("officer").pk))
    client.get("/about/")

    usual = client.get("/assessment/institutions/arva-digital/").content.decode()
    with django_assert_max_num_queries(12):
        other = client.get("/assessment/institutions/arva-digital/?bank=office").content.decode()
    with django_assert_max_num_queries(12):
        item = client.get("/assessment/institutions/arva-digital/items/OF1.1/")

    assert ("?bank=office" in usual, "OF1.1" in usual) == (True, False)
    assert ("OF1.1" in other, "report.pdf?bank=office" in other, 'id="frameworks"' in other) == (True, True, False)
    assert item.status_code == 200
    assert client.get("/assessment/institutions/arva-digital/?bank=moon").content.decode().count("OF1.1") == 0

"""New facts lead to an assessment by themselves; many of them to one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.workshop import CODE, answer
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.receivers import hear_of_facts
from ospolis.assessment.services.asking import ask_after_facts, ask_reassessment
from ospolis.core.jobs.models import JobRun
from ospolis.core.jobs.services import try_job
from ospolis.core.journal import Delivery

pytestmark = pytest.mark.django_db
FACTS = Delivery("1", "evidence.facts_recorded", "arva", NOON, "test", "source", "", {})


def waiting() -> list[tuple[str, str]]:
    rows = JobRun.objects.filter(job="assessment.assess_anew").order_by("id")
    return [(row.arguments["office_key"], row.arguments["institution_key"]) for row in rows]


@pytest.fixture
def assessed(world) -> None:
    """Arva was assessed by the bank that comes with the product."""
    assess_office(AssessOrder(realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON))


def test_an_office_that_was_never_assessed_is_left_alone(bank):
    hear_of_facts(FACTS)

    assert waiting() == []


def test_facts_in_a_row_lead_to_one_assessment(assessed):
    for second in (0, 1, 20):
        ask_after_facts(realm="arva", at=NOON + timedelta(seconds=second))
    assert waiting() == [("arva", "")]

    ask_after_facts(realm="arva", at=NOON + timedelta(seconds=61))

    assert waiting() == [("arva", "")] * 2


def test_facts_of_other_offices_are_of_no_concern(assessed):
    ask_after_facts(realm="belun", at=NOON)

    assert waiting() == []


def test_the_job_counts_a_new_answer(assessed):
    answer("arva-registry", "D1.2", 2)
    hear_of_facts(FACTS)
    run = JobRun.objects.get(job="assessment.assess_anew")

    try_job(job_run_id=run.pk, at=timezone.now() + timedelta(minutes=2))

    run.refresh_from_db()
    assert run.state == "done"
    score = InstitutionScore.objects.get(institution__key="arva-registry", is_current=True)
    assert next(item["claim"] for item in score.items if item["code"] == "D1.2") == 2.0


def test_one_institution_is_assessed_at_once(assessed):
    answer("arva-post", "D1.2", 3)
    ask_reassessment(realm="arva", institution_key="arva-post", viewer=OPERATOR, at=NOON)
    run = JobRun.objects.get(job="assessment.assess_anew")

    try_job(job_run_id=run.pk, at=NOON)

    assert InstitutionScore.objects.get(institution__key="arva-post", is_current=True).answered_roles == 1
    assert CODE not in {row.bank_code for row in InstitutionScore.objects.all()}

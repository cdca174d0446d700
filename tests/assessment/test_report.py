"""The printed report out of real results: who gets it, what it says, and what is said while there is none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment.workshop import CODE, answer, assess, practice, tell
from ospolis.assessment.models import Assignment
from ospolis.assessment.plain_report import draw_report
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.results import institution_result
from ospolis.institutions.models import Institution

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS = reverse("assessment:report", args=["arva-registry"])
MOST_QUERIES = 22


@pytest.fixture
def assessed(bank, world, noon):
    """The registry claims much, and one of its repositories shows little."""
    answer("arva-registry", "A1.1", 4)
    answer("arva-registry", "A1.2", 2)
    answer("arva-registry", "A2.1", None)
    tell(practice("https://code.example/registry", "not-met"))
    assess()
    return world


def test_a_report_names_the_widest_gaps_first_and_what_helps(assessed):
    officer = assessed.viewer("officer")
    result = institution_result(officer, "arva-registry", bank=CODE)

    drawn = draw_report(result, bank_in_use(officer, "arva", CODE).bank)

    assert (drawn.institution, drawn.staged_level, drawn.bank, drawn.roles) == (
        result.row.name, result.row.staged_level, "Small bank 1", 1,
    )  # fmt: skip
    assert [part.title for part in drawn.dimensions] == ["Area A1", "Area A2"]
    gaps = {part.code: part.gap or 0 for part in result.row.dimensions}
    order = [(-gaps[step.code.split(".")[0]], step.code) for step in drawn.steps]
    assert [gap for gap, _code in order] == sorted(gap for gap, _code in order)
    step = next(step for step in drawn.steps if step.code == "A1.2")
    assert (step.statement, step.now, step.next_level, step.next_words, step.actions) == (
        "Question A1.2", "As a rule.", 3, "And it is shown.", ("Name somebody",),
    )  # fmt: skip
    assert "A2.1" not in {step.code for step in drawn.steps}
    assert [found.state for found in drawn.contradictions] == ["open"] * len(result.contradictions)


def test_a_focal_point_prints_the_own_report_and_nobody_elses(assessed, client, django_assert_max_num_queries):
    client.force_login(assessed.accounts["focal point"])
    client.get("/about/")
    with django_assert_max_num_queries(MOST_QUERIES):
        answer_ = client.get(ADDRESS, {"bank": CODE})

    assert (answer_.status_code, answer_["Content-Type"], answer_.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer_["Content-Disposition"] == 'attachment; filename="report-arva-registry-2026-11-02.pdf"'
    assert client.get(reverse("assessment:report", args=["arva-health"])).status_code == 404


def test_an_institution_without_results_is_told_so(world, noon, client):
    client.force_login(world.accounts["officer"])

    assert "There is no report yet" in client.get(ADDRESS).content.decode()


def test_letters_without_a_font_are_told_on_a_page(assessed, client):
    client.force_login(assessed.accounts["officer"])
    Institution.objects.filter(key="arva-registry").update(name="ሰላም")

    told = client.get(ADDRESS, {"bank": CODE})

    assert (told.status_code, "This site has no font" in told.content.decode()) == (409, True)


def test_questions_that_cannot_be_printed_are_told_on_a_page_too(client, focal_point, campaign):
    type(campaign).objects.update(title="ሰላም")
    client.force_login(focal_point)
    asked = Assignment.objects.get(person=focal_point.person_id)

    told = client.get(reverse("assessment:answer-paper", args=[asked.pk]))

    assert (told.status_code, "This site has no font" in told.content.decode()) == (409, True)

"""An office is assessed from the ledger and the inventory: what changed is written, everything else stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.workshop import CODE, DAY, answer, assess, install_small_bank, item_of, practice, score_of, tell
from factories.places import NOON, OPERATOR
from factories.records import verbs
from ospolis.assessment.banks import policy_in_use
from ospolis.assessment.models import AssessmentRun, Contradiction, DimensionScore, InstitutionScore
from ospolis.assessment.selectors.report import describe_institutions
from ospolis.assessment.services.targets import NoLevel, set_target
from ospolis.engines.maturity import Answer, InstitutionInput, ItemInput, Sight, Unit, judge_institutions
from ospolis.evidence.ledger import NewFact
from ospolis.evidence.models import Fact
from ospolis.evidence.services import end_facts

pytestmark = pytest.mark.django_db
REPOSITORY = "arva-registry-civil"


def about_post(measure: str, part: str, *, institution: str = "arva-post", **said: object) -> NewFact:
    detail = {"date": DAY.isoformat()}
    return NewFact("institution", institution, measure, institution, part=part, detail=detail, **said)


def about_registry(measure: str, part: str, **said: object) -> NewFact:
    return about_post(measure, part, institution="arva-registry", **said)


def levels(institution: str) -> dict[str, tuple[float | None, ...]]:
    rows = DimensionScore.objects.filter(score=score_of(institution)).order_by("code")
    return {row.code: (row.best, row.proven, row.low, row.high) for row in rows}


def test_every_institution_gets_a_score_with_its_ranges(bank):
    answer("arva-registry", "A1.1", 3)

    done = assess()

    assert (done.institutions, done.changed, done.left_out) == (5, 5, [])
    assert InstitutionScore.objects.filter(is_current=True).count() == 5
    assert {len(score.items) for score in InstitutionScore.objects.all()} == {6}


def test_the_levels_are_those_of_the_engine(bank):
    """By hand what the assessment does, so that both databases must say the same."""
    answer("arva-registry", "A1.1", 3)
    answer("arva-registry", "A1.2", 2, "developer")
    said = (Answer("focal_point", 3.0, DAY),), (Answer("developer", 2.0, DAY),)
    sights = (
        Sight("repository.practice", "decisive", 0.9, 1.0, (Unit(1.0, 0),)),
        Sight("system.component-list", "decisive", 0.9, 1.0, (Unit(1.0, 0),)),
    )
    items = (
        ItemInput("A1.1", "A1", essential_for=1, answers=said[0], sights=sights[:1]),
        ItemInput("A1.2", "A1", essential_for=2, answers=said[1]),
        ItemInput("A1.3", "A1", essential_for=3),
        ItemInput("A2.1", "A2", essential_for=4),
        ItemInput("A2.2", "A2", sights=sights[1:]),
        ItemInput("A2.3", "A2"),
    )
    (wanted,) = judge_institutions([InstitutionInput("arva-registry", items)], policy_in_use().policy)

    assess()

    assert levels("arva-registry") == {row.code: (row.best, row.proven, row.low, row.high) for row in wanted.dimensions}
    score = score_of("arva-registry")
    assert (score.staged_level, tuple(score.p_level)) == (wanted.staged_level, wanted.p_level)
    assert [item.get("proven") for item in score.items] == [item.proven for item in wanted.items]


def test_a_level_keeps_the_facts_that_it_stands_on(bank):
    answer("arva-registry", "A1.1", 3)
    assess()

    behind = Fact.objects.filter(pk__in=item_of("arva-registry", "A1.1")["facts"]).order_by("measure")
    assert [(fact.measure, fact.part) for fact in behind] == [
        ("institution.answer", "A1.1/focal_point"), ("repository.practice", "readme"),
    ]  # fmt: skip


def test_nothing_is_written_when_nothing_changed(bank):
    answer("arva-registry", "A1.1", 3)
    assess()
    before = list(InstitutionScore.objects.values_list("pk", flat=True))
    told = len(verbs())

    done = assess()

    assert (done.run_id, done.changed) == (None, 0)
    assert list(InstitutionScore.objects.values_list("pk", flat=True)) == before
    assert (len(verbs()), AssessmentRun.objects.count()) == (told, 1)


def test_an_answer_that_was_taken_back_keeps_its_weight_and_says_nothing(bank):
    answer("arva-registry", "A1.3", 3)
    answer("arva-registry", "A1.3", 3, "developer")
    assess()
    both = item_of("arva-registry", "A1.3")

    tell(about_registry("institution.answer", "A1.3/developer", number=3.0, text="withdrawn"), provenance="answer")
    assess()
    one = item_of("arva-registry", "A1.3")
    assert ((both["claim"], both["alpha"], both["beta"]), "unseen" in both) == ((3.0, 2.5, 1.5), False)
    assert (one["claim"], one["alpha"], one["beta"], one["unseen"]) == (3.0, 1.75, 1.25, 1.0)
    assert (one["best"] < both["best"], one["proven"] < both["proven"], one["low"] < both["low"]) == (True,) * 3

    tell(about_registry("institution.answer", "A1.3/focal_point", number=3.0, text="withdrawn"), provenance="answer")
    assess()
    none = item_of("arva-registry", "A1.3")
    assert (none.get("known", False), none.get("claim"), none["unseen"], none["proven"]) == (False, None, 2.0, 0.0)


def test_one_new_answer_moves_one_institution(bank):
    assess()
    before = {row.institution_id: row.pk for row in InstitutionScore.objects.all()}

    answer("arva-registry", "A1.2", 2)
    done = assess(institutions=("arva-registry",))

    after = {row.institution_id: row.pk for row in InstitutionScore.objects.filter(is_current=True)}
    assert (done.institutions, done.changed) == (1, 1)
    assert [pk for pk in before if before[pk] != after[pk]] == [score_of("arva-registry").institution_id]
    assert verbs()[-1] == "assessment.institutions_assessed"


def test_a_later_day_keeps_the_score_of_the_day_before_and_the_same_day_does_not(bank):
    assess()
    answer("arva-registry", "A1.2", 2)
    assess()
    answer("arva-registry", "A1.2", 3)
    assess(days=40)

    rows = InstitutionScore.objects.filter(institution__key="arva-registry").order_by("id")
    assert [(row.day, row.is_current) for row in rows] == [(DAY, False), (DAY + timedelta(days=40), True)]


def test_hiding_evidence_widens_the_range_and_raises_nothing_proven(bank):
    answer("arva-registry", "A1.1", 4)
    assess()
    before = item_of("arva-registry", "A1.1")

    end_facts(realm="arva", subjects=[("repository", REPOSITORY)], source_keys=[], actor=OPERATOR, at=NOON)
    assess()

    after = item_of("arva-registry", "A1.1")
    assert after["high"] - after["low"] > before["high"] - before["low"]
    assert after["proven"] < before["proven"]
    assert after.get("observed", 0) == 0
    assert after["expected"] == before["expected"] == 1.0


def test_an_answer_without_evidence_counts_half_way_at_most(bank):
    answer("arva-post", "A1.2", 4)
    assess()

    item = item_of("arva-post", "A1.2")
    assert (item["best"], item["proven"], item["capped"]) == (2.5, 2.5, True)


def test_answers_to_unknown_questions_are_left_out_and_named(bank):
    answer("arva-registry", "Z9.9", 3)
    answer("arva-post", "Z9.9", 3)

    (left,) = assess().left_out

    assert left.place == "Z9.9"
    assert left.message == "The bank has no question 'Z9.9'; 2 answers of arva-post, arva-registry are left out."


def test_an_answer_to_another_bank_is_not_unknown(bank):
    install_small_bank(code="other", items=("Z9.1", "Z9.2", "Z9.3", "Z9.4"))
    answer("arva-registry", "Z9.4", 3)

    assert assess().left_out == []


def test_evidence_of_a_repository_that_is_not_its_own_asks_for_the_scope(bank):
    tell(practice("somebody-elses", "met"))

    assess()

    (row,) = Contradiction.objects.filter(flag="scope")
    assert (row.institution.key, row.item, row.detail, len(row.facts)) == ("arva-registry", "", "somebody-elses", 1)
    assert item_of("arva-registry", "A1.1")["expected"] == 1.0


def test_reviewed_levels_and_graded_documents_count(bank):
    tell(
        about_post("institution.reviewed-level", "A1.2", number=3.0),
        about_post("institution.document-grade", "A1.3/7/1", number=1.0, text="audit"),
        provenance="activity",
    )

    assess()

    assert [item_of("arva-post", code)["known"] for code in ("A1.2", "A1.3")] == [True, True]
    assert item_of("arva-post", "A1.2")["claim"] == 3.0
    assert item_of("arva-post", "A1.3")["best"] > 2.5


def test_what_cannot_be_read_is_left_out_with_a_remedy(bank):
    tell(about_post("institution.document-grade", "A1.3", number=9.0, text="one"))

    (left,) = assess().left_out

    assert (left.place, left.message) == ("A1.3", "1 facts of arva-post cannot be read as answers, levels or grades.")


def test_a_target_of_the_office_takes_the_place_of_the_proposal(bank):
    assess()
    set_target(realm="arva", kind="agency", dimension="A1", level=1.5, actor=OPERATOR, at=NOON)

    done = assess()

    assert done.changed == 1
    row = DimensionScore.objects.get(score=score_of("arva-registry"), code="A1")
    assert row.target == 1.5
    with pytest.raises(NoLevel):
        set_target(realm="arva", kind="agency", dimension="A1", level=4.5, actor=OPERATOR, at=NOON)


def test_a_target_taken_back_is_the_proposal_again(bank):
    set_target(realm="arva", kind="agency", dimension="A1", level=1.5, actor=OPERATOR, at=NOON)
    set_target(realm="arva", kind="agency", dimension="A1", level=None, actor=OPERATOR, at=NOON)
    set_target(realm="arva", kind="agency", dimension="A1", level=None, actor=OPERATOR, at=NOON)

    assert verbs()[-2:] == ["assessment.target_set", "assessment.target_set"]


def test_answers_of_reviewed_institutions_teach_how_far_others_are_too_high(bank):
    answer("arva-registry", "A1.2", 4)
    answer("arva-post", "A1.2", 4)
    assess()
    before = item_of("arva-post", "A1.2")["alpha"]
    tell(
        about_post("institution.reviewed-level", "A1.2", number=2.0, institution="arva-registry"), provenance="activity"
    )

    assess()

    assert item_of("arva-post", "A1.2")["alpha"] < before


def test_the_number_of_queries_does_not_grow_with_the_answers(bank):
    assess()
    with CaptureQueriesContext(
        connection,
    ) as few:
        assess()
    for institution in ("arva-registry", "arva-post", "arva-health"):
        for role in ("developer", "legal_officer", "head_of_it"):
            answer(institution, "A2.3", 2, role)
    assess()
    with CaptureQueriesContext(connection) as many:
        assess()

    assert len(many) == len(few) <= 20


def test_the_document_of_the_program_has_the_form_of_the_contract(bank):
    answer("arva-registry", "A1.1", 3)
    assess()

    rows = {row["id"]: row for row in describe_institutions(OPERATOR, "arva", CODE)}

    assert list(rows) == sorted(rows)
    row = rows["arva-registry"]
    assert list(row) == ["id", "staged_level", "p_level", "dimensions"]
    assert list(row["dimensions"][0]) == [
        "code", "best", "proven", "low", "high", "known_weight", "observed", "expected", "target", "gap", "p_gap",
        "items",
    ]  # fmt: skip
    assert list(row["dimensions"][0]["items"][0]) == [
        "code", "best", "proven", "low", "high", "known", "capped", "facts",
    ]  # fmt: skip

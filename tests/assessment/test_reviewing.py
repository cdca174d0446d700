"""Assessors agree on levels, workshops take the place of answers, documents are graded, focal points sign off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from factories.asking import install_small_bank, link_of, open_one
from factories.cast import open_persona, viewer_of
from factories.places import NOON
from ospolis.assessment.answers import GivenAnswer
from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.choices import Channel, GradeKind
from ospolis.assessment.models import Assignment, Campaign, Document, Draft, Grade
from ospolis.assessment.reviewed import agreed_level
from ospolis.assessment.selectors.evidence_held import evidence_held
from ospolis.assessment.selectors.files import may_see_answer_file, may_see_document_file
from ospolis.assessment.selectors.institution import institution_in_care
from ospolis.assessment.services import answering, documents, reviewing, signing_off, submitting
from ospolis.assessment.services.documents import WrittenProof
from ospolis.assessment.services.reviewing import Proposal
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.engines.maturity.bank import Hook
from ospolis.evidence.models import CurrentValue
from ospolis.people.models import Account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEY = "arva-registry"
MOST_QUERIES = 17


@pytest.fixture
def lead(officer):
    return viewer_of(open_persona("lead"))


@pytest.fixture
def room(officer, focal_point):
    return open_one(officer, is_workshop=True)


def propose(actor, campaign, **levels):
    rows = [Proposal(code.replace("_", "."), level) for code, level in levels.items()]
    return reviewing.propose_levels(campaign_id=campaign.pk, institution_key=KEY, levels=rows, actor=actor, at=NOON)


def held(measure):
    rows = CurrentValue.objects.filter(measure=measure).order_by("part")
    return {row.part: (row.number, row.text) for row in rows}


def reviewed():
    return held("institution.reviewed-level")


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("proposals", "level"), [([], None), ([3], None), ([3, 3], 3), ([3, 2], None), ([1, 3, 3], 3), ([1, 1, 3, 3], None)]
)
def test_a_level_is_agreed_when_two_propose_it_and_no_other_two_something_else(proposals, level):
    assert agreed_level(proposals) == level


def test_two_assessors_who_agree_write_the_reviewed_level(officer, lead, campaign):
    alone = propose(officer, campaign, D1_1=3, D1_2=2)
    first = reviewed()
    together = propose(lead, campaign, D1_1=3, D1_2=1)

    assert (alone, first, together) == (0, {}, 1)
    assert reviewed() == {"D1.1": (3.0, "two-assessors")}
    assert Entry.objects.order_by("id").last().verb == "assessment.levels_proposed"


def test_an_agreement_that_ends_is_taken_back(officer, lead, campaign):
    propose(officer, campaign, D1_1=3)
    propose(lead, campaign, D1_1=3)
    propose(lead, campaign, D1_1=1)

    assert reviewed() == {"D1.1": (None, "withdrawn")}


def test_one_assessor_does_not_agree_with_oneself(officer, campaign):
    propose(officer, campaign, D1_1=3)
    propose(officer, campaign, D1_1=3)

    assert reviewed() == {}


@pytest.mark.parametrize("wrong", [{"D9_9": 1}, {"D1_1": 5}])
def test_a_question_or_level_that_is_not_there_is_refused(officer, campaign, wrong):
    with pytest.raises(answering.NotAsked):
        propose(officer, campaign, **wrong)


def test_another_office_proposes_nothing(campaign):
    with pytest.raises(ObjectDoesNotExist):
        propose(viewer_of(open_persona("officer of another office")), campaign, D1_1=3)


def test_a_workshop_writes_levels_that_a_room_agreed_on(officer, room):
    reviewing.hold_workshop(
        campaign_id=room.pk, institution_key=KEY, levels=[Proposal("D1.1", 2, "All of them")], actor=officer, at=NOON
    )

    assert reviewed() == {"D1.1": (2.0, "workshop")}
    assert Entry.objects.order_by("id").last().verb == "assessment.workshop_held"


def proof(**more):
    return WrittenProof(
        **{"item": "D1.1", "title": "Policy", "day": NOON.date(), "address": "https://x.example/", **more}
    )


def hand_in(actor, **more):
    return documents.hand_in_document(institution_key=KEY, proof=proof(**more), actor=actor, at=NOON)


def grade(row, actor, quarters):
    return documents.grade_document(
        document_id=row.pk, quarters=quarters, kind=GradeKind.ASSESSOR, note="", actor=actor, at=NOON
    )


def test_a_document_is_graded_by_two_and_taken_back(officer, lead, focal_point):
    install_small_bank()
    owner = viewer_of(focal_point)
    row = hand_in(owner)
    one, two = grade(row, officer, 3), grade(row, lead, 2)
    again = grade(row, officer, 2)
    places = [f"D1.1/{row.pk}/{one.pk}", f"D1.1/{row.pk}/{two.pk}"]
    graded = held("institution.document-grade")
    documents.withdraw_document(document_id=row.pk, actor=owner, at=NOON + DAY)

    assert again.pk == one.pk
    assert graded == {places[0]: (0.5, "one"), places[1]: (0.5, "one")}
    assert held("institution.document-grade") == dict.fromkeys(places, (0.5, "withdrawn"))
    for late in (
        lambda: grade(row, officer, 1),
        lambda: documents.withdraw_document(document_id=row.pk, actor=owner, at=NOON),
    ):
        with pytest.raises(documents.Withdrawn):
            late()


@pytest.mark.parametrize("wrong", [{"item": "D9.9"}, {"address": ""}, {"day": NOON.date() + DAY}])
def test_a_document_that_shows_nothing_is_refused(focal_point, wrong):
    install_small_bank()
    with pytest.raises(ValidationError):
        hand_in(viewer_of(focal_point), **wrong)

    assert Document.objects.count() == 0


def test_a_focal_point_neither_grades_nor_hands_in_for_others(focal_point):
    install_small_bank()
    owner = viewer_of(focal_point)
    row = hand_in(owner)

    with pytest.raises(ObjectDoesNotExist):
        grade(row, owner, 4)
    with pytest.raises(ObjectDoesNotExist):
        documents.hand_in_document(institution_key="arva-post", proof=proof(), actor=owner, at=NOON)
    assert Grade.objects.count() == 0


@pytest.fixture
def seat(focal_point, campaign):
    row = Assignment.objects.get(person=focal_point.person_id)
    return answering.begin_answering(assignment_id=row.pk, actor=ANYBODY, at=NOON)


def submit(seat, *answers, at=NOON):
    submitting.submit_answers(
        assignment_id=seat.pk, answers=answers, channel=Channel.WEB, sent_at=at, actor=ANYBODY, at=at
    )


def sign_off(campaign, actor):
    return signing_off.sign_off_answers(campaign_id=campaign.pk, institution_key=KEY, actor=actor, at=NOON)


def test_a_focal_point_signs_off_and_a_later_submission_needs_it_again(campaign, seat, focal_point):
    owner = viewer_of(focal_point)
    with pytest.raises(signing_off.NothingToSignOff):
        sign_off(campaign, owner)
    submit(seat, GivenAnswer("D1.1", 3))
    signed = sign_off(campaign, owner)
    seat.refresh_from_db()
    by = seat.signed_off_by
    submit(seat, GivenAnswer("D1.1", 2), at=NOON + DAY)
    seat.refresh_from_db()

    assert (signed, by, seat.signed_off_at) == (1, focal_point.pk, None)


def test_nobody_but_the_focal_point_signs_off(campaign, seat, officer):
    submit(seat, GivenAnswer("D1.1", 3))

    with pytest.raises(ObjectDoesNotExist):
        sign_off(campaign, officer)


def test_answers_of_last_time_wait_to_be_confirmed(officer, campaign, seat, focal_point):
    submit(seat, GivenAnswer("D1.1", 3, comment="Since May"), GivenAnswer("D1.3", not_applicable=True))
    Campaign.objects.filter(pk=campaign.pk).update(state="closed")
    open_one(officer, title="Next year")
    later = Assignment.objects.exclude(pk=seat.pk).get()
    answering.begin_answering(assignment_id=later.pk, actor=ANYBODY, at=NOON + DAY)

    rows = Draft.objects.filter(assignment=later).order_by("item")
    assert [(row.item, row.state, row.level, row.comment, row.is_prefill) for row in rows] == [
        ("D1.1", "level", 3, "Since May", True), ("D1.3", "na", None, "", True),
    ]  # fmt: skip


def hook(**more):
    kept = {
        "measure": "system.openness", "part": "", "strength": "decisive", "form": "count", "among": "systems",
        "passes": ("open",), "fails": ("proprietary", "unknown"), "excused": (), "at_least": None, "at_most": None,
        "scale": (),
        "from_tier": 0, "units": 8, "reliability": 0.9, "max_age": 0,
    }  # fmt: skip
    return Hook(**{**kept, **more})


def test_evidence_held_counts_what_passes_and_leaves_hints_out(focal_point):
    owner = viewer_of(focal_point)
    item = parsed_bank(install_small_bank().content).item("D1.1")
    items = [replace(item, hooks=(hook(),)), replace(item, code="D1.2", hooks=(hook(strength="hint"),))]
    found = evidence_held(owner, institution_in_care(owner, KEY), items)

    assert {code: [(row.passed, row.observed) for row in rows] for code, rows in found.items()} == {"D1.1": [(1, 1)]}


# Pages.


@pytest.fixture
def desk(client, officer):
    client.force_login(Account.objects.get(pk=officer.pk))
    client.get("/about/")
    return client


def test_an_assessor_sees_answers_and_what_the_other_proposes_only_after_the_own_proposal(
    desk, lead, campaign, seat, django_assert_max_num_queries
):
    submit(seat, GivenAnswer("D1.1", 3, comment="Since May"))
    reviewing.propose_levels(
        campaign_id=campaign.pk, institution_key=KEY, levels=[Proposal("D1.1", 1, "Only on paper")], actor=lead, at=NOON
    )
    here = f"/assessment/review/{campaign.pk}/{KEY}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        before = text_of(desk.get(f"{here}D1/"))
    desk.post(f"{here}D1/", {"D1_1": "3"})
    after = text_of(desk.get(f"{here}D1/"))
    with django_assert_max_num_queries(MOST_QUERIES):
        listed = text_of(desk.get(here))

    assert ("Since May" in before, "Only on paper" in before, "1 other assessor has proposed" in before) == (
        True, False, True
    )  # fmt: skip
    assert ("Only on paper" in after, "You do not agree" in after) == (True, True)
    assert "0 of 3 levels agreed" in listed


def test_comments_of_a_promised_institution_are_not_shown_to_assessors(desk, campaign, seat):
    submit(seat, GivenAnswer("D1.1", 3, comment="Since May"))
    Campaign.objects.update(confidentiality="institution")

    assert "Since May" not in text_of(desk.get(f"/assessment/review/{campaign.pk}/{KEY}/D1/"))


def test_a_workshop_on_a_screen_goes_from_section_to_section(desk, room, django_assert_max_num_queries):
    here = f"/assessment/workshop/{room.pk}/{KEY}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Workshop" in text_of(desk.get(here))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert desk.get(f"{here}D1/").status_code == 200
    assert desk.post(f"{here}D1/", {"D1_1": "2", "D1_1_note": "Yes"}).url == f"{here}D2/"
    Campaign.objects.update(state="closed")
    late = desk.post(f"{here}D2/", {"D2_1": "2"})

    assert (reviewed(), late.status_code) == ({"D1.1": (2.0, "workshop")}, 422)
    assert "nothing was kept" in text_of(late)


def test_a_workshop_is_only_for_campaigns_of_that_kind(desk, campaign):
    assert desk.get(f"/assessment/workshop/{campaign.pk}/{KEY}/").status_code == 404


def test_an_assessor_reads_and_grades_documents(desk, focal_point, django_assert_max_num_queries):
    install_small_bank()
    assert "No document was handed in yet" in text_of(desk.get("/assessment/review/documents/"))
    row = hand_in(viewer_of(focal_point))
    here = f"/assessment/review/documents/{row.pk}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Policy" in text_of(desk.get("/assessment/review/documents/"))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "How far does it show" in text_of(desk.get(here))
    assert desk.post(here, {}).status_code == 422
    done = desk.post(here, {"quarters": "3", "kind": "one"}, follow=True)

    assert "3 of 4 quarters, an assessor" in text_of(done)


COUNTED = (
    "assessment:review", "assessment:review-section", "assessment:workshop", "assessment:workshop-section",
    "assessment:documents", "assessment:grade-document", "assessment:own-institution", "assessment:institution-answers",
    "assessment:hand-in-document", "assessment:answer-kept",
)  # fmt: skip


def test_a_focal_point_reads_signs_off_and_hands_in_on_the_page_of_the_institution(
    client, campaign, seat, focal_point, django_assert_max_num_queries, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(focal_point)
    here = f"/assessment/mine/{KEY}/"
    client.post(f"/assessment/answer/{seat.pk}/question/D1.1/", {"D1_1": "3", "D1_1_comment": "Since May"})
    client.post(f"/assessment/answer/{seat.pk}/check/", {"form_key": "a"})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "1 waits for your sign-off" in text_of(client.get(here))
    answers = f"{here}answers/{campaign.pk}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Since May" in text_of(client.get(answers))
    assert "The answers are signed off" in text_of(client.post(answers, follow=True))
    assert "Nothing was handed in that is not signed off" in text_of(client.post(answers, follow=True))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"{here}documents/").status_code == 200
    assert "Give the address of the document, or a file" in text_of(
        client.post(f"{here}documents/", {"item": "D1.1", "title": "Policy", "day": "2026-10-01"})
    )
    with (tmp_path / "policy.csv").open("w+b") as file:
        file.write(b"a,b\n")
        file.seek(0)
        form = {"item": "D1.1", "title": "Policy", "day": "2026-10-01", "file": file}
        assert client.post(f"{here}documents/", form).url == here
    row = Document.objects.get()
    assert may_see_document_file(viewer_of(focal_point), row.file)
    assert not may_see_document_file(viewer_of(open_persona("participant")), row.file)
    assert "taken back" in text_of(client.post(f"{here}documents/{row.pk}/withdraw/", follow=True))


def test_what_is_typed_is_kept_when_the_session_ended_meanwhile(client, seat, focal_point):
    client.force_login(focal_point)
    page = client.get(f"/assessment/answer/{seat.pk}/question/D1.1/")
    action = page.context["action"]
    client.logout()
    wrong = client.post(action, {"D1_1_comment": "Hm"})
    kept = client.post(action, {"D1_1": "3"})

    assert (wrong.status_code, kept.status_code) == (422, 200)
    assert "You were logged out" in text_of(kept)
    assert Draft.objects.get().level == 3
    assert client.get(f"/assessment/answer/{seat.pk}/").status_code == 403


def test_whoever_is_logged_in_goes_on_as_usual(client, seat, focal_point):
    client.force_login(focal_point)
    page = client.get(f"/assessment/answer/{seat.pk}/section/D1/")

    assert client.post(page.context["action"], {"D1_1": "3"}).url == f"/assessment/answer/{seat.pk}/section/D2/"
    assert client.post("/assessment/answer/kept/nothing/D1.1/").status_code == 404


def test_files_of_a_promised_institution_are_closed_to_the_office(
    client, officer, asked, focal_point, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    Campaign.objects.update(confidentiality="institution")
    client.post(link_of(asked))
    row = answering.attach_file(
        assignment_id=asked.pk, item="D2.1", name="a.csv", portions=[b"a,b\n"], actor=ANYBODY, at=NOON
    )

    assert (row.file.realm, may_see_answer_file(viewer_of(focal_point), row.file)) == ("installation", True)
    assert not may_see_answer_file(officer, row.file)
    assert not may_see_answer_file(ANYBODY, row.file)


def test_the_home_page_tells_what_waits_for_me(client, campaign, focal_point):
    client.force_login(focal_point)
    assert "An office asks you to answer for an institution" in text_of(client.get("/"))
    Assignment.objects.update(state="submitted")
    assert "Questions wait for you" not in text_of(client.get("/"))

"""Files with answers: dry run first, then whole or not at all; twice is once; newer answers stay."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as io_file
from django.urls import reverse

from factories.asking import ask, link_of
from factories.cast import viewer_of
from factories.places import NOON
from ospolis.assessment import field_pages, jobs
from ospolis.assessment.choices import Channel, DraftState
from ospolis.assessment.file_pages import give_sheet
from ospolis.assessment.models import Assignment, Draft, Submission
from ospolis.assessment.reading_back import plan_field, plan_sheet
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.services import answering, handing_in
from ospolis.assessment.services.answering import TypedAnswer
from ospolis.core.access import ANYBODY, system_viewer
from ospolis.core.files.models import StoredFile
from ospolis.core.files.quarantine import settle_file
from ospolis.core.jobs.models import JobRun
from ospolis.core.journal.models import Entry
from ospolis.evidence.models import CurrentValue
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOUR = timedelta(hours=1)
MOST_QUERIES = 18
HOUSE = system_viewer("quarantine")


@pytest.fixture
def seat(focal_point, campaign):
    """The focal point agreed and may answer."""
    row = Assignment.objects.get(person=focal_point.person_id)
    return answering.begin_answering(assignment_id=row.pk, actor=ANYBODY, at=NOON)


@pytest.fixture
def desk(client, officer):
    """The browser of an officer."""
    client.force_login(Account.objects.get(pk=officer.pk))
    return client


@pytest.fixture
def chair(client, focal_point):
    """The browser of the focal point."""
    client.force_login(focal_point)
    return client


def sheet_of(seat, **levels):
    """The sheet of a respondent, filled in by another program."""
    book = openpyxl.load_workbook(io.BytesIO(give_sheet(ANYBODY, seat).content))
    sheet = book["answers"]
    names = {cell.value: cell.column for cell in sheet[10]}
    for row in range(11, sheet.max_row + 1):
        code = sheet.cell(row, names["item"]).value.replace(".", "_")
        if code in levels:
            sheet.cell(row, names["level"]).value = levels[code]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def hand_in(seat, content, at=NOON):
    return handing_in.hand_in_sheet(assignment_id=seat.pk, content=content, actor=ANYBODY, at=at)


def type_in(seat, at, **levels):
    answers = [TypedAnswer(code.replace("_", "."), DraftState.LEVEL, level) for code, level in levels.items()]
    answering.save_answers(assignment_id=seat.pk, answers=answers, actor=ANYBODY, at=at)


def held():
    rows = CurrentValue.objects.filter(measure="institution.answer").order_by("part")
    return {row.part.split("/")[0]: row.number if row.text == "level" else row.text for row in rows}


def typed():
    return {row.item: row.level for row in Draft.objects.order_by("item")}


def submission(number="one", end=NOON, institution="arva-registry", role="focal_point", **levels):
    fields = {f"section/{code}": level for code, level in levels.items()}
    return {"_uuid": number, "end": end.isoformat(), "institution": institution, "role": role, **fields}


def give_submissions(officer, campaign, *submissions, at=NOON):
    return handing_in.hand_in_submissions(
        campaign_id=campaign.pk, content=json.dumps(submissions).encode(), media_type="application/json",
        actor=officer, at=at,
    )  # fmt: skip


def cleared():
    """The file that came last, after the quarantine let it out."""
    row = StoredFile.objects.latest("pk")
    settle_file(stored_file_id=row.pk, fault=None, actor=HOUSE, at=NOON)
    return row


def take(seat, content):
    """The key of a sheet that was handed in and looked at."""
    handing_in.take_sheet(assignment_id=seat.pk, name="a.xlsx", portions=[content], actor=ANYBODY, at=NOON)
    return cleared().key


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_sheet_becomes_answers_and_the_pages_show_them(seat):
    done = hand_in(seat, sheet_of(seat, D1_1=3, D1_2=2, D1_3="na"))

    assert (done, held(), typed()) == (
        handing_in.HandedIn(3, 0), {"D1.1": 3.0, "D1.2": 2.0, "D1.3": "na"}, {"D1.1": 3, "D1.2": 2, "D1.3": None},
    )  # fmt: skip
    assert [row.channel for row in Submission.objects.all()] == [Channel.SPREADSHEET]
    assert [row.verb for row in Entry.objects.order_by("-id")[:2]] == [
        "assessment.answer_file_handed_in", "assessment.answers_submitted",
    ]  # fmt: skip


def test_the_same_sheet_twice_is_one_submission(seat):
    content = sheet_of(seat, D1_1=3)
    hand_in(seat, content)
    again = hand_in(seat, content, at=NOON + HOUR)

    assert (again, Submission.objects.count(), held()) == (handing_in.HandedIn(1, 0), 1, {"D1.1": 3.0})


def test_an_answer_that_was_typed_after_the_sheet_was_made_stays(seat):
    content = sheet_of(seat, D1_1=3, D1_2=1)
    type_in(seat, NOON + HOUR, D1_1=1)

    done = hand_in(seat, content, at=NOON + 2 * HOUR)

    assert (done, typed(), held()) == (handing_in.HandedIn(1, 1), {"D1.1": 1, "D1.2": 1}, {"D1.2": 1.0})


def test_a_question_that_other_answers_rule_out_is_left_out_and_said_so(seat):
    content = sheet_of(seat, D1_2=1, D1_3=2)

    plan = plan_sheet(ANYBODY, seat, content, drafts=drafts_of(ANYBODY, seat), at=NOON)

    assert [placed.answer.item for placed in plan.ruled_out] == ["D1.3"]
    assert (hand_in(seat, content).taken, held()) == (1, {"D1.2": 1.0})


def test_nothing_is_half_written(seat):
    with pytest.raises(handing_in.FileRefused):
        hand_in(seat, sheet_of(seat, D1_1=3, D1_2=7))
    with pytest.raises(handing_in.FileRefused):
        hand_in(seat, sheet_of(seat))

    assert (held(), typed(), Submission.objects.count()) == ({}, {}, 0)


def test_a_sheet_of_somebody_else_is_refused(officer, campaign, seat, developer):
    other = answering.begin_answering(assignment_id=ask(officer, campaign, developer.pk).pk, actor=ANYBODY, at=NOON)

    plan = plan_sheet(ANYBODY, other, sheet_of(seat, D1_1=3), drafts={}, at=NOON)

    assert [problem.code for problem in plan.reading.problems][:1] == ["other-respondent"]


def test_what_is_no_workbook_is_told_and_not_raised(seat):
    plan = plan_sheet(ANYBODY, seat, b"PK\x03\x04 but no more", drafts={}, at=NOON)

    assert [(problem.code, problem.message) for problem in plan.reading.problems] == [
        ("archive", "It is damaged or cut off.")
    ]


def test_submissions_are_taken_once_and_in_the_order_in_which_they_were_filled_in(officer, campaign, seat):
    newer, older = submission("b", NOON - HOUR, D1_1=2, D1_2=2), submission("a", NOON - 2 * HOUR, D1_1=4)

    first = give_submissions(officer, campaign, newer)
    late = give_submissions(officer, campaign, older, newer)

    assert (first, late) == (handing_in.HandedIn(1, 0), handing_in.HandedIn(0, 2))
    assert (held(), typed(), Submission.objects.count()) == (
        {"D1.1": 2.0, "D1.2": 2.0}, {"D1.1": 2, "D1.2": 2}, 2,
    )  # fmt: skip


def test_what_was_typed_after_a_submission_stays_typed(officer, campaign, seat):
    type_in(seat, NOON, D1_1=1)

    give_submissions(officer, campaign, submission("a", NOON - HOUR, D1_1=4, D1_2=3))

    assert (typed(), held()) == ({"D1.1": 1, "D1.2": 3}, {"D1.1": 4.0, "D1.2": 3.0})


def test_submissions_of_nobody_who_was_asked_are_refused_by_name(officer, campaign, seat):
    content = json.dumps(
        [submission("a", D1_1=1), submission("b", institution="belun-school"), submission("c", role="developer")]
    ).encode()

    plan = plan_field(officer, campaign, content, "application/json", at=NOON)

    assert [(problem.code, problem.row) for problem in plan.problems] == [
        ("unknown-institution", 2), ("nobody-asked", 3),
    ]  # fmt: skip
    with pytest.raises(handing_in.FileRefused):
        handing_in.hand_in_submissions(
            campaign_id=campaign.pk, content=content, media_type="application/json", actor=officer, at=NOON
        )
    assert held() == {}


def test_two_people_in_one_role_are_told_apart_by_the_number_of_the_letter(officer, campaign, seat, developer):
    second = ask(officer, campaign, developer.pk, role="focal_point")
    whose = submission("a", D1_1=1)

    def plan(told):
        return plan_field(officer, campaign, json.dumps([told]).encode(), "application/json", at=NOON)

    assert [problem.code for problem in plan(whose).problems] == ["several-asked"]
    assert [row.assignment.pk for row in plan(whose | {"assignment": str(second.pk)}).rows] == [second.pk]
    assert [problem.code for problem in plan(whose | {"assignment": "999"}).problems] == ["nobody-asked"]


def test_a_file_that_is_no_export_is_told(officer, campaign):
    assert [problem.code for problem in plan_field(officer, campaign, b"[", "application/json", at=NOON).problems] == [
        "syntax"
    ]


def test_a_respondent_gets_the_sheet_sees_what_it_changes_and_hands_it_in(chair, seat):
    here = f"/assessment/answer/{seat.pk}/"
    assert chair.get(f"{here}answers.xlsx")["Content-Disposition"] == (
        'attachment; filename="answers-arva-registry-focal_point.xlsx"'
    )
    assert chair.get(f"{here}questions.pdf").content.startswith(b"%PDF-")
    sent = chair.post(f"{here}hand-in/", {"file": io_file("a.xlsx", sheet_of(seat, D1_1=3))})
    assert "The file is being looked at" in text_of(chair.get(sent.url))
    cleared()
    plan = text_of(chair.get(sent.url))
    assert "1 answer is new or changed." in plan
    assert held() == {}
    done = chair.post(sent.url, follow=True)
    assert ("Your answers are handed in: 1." in text_of(done), held()) == (True, {"D1.1": 3.0})


def test_whoever_has_the_link_goes_the_same_way(client, officer, campaign, developer):
    row = ask(officer, campaign, developer.pk)
    here = link_of(row)
    assert client.get(f"{here}answers.xlsx").url == here
    assert client.get(f"{here}hand-in/").url == here
    answering.begin_answering(assignment_id=row.pk, actor=ANYBODY, at=NOON)
    sent = client.post(f"{here}hand-in/", {"file": io_file("a.xlsx", sheet_of(row, D2_1=1))})
    cleared()
    client.post(sent.url)
    assert (held(), client.get(f"{here}questions.pdf").status_code) == ({"D2.1": 1.0}, 200)


def test_the_pages_of_a_file_cost_few_queries(
    client, officer, campaign, seat, focal_point, django_assert_max_num_queries
):
    key = take(seat, sheet_of(seat, D1_1=3, D1_2=2))
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse("assessment:by-link-handed-in", args=[link_of(seat).split("/")[-2], key]))
    assert "2 answers are new or changed." in text_of(answer)
    client.force_login(focal_point)
    client.get("/about/")
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse("assessment:answer-handed-in", args=[seat.pk, key]))
    assert "2 answers are new or changed." in text_of(answer)


def test_a_wrong_file_is_refused_with_what_to_do(chair, seat):
    here = f"/assessment/answer/{seat.pk}/hand-in/"
    nothing, wrong = chair.post(here), chair.post(here, {"file": io_file("a.xlsx", b"hello")})
    large = chair.post(here, {"file": io_file("a.xlsx", b"PK\x03\x04" + b"x" * 5_000_000)})

    assert [answer.status_code for answer in (nothing, wrong, large)] == [422, 422, 422]
    assert ["Choose the file." in text_of(nothing), "does not fit the name" in text_of(wrong)] == [True, True]
    assert "The file is too large for answers." in text_of(large)


def test_problems_are_told_by_their_cells_and_nothing_can_be_handed_in(chair, seat):
    sent = chair.post(f"/assessment/answer/{seat.pk}/hand-in/", {"file": io_file("a.xlsx", sheet_of(seat, D1_1=7))})
    cleared()
    page = text_of(chair.get(sent.url))

    assert ["H11" in page, "7 is no level" in page, "Hand in these answers" in page] == [True, True, False]
    assert (chair.post(sent.url).url, held()) == (sent.url, {})


def test_a_file_opens_on_its_own_page_only(desk, seat, campaign):
    content = sheet_of(seat, D1_1=1)
    row = handing_in.take_sheet(assignment_id=seat.pk, name="a.xlsx", portions=[content], actor=ANYBODY, at=NOON)

    assert desk.get(f"/assessment/campaigns/{campaign.pk}/hand-in/{row.key}/").status_code == 404


def test_a_closed_campaign_takes_no_file(chair, seat, campaign):
    sent = chair.post(f"/assessment/answer/{seat.pk}/hand-in/", {"file": io_file("a.xlsx", sheet_of(seat, D1_1=1))})
    cleared()
    type(campaign).objects.update(state="closed")

    assert "No answers are taken now" in text_of(chair.get(f"/assessment/answer/{seat.pk}/hand-in/"))
    assert "These questions are closed." in text_of(chair.post(sent.url, follow=True))
    with pytest.raises(answering.Closed):
        handing_in.take_sheet(assignment_id=seat.pk, name="a.xlsx", portions=[b""], actor=ANYBODY, at=NOON)
    with pytest.raises(answering.Closed):
        handing_in.take_field_file(campaign_id=campaign.pk, name="a.csv", portions=[b""], actor=ANYBODY, at=NOON)


def test_nothing_is_taken_before_somebody_agreed(officer, campaign, developer):
    row = ask(officer, campaign, developer.pk)

    with pytest.raises(answering.NoConsent):
        handing_in.take_sheet(assignment_id=row.pk, name="a.xlsx", portions=[b""], actor=ANYBODY, at=NOON)


def test_an_officer_hands_out_forms_and_hands_in_what_comes_back(desk, campaign, seat):
    here = f"/assessment/campaigns/{campaign.pk}/"
    form = openpyxl.load_workbook(io.BytesIO(desk.get(f"{here}form.xlsx").content))
    assert form.sheetnames == ["survey", "choices", "settings"]
    assert "D2_1" in [cell.value for cell in form["survey"]["B"]]
    assert desk.get(f"{here}paper/arva-registry.pdf").content.startswith(b"%PDF-")
    blank = desk.get(f"/assessment/campaigns/asked/{seat.pk}/answers.xlsx").content
    assert openpyxl.load_workbook(io.BytesIO(blank)).sheetnames[0] == "answers"
    content = json.dumps([submission("a", D1_1=2)]).encode()
    sent = desk.post(f"{here}hand-in/", {"file": io_file("a.json", content)})
    cleared()
    assert "its answers are taken" in text_of(desk.get(sent.url))
    done = desk.post(sent.url, follow=True)
    assert ("Handed in: 1. Left as it was: 0." in text_of(done), held()) == (True, {"D1.1": 2.0})


def test_a_large_file_is_handed_in_by_a_job_and_asking_twice_asks_once(desk, campaign, seat, monkeypatch):
    monkeypatch.setattr(field_pages, "MOST_AT_ONCE", 0)
    here = f"/assessment/campaigns/{campaign.pk}/hand-in/"
    content = json.dumps([submission("a", D1_1=2)]).encode()
    sent = desk.post(here, {"file": io_file("a.json", content)})
    key = cleared().key
    assert "look again in a minute" in text_of(desk.post(sent.url, follow=True))
    desk.post(sent.url)
    assert (JobRun.objects.filter(job="assessment.hand_in_field_file").count(), held()) == (1, {})
    officer = viewer_of(Account.objects.get(pk=desk.session["_auth_user_id"]))
    jobs.hand_in_field_file.work(officer, campaign_id=campaign.pk, file_key=key)
    assert held() == {"D1.1": 2.0}
    assert "nothing: it is here already" in text_of(desk.get(sent.url))


def test_a_job_leaves_what_cannot_be_handed_in(officer, campaign):
    def stored(content):
        handing_in.take_field_file(campaign_id=campaign.pk, name="a.csv", portions=[content], actor=officer, at=NOON)
        return cleared().key

    def run(key):
        return handing_in.hand_in_stored(campaign_id=campaign.pk, file_key=key, actor=officer, at=NOON)

    assert [run("no-such-file"), run(stored(b"institution,role\nx,y\n"))] == [None, None]


def test_an_officer_hands_in_a_sheet_that_came_by_mail(desk, campaign, seat):
    here = f"/assessment/campaigns/{campaign.pk}/hand-in/"
    sent = desk.post(here, {"file": io_file("a.xlsx", sheet_of(seat, D1_1=2))})
    cleared()
    assert "1 answer is new or changed." in text_of(desk.get(sent.url))
    desk.post(sent.url)
    assert held() == {"D1.1": 2.0}


def test_a_sheet_of_nobody_is_told_to_the_officer(desk, campaign, seat):
    here = f"/assessment/campaigns/{campaign.pk}/hand-in/"
    content = sheet_of(seat, D1_1=2)
    Assignment.objects.all().delete()
    sent = desk.post(here, {"file": io_file("a.xlsx", content)})
    cleared()

    assert "This sheet is of nobody who is asked here" in text_of(desk.get(sent.url))
    assert "Nothing was handed in" in text_of(desk.post(sent.url, follow=True))


def test_pages_of_a_closed_campaign_and_of_a_file_with_problems_say_so_to_the_officer(desk, campaign, seat):
    here = f"/assessment/campaigns/{campaign.pk}/hand-in/"
    sent = desk.post(here, {"file": io_file("a.csv", b"institution,role\nx,y\n")})
    cleared()
    assert "To mend first" in text_of(desk.get(sent.url))
    good = desk.post(here, {"file": io_file("a.json", json.dumps([submission("a", D1_1=2)]).encode())})
    cleared()
    type(campaign).objects.update(state="closed")
    assert "No answers are taken now" in text_of(desk.get(here))
    assert "Nothing can be handed in any more." in text_of(desk.post(good.url, follow=True))

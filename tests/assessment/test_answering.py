"""Answering: consent first, drafts at each step, skip logic, handing in, facts of the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.asking import link_of
from factories.cast import open_persona
from factories.places import NOON
from ospolis.assessment.answers import GivenAnswer
from ospolis.assessment.choices import Channel, DraftState
from ospolis.assessment.models import Assignment, Attachment, Campaign, Draft, Submission
from ospolis.assessment.questionnaire import paper_of
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.services import answering, submitting
from ospolis.assessment.services.answering import TypedAnswer
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.evidence.models import CurrentValue, Fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def seat(focal_point, campaign):
    """The focal point agreed and may type."""
    row = Assignment.objects.get(person=focal_point.person_id)
    return answering.begin_answering(assignment_id=row.pk, actor=ANYBODY, at=NOON)


def type_in(seat, **levels):
    answers = [
        TypedAnswer(code.replace("_", "."), DraftState.LEVEL if isinstance(level, int) else level,
                    level if isinstance(level, int) else None)
        for code, level in levels.items()
    ]  # fmt: skip
    answering.save_answers(assignment_id=seat.pk, answers=answers, actor=ANYBODY, at=NOON)


def codes(seat):
    return [question.code for question in paper_of(ANYBODY, seat, drafts_of(ANYBODY, seat)).questions]


def submit(seat, answers, sent_at=NOON, at=None, external="", channel=Channel.WEB):
    return submitting.submit_answers(
        assignment_id=seat.pk, answers=answers, channel=channel, sent_at=sent_at, external=external,
        actor=ANYBODY, at=at or sent_at,
    )  # fmt: skip


def held():
    rows = CurrentValue.objects.filter(measure="institution.answer").order_by("part")
    return {row.part: row.number if row.text == "level" else row.text for row in rows}


def test_nothing_is_kept_before_somebody_agreed(asked):
    with pytest.raises(answering.NoConsent):
        type_in(asked, D2_1=1)

    assert Draft.objects.count() == 0


def test_a_role_is_asked_its_questions_and_what_nobody_could_answer_falls_to_the_focal_point(seat, asked):
    # D2.2 is for developers; no legal officer is asked, so D2.3 falls to the focal point; D2.4 is for municipalities.
    assert codes(seat) == ["D1.1", "D1.2", "D1.3", "D2.1", "D2.3"]
    assert codes(asked) == ["D2.1", "D2.2"]


def test_an_earlier_answer_takes_a_later_question_away_and_gives_it_back(seat):
    type_in(seat, D1_2=1)
    without = codes(seat)
    type_in(seat, D1_2=2)

    assert ("D1.3" in without, "D1.3" in codes(seat)) == (False, True)


def test_only_assigned_sections_are_asked(seat):
    Assignment.objects.filter(pk=seat.pk).update(sections=["D1"])
    seat.refresh_from_db()

    assert codes(seat) == ["D1.1", "D1.2", "D1.3"]


def test_a_question_that_is_not_asked_and_a_way_out_that_is_not_there_are_refused(seat):
    for wrong in ({"D2_2": 1}, {"D9_9": 1}, {"D1_1": DraftState.NOT_APPLICABLE}):
        with pytest.raises(answering.NotAsked):
            type_in(seat, **wrong)

    assert Draft.objects.count() == 0


def test_answers_become_facts_without_a_name(seat):
    given = [
        GivenAnswer("D1.1", 3, comment="See the order", evidence="https://x.example/"),
        GivenAnswer("d1.3", not_applicable=True),
    ]
    done = submit(seat, given)

    fact = Fact.objects.get(part=f"D1.1/focal_point/{seat.pk}")
    assert held() == {f"D1.1/focal_point/{seat.pk}": 3.0, f"D1.3/focal_point/{seat.pk}": "na"}
    assert fact.detail == {"date": "2026-11-02", "comment": "See the order", "evidence": "https://x.example/"}
    assert (fact.provenance, fact.visibility, fact.institution_key, fact.recorded_by) == (
        "answer", "office", "arva-registry", "campaign"
    )  # fmt: skip
    assert (done.facts, Assignment.objects.get(pk=seat.pk).state) == (2, "submitted")
    assert Entry.objects.order_by("id").last().verb == "assessment.answers_submitted"


def test_comments_stay_with_an_institution_that_was_promised_so(seat):
    Campaign.objects.update(confidentiality="institution")
    submit(seat, [GivenAnswer("D1.1", 3, comment="Between us")])

    assert Fact.objects.get(measure="institution.answer").detail == {
        "date": "2026-11-02", "comment": "", "evidence": ""
    }  # fmt: skip


def test_a_later_submission_takes_the_place_of_an_earlier_one_and_an_older_one_does_not(seat):
    submit(seat, [GivenAnswer("D1.1", 3)], sent_at=NOON + DAY)
    older = submit(seat, [GivenAnswer("D1.1", 0)], sent_at=NOON, at=NOON + 2 * DAY)
    first = held()
    submit(seat, [GivenAnswer("D1.1", 1)], sent_at=NOON + 3 * DAY)

    place = f"D1.1/focal_point/{seat.pk}"
    assert (older.is_older, first, held()) == (True, {place: 3.0}, {place: 1.0})
    assert Submission.objects.count() == 3


def test_the_same_submission_twice_is_one(seat):
    one = submit(seat, [GivenAnswer("D1.1", 3)], external="uuid:1")
    two = submit(seat, [GivenAnswer("D1.1", 3)], external="uuid:1", sent_at=NOON + DAY)

    assert (two.submission_id, two.is_repeat, Submission.objects.count()) == (one.submission_id, True, 1)


def test_questions_that_are_not_named_keep_their_facts_and_withdrawn_ones_say_so(seat):
    submit(seat, [GivenAnswer("D1.1", 3), GivenAnswer("D1.2", 2)])
    submit(seat, [GivenAnswer("D1.2", withdrawn=True)], sent_at=NOON + DAY)

    assert held() == {f"D1.1/focal_point/{seat.pk}": 3.0, f"D1.2/focal_point/{seat.pk}": "withdrawn"}


def test_answers_that_cannot_be_are_refused_whole(seat):
    wrong = [
        GivenAnswer("D9.9", 1), GivenAnswer("D1.1", 7), GivenAnswer("D1.2", 1), GivenAnswer("d1.2", 1),
        GivenAnswer("D2.1", not_applicable=True), GivenAnswer("D1.3"),
    ]  # fmt: skip
    with pytest.raises(submitting.AnswersRefused) as refusal:
        submit(seat, wrong)

    assert refusal.value.problems == (
        ("D9.9", "unknown-item"), ("D1.1", "level"), ("d1.2", "twice"), ("D2.1", "not-applicable"), ("D1.3", "level"),
    )  # fmt: skip
    assert held() == {}


def test_a_closed_campaign_takes_nothing_and_keeps_drafts(seat):
    Campaign.objects.update(state="closed")
    type_in(seat, D1_1=2)

    with pytest.raises(answering.Closed):
        submit(seat, [GivenAnswer("D1.1", 2)])
    assert Draft.objects.get().level == 2


# The pages, as whoever holds the link meets them.


@pytest.fixture
def link(asked):
    return link_of(asked)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_whoever_holds_the_link_agrees_answers_checks_and_hands_in(client, asked, link):
    first = client.get(link)
    assert "I agree, show me the questions" in text_of(first)
    assert client.get(f"{link}question/D2.1/").url == link
    assert client.post(link).url == f"{link}question/D2.1/"
    page = client.get(f"{link}question/D2.1/")
    assert "Question 1 of 2" in text_of(page)
    assert (
        client.post(f"{link}question/D2.1/", {"D2_1": "3", "D2_1_comment": "Since May"}).url == f"{link}question/D2.2/"
    )
    assert client.post(f"{link}question/D2.2/", {"D2_2": "unknown"}).url == f"{link}check/"
    check = client.get(f"{link}check/")
    assert "2 of 2 questions are answered" in text_of(check)
    key = check.context["form_key"]
    for _twice in range(2):
        assert client.post(f"{link}check/", {"form_key": key}).url == link

    assert held() == {f"D2.1/developer/{asked.pk}": 3.0}
    assert (Submission.objects.count(), "Your answers are handed in" in text_of(client.get(link))) == (1, True)


def test_a_question_that_is_opened_again_and_left_open_is_withdrawn(client, asked, link):
    client.post(link)
    client.post(f"{link}section/D2/", {"D2_1": "3", "D2_2": "1"})
    client.post(f"{link}check/", {"form_key": "a"})
    client.post(f"{link}question/D2.2/", {"D2_2": "unknown"})
    client.post(f"{link}check/", {"form_key": "b"})

    assert held() == {f"D2.1/developer/{asked.pk}": 3.0, f"D2.2/developer/{asked.pk}": "withdrawn"}


def test_a_comment_without_an_answer_and_a_broken_address_are_told(client, asked, link):
    client.post(link)
    page = client.post(f"{link}question/D2.1/", {"D2_1_comment": "Hm", "D2_1_evidence": "nowhere"})

    assert (page.status_code, Draft.objects.count()) == (422, 0)
    assert "Choose an answer as well" in text_of(page)
    assert "Enter an address that begins with https://" in text_of(page)


def test_a_file_comes_with_an_answer_and_is_taken_off_again(client, asked, link, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    client.post(link)
    with (tmp_path / "list.csv").open("w+b") as file:
        file.write(b"a,b\n1,2\n")
        file.seek(0)
        client.post(f"{link}question/D2.1/", {"D2_1": "3", "file": file})
    row = Attachment.objects.get()
    shown = text_of(client.get(f"{link}question/D2.1/"))
    client.post(f"{link}file/{row.pk}/")

    assert (row.item, row.file.state, "list.csv" in shown) == ("D2.1", "quarantined", True)
    assert Attachment.objects.count() == 0


def test_a_campaign_that_closes_while_somebody_types_keeps_the_answer_and_says_so(client, asked, link):
    client.post(link)
    Campaign.objects.update(state="closed")
    answer = client.post(f"{link}question/D2.1/", {"D2_1": "4"}, follow=True)

    assert Draft.objects.get().level == 4
    assert "What you typed is kept, but can no longer be handed in" in text_of(answer)


def test_a_section_of_a_campaign_that_closed_meanwhile_is_kept_for_whoever_logged_in(client, focal_point, seat):
    client.force_login(focal_point)
    here = f"/assessment/answer/{seat.pk}/"
    action = client.get(f"{here}section/D1/").context["action"]
    Campaign.objects.update(state="closed")

    for address, code in ((f"{here}section/D1/", "D1_1"), (action, "D1_2")):
        answer = client.post(address, {code: "3"}, follow=True)
        assert "What you typed is kept, but" in text_of(answer)

    assert {row.item: row.level for row in Draft.objects.all()} == {"D1.1": 3, "D1.2": 3}
    assert held() == {}


@pytest.mark.parametrize("level", ["7", "-1", "3.5", "na; 4", "٩"])
def test_a_level_that_is_none_is_refused_by_the_pages(client, asked, link, level):
    client.post(link)

    page = client.post(f"{link}question/D2.1/", {"D2_1": level})

    assert (page.status_code, Draft.objects.count()) == (422, 0)
    assert "Choose one of the answers" in text_of(page)


def test_a_link_of_nobody_opens_nothing_and_tries_are_counted(client, asked):
    answers = [client.get(f"/assessment/by-link/{'0' * 47}{n % 10}/").status_code for n in range(21)]

    assert (answers[0], answers[-1]) == (404, 429)


def test_a_link_ends_a_month_after_the_campaign(client, asked, link):
    Assignment.objects.update(link_expires_at=NOON)

    assert client.get(link).status_code == 404


def test_somebody_else_does_not_open_what_a_person_was_asked(client, seat, world_of_two):
    stranger, own = world_of_two
    address = f"/assessment/answer/{seat.pk}/"
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(own)
    assert client.get(address).status_code == 200


@pytest.fixture
def world_of_two(focal_point):
    return open_persona("participant"), focal_point

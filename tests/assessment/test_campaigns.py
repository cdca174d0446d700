"""Campaigns: prepared, opened, closed; who is asked, written to and reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from factories.asking import ask, open_one, prepare, wish
from factories.cast import open_persona, viewer_of
from factories.places import NOON
from ospolis.assessment.choices import RespondentRole
from ospolis.assessment.models import Assignment, Campaign
from ospolis.assessment.selectors.campaigns import Standing, campaigns_of, institutions_in, progress_of
from ospolis.assessment.services import campaigns as services
from ospolis.assessment.services import inviting
from ospolis.assessment.services.answering import begin_answering, decline_asking
from ospolis.assessment.services.tending import tend_campaigns
from ospolis.core.access import system_viewer
from ospolis.core.jobs.models import JobRun
from ospolis.core.journal.models import Entry
from ospolis.core.mail.models import Letter
from ospolis.core.mail.sending import send_due
from ospolis.engines.maturity.bank import RESPONDENT_ROLES

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUSE = system_viewer("test")


def letters():
    return list(Letter.objects.filter(kind__startswith="assessment.").order_by("pk").values_list("kind", "to"))


def verbs():
    return [verb for verb in Entry.objects.order_by("id").values_list("verb", flat=True) if "assessment" in verb]


def test_roles_are_those_of_the_question_bank():
    assert tuple(RespondentRole.values) == RESPONDENT_ROLES


def test_a_campaign_begins_with_the_institutions_of_the_chosen_kinds(officer):
    campaign = prepare(officer, kinds=("ministry",))

    names = [row.name for row in institutions_in(officer, campaign)]
    assert (campaign.state, names) == ("draft", ["Ministry of Digital Affairs", "Ministry of Health"])
    assert verbs() == ["assessment.campaign_prepared"]


@pytest.mark.parametrize("wrong", [{"roles": ()}, {"closes": NOON.date() - DAY}, {"title": ""}])
def test_a_campaign_that_cannot_be_is_refused(officer, wrong):
    with pytest.raises(ValidationError):
        prepare(officer, **wrong)

    assert Campaign.objects.count() == 0


def test_another_office_neither_prepares_nor_opens_nor_sees_a_campaign(officer):
    campaign, stranger = prepare(officer), viewer_of(open_persona("officer of another office"))

    for act in (services.open_campaign, services.close_campaign):
        with pytest.raises(ObjectDoesNotExist):
            act(campaign_id=campaign.pk, actor=stranger, at=NOON)
    with pytest.raises(ObjectDoesNotExist):
        services.prepare_campaign(realm="arva", wish=wish(), actor=stranger, at=NOON)
    assert list(campaigns_of(stranger, "arva")) == []


def test_institutions_are_added_and_taken_out_one_by_one(officer):
    campaign = prepare(officer, kinds=("ministry",))
    services.add_institution(campaign_id=campaign.pk, institution_key="arva-post", actor=officer, at=NOON)
    services.leave_institution_out(campaign_id=campaign.pk, institution_key="arva-health", actor=officer, at=NOON)

    assert {row.key for row in campaign.institutions.all()} == {"arva-digital", "arva-post"}
    assert verbs()[1:] == ["assessment.institution_asked", "assessment.institution_left_out"]


def test_a_campaign_without_institutions_or_past_its_last_day_does_not_open(officer):
    empty, late = prepare(officer, kinds=("municipality",)), prepare(officer, closes=NOON.date())

    with pytest.raises(services.NobodyToAsk):
        services.open_campaign(campaign_id=empty.pk, actor=officer, at=NOON)
    with pytest.raises(ValidationError):
        services.open_campaign(campaign_id=late.pk, actor=officer, at=NOON + 40 * DAY)


def test_opening_asks_for_letters_and_a_second_opening_is_refused(officer):
    campaign = prepare(officer)
    services.open_campaign(campaign_id=campaign.pk, actor=officer, at=NOON)

    with pytest.raises(services.NotOpenAnyMore):
        services.open_campaign(campaign_id=campaign.pk, actor=officer, at=NOON)
    assert JobRun.objects.filter(job="assessment.send_invitations").count() == 1


def test_focal_points_get_a_letter_by_themselves_and_only_once(officer, focal_point):
    campaign = open_one(officer)
    inviting.send_invitations(campaign_id=campaign.pk, actor=officer, at=NOON + DAY)

    row = Assignment.objects.get()
    assert (row.person_id, row.institution.key, row.role) == (focal_point.person_id, "arva-registry", "focal_point")
    assert letters() == [("assessment.invitation", focal_point.email)]
    assert verbs()[-1] == "assessment.invitations_sent"


def test_whoever_is_asked_in_an_open_campaign_gets_the_letter_at_once(officer, asked):
    letter = Letter.objects.get(to="ama@registry.example")

    urls = [block.get("url", "") for block in letter.body]
    assert any(inviting.link_token(asked) in url for url in urls)
    assert asked.link_digest not in str(letter.body)
    with pytest.raises(inviting.AlreadyAsked):
        ask(officer, asked.campaign, asked.person_id)


def test_the_text_with_the_link_is_gone_once_the_letter_is_sent(officer, asked, settings, tmp_path):
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=tmp_path)
    sent = send_due(at=NOON)

    letters = Letter.objects.filter(kind="assessment.invitation")
    assert (sent, [letter.body for letter in letters]) == (2, [[], []])
    texts = [
        message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",)).get_content()
        for file in (tmp_path / "mail").glob("*.eml")
    ]
    assert any(inviting.link_token(asked) in text.replace("\n", "") for text in texts)


def test_nobody_asks_somebody_whom_the_office_does_not_know(officer, campaign):
    stranger = open_persona("participant")

    with pytest.raises(ObjectDoesNotExist):
        ask(officer, campaign, stranger.person_id)


def test_reminders_come_once_in_a_while_and_never_after_an_answer_or_a_refusal(officer, campaign, asked):
    begin_answering(assignment_id=asked.pk, actor=officer, at=NOON)
    week, house = 7 * DAY, HOUSE
    inviting.send_reminders(campaign_id=campaign.pk, actor=house, at=NOON + week - DAY)
    before = len(letters())
    inviting.send_reminders(campaign_id=campaign.pk, actor=house, at=NOON + week)
    inviting.send_reminders(campaign_id=campaign.pk, actor=house, at=NOON + week + DAY)
    first = letters()[before:]
    decline_asking(assignment_id=asked.pk, actor=officer, at=NOON + week + DAY)
    inviting.send_reminders(campaign_id=campaign.pk, actor=house, at=NOON + 2 * week)

    assert sorted(address for _kind, address in first) == ["ama@registry.example", "focal.point@people.example"]
    assert letters()[before + 2 :] == [("assessment.reminder", "focal.point@people.example")]


def test_a_campaign_closes_by_itself_after_its_last_day(officer):
    open_one(officer, closes=NOON.date() + 28 * DAY)
    tend_campaigns(actor=HOUSE, at=NOON + 28 * DAY)
    assert Campaign.objects.get().state == "open"
    tend_campaigns(actor=HOUSE, at=NOON + 29 * DAY)

    assert Campaign.objects.get().state == "closed"
    assert verbs()[-1] == "assessment.campaign_closed"


def test_somebody_who_is_released_has_no_link_any_more(officer, asked):
    inviting.release_respondent(assignment_id=asked.pk, actor=officer, at=NOON)

    assert not Assignment.objects.filter(pk=asked.pk).exists()


def test_progress_tells_people_by_role_and_institutions(officer, campaign, asked):
    begin_answering(assignment_id=asked.pk, actor=officer, at=NOON)
    found = progress_of(officer, campaign)

    assert dict(found.roles) == {"developer": Standing(1, 1, 0, 0), "focal_point": Standing(1, 0, 0, 0)}
    assert (found.institutions, found.silent, found.nobody_asked) == (5, 5, 4)

"""The pages of campaigns, as officers and those who are asked meet them, with what each may cost."""

from __future__ import annotations

import gzip

import pytest

from factories.asking import ask, install_small_bank, link_of, open_one, prepare
from factories.cast import open_persona
from ospolis.assessment.models import Assignment, Campaign
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST_QUERIES = 15


@pytest.fixture
def desk(client, officer):
    """The browser of an officer."""
    client.force_login(Account.objects.get(pk=officer.pk))
    client.get("/about/")
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


FORM = {
    "title": "Autumn", "mode": "alone", "roles": ["focal_point"], "opens": "2026-11-02", "closes": "2099-12-31",
    "reminder_days": "7", "confidentiality": "office",
}  # fmt: skip


def test_first_use_says_what_to_do(desk):
    assert "There is no campaign yet" in text_of(desk.get("/assessment/campaigns/"))
    made = desk.post("/assessment/campaigns/new/", {**FORM, "bank": "shipped-core"})
    campaign = Campaign.objects.get()
    assert (made.status_code, campaign.bank.code, campaign.bank.realm) == (302, "core", "")


def test_an_officer_prepares_changes_opens_and_closes(desk):
    bank = str(install_small_bank().pk)
    wrong = desk.post("/assessment/campaigns/new/", {**FORM, "bank": bank, "closes": "2026-10-01"})
    assert (wrong.status_code, "The last day lies before the first" in text_of(wrong)) == (422, True)
    made = desk.post("/assessment/campaigns/new/", {**FORM, "bank": bank, "sections": ["D1"], "kinds": ["ministry"]})
    campaign = Campaign.objects.get()
    here = f"/assessment/campaigns/{campaign.pk}/"
    assert made.url == here
    changed = desk.post(f"{here}change/", {**FORM, "bank": bank, "title": "Winter"})
    assert changed.url == here
    desk.post(f"{here}add/", {"institution": "arva-registry"})
    desk.post(f"{here}institutions/arva-health/leave-out/")
    opened = desk.post(f"{here}open/", follow=True)
    assert "Letters go out within a few minutes" in text_of(opened)
    assert "No answer is taken any more" in text_of(desk.get(f"{here}close/"))
    assert "closed" in text_of(desk.post(f"{here}close/", follow=True))
    campaign.refresh_from_db()
    keys = {row.key for row in campaign.institutions.all()}
    assert (campaign.title, campaign.state, campaign.sections, keys) == (
        "Winter", "closed", [], {"arva-digital", "arva-registry"}
    )  # fmt: skip


def test_an_officer_asks_somebody_writes_again_and_releases(desk, officer, focal_point, developer):
    campaign = open_one(officer)
    here = f"/assessment/campaigns/{campaign.pk}/institutions/arva-registry/"
    assert "Choose a person" in text_of(desk.post(here, {"role": "developer"}))
    desk.post(here, {"person": developer.pk, "role": "developer"})
    row = Assignment.objects.get(role="developer")
    again = desk.post(here, {"person": developer.pk, "role": "developer"})
    assert "asked in this role already" in text_of(again)
    assert "Ama Owusu" in text_of(desk.get(here))
    assert desk.post(f"/assessment/campaigns/asked/{row.pk}/write/").url == here
    assert desk.post(f"/assessment/campaigns/asked/{row.pk}/release/").url == here
    assert Assignment.objects.filter(role="developer").count() == 0


def test_pages_of_an_office_cost_the_same_however_many_there_are(
    desk, officer, developer, django_assert_max_num_queries
):
    campaign = open_one(officer)
    for role in ("developer", "focal_point"):
        ask(officer, campaign, developer.pk, role=role)
    prepare(officer)
    pages = (
        "/assessment/campaigns/", "/assessment/campaigns/new/", f"/assessment/campaigns/{campaign.pk}/",
        f"/assessment/campaigns/{campaign.pk}/?show=silent", f"/assessment/campaigns/{campaign.pk}/add/",
        f"/assessment/campaigns/{campaign.pk}/close/",
        f"/assessment/campaigns/{campaign.pk}/institutions/arva-registry/", "/assessment/mine/",
    )  # fmt: skip
    for address in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert desk.get(address).status_code == 200, address
    draft = Campaign.objects.get(state="draft")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert desk.get(f"/assessment/campaigns/{draft.pk}/change/").status_code == 200


# The names of pages whose queries are counted here, where an address holds a number or a secret.
COUNTED = (
    "assessment:campaign", "assessment:change-campaign", "assessment:close-campaign", "assessment:add-institution",
    "assessment:respondents", "assessment:new-campaign", "assessment:campaigns", "assessment:mine",
    "assessment:answer", "assessment:answer-question", "assessment:answer-section", "assessment:answer-check",
    "assessment:answer-decline", "assessment:by-link", "assessment:by-link-question", "assessment:by-link-section",
    "assessment:by-link-check", "assessment:by-link-decline",
)  # fmt: skip


@pytest.mark.parametrize("step", ["", "question/D2.1/", "section/D2/", "check/", "decline/"])
def test_a_page_of_the_form_is_light_and_cheap_by_link(client, asked, step, django_assert_max_num_queries):
    link = link_of(asked)
    client.post(link)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(f"{link}{step}")

    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 14_000
    assert b"<script" not in answer.content


@pytest.mark.parametrize("step", ["", "question/D1.1/", "section/D1/", "check/", "decline/"])
def test_a_page_of_the_form_is_cheap_for_whoever_logged_in(
    client, campaign, focal_point, step, django_assert_max_num_queries
):
    client.force_login(focal_point)
    here = f"/assessment/answer/{Assignment.objects.get().pk}/"
    client.post(here)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"{here}{step}").status_code == 200


def test_my_list_says_what_waits_for_me(client, campaign, focal_point):
    client.force_login(focal_point)
    shown = text_of(client.get("/assessment/mine/"))
    Campaign.objects.update(state="closed")

    assert ("Autumn round" in shown, "waits for you" in shown) == (True, True)
    assert "waits for you" not in text_of(client.get("/assessment/mine/"))
    client.force_login(open_persona("participant"))
    assert "Nothing is asked of you" in text_of(client.get("/assessment/mine/"))

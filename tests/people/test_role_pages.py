"""The pages of roles: who sees whom, what each form does, what is out of scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.cast import open_persona
from factories.places import NOON, OPERATOR
from ospolis.core.access import Role
from ospolis.offices.models import Office
from ospolis.people.models import RoleGrant
from ospolis.people.services import grant_role, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
DAY = timedelta(days=1)


@pytest.fixture
def cast(places):
    return {
        name: open_persona(name)
        for name in ("lead", "officer", "focal point", "participant", "officer of another office",
                     "focal point of another institution")
    }  # fmt: skip


def as_(client, account):
    client.force_login(account)
    return client


def grant_of(account):
    return RoleGrant.objects.get(person=account.person_id, deputises_for=None)


def page(client, address, **form):
    answer = client.post(address, form) if form else client.get(address)
    return answer.status_code, answer.content.decode()


def today():
    return timezone.localdate()


def test_an_officer_sees_the_roles_of_the_own_office_and_its_institutions_alone(client, cast):
    _, own = page(as_(client, cast["officer"]), "/people/")
    _, other = page(as_(client, cast["officer of another office"]), "/people/")

    names = ("lead", "officer", "focal point", "officer of another office", "focal point of another institution")
    assert [f"<bdi>{name}</bdi>" in own for name in names] == [True, True, True, False, False]
    # The school is outside the sector of that office, so its focal point is not shown there.
    assert [f"<bdi>{name}</bdi>" in other for name in names] == [False, False, False, True, False]


def test_the_list_narrows_by_name_role_and_state_and_an_unknown_value_narrows_nothing(client, cast):
    grant_of(cast["focal point"])
    RoleGrant.objects.filter(person=cast["focal point"].person_id).update(ends=today() + 3 * DAY)
    as_(client, cast["lead"])

    def lines(query):
        return [row.grant.person.name for row in client.get(f"/people/?{query}").context_data["lines"]]

    assert lines("role=officer") == ["officer"]
    assert lines("q=FOCAL") == ["focal point"]
    assert lines("state=ending") == ["focal point"]
    assert lines("state=coming") == []
    assert lines("role=emperor&state=x") == ["focal point", "lead", "officer"]
    assert "ends in 3 days" in client.get("/people/").content.decode()


def test_the_list_goes_on_by_key_and_its_queries_do_not_grow(client, cast, django_assert_max_num_queries):
    for number in range(60):
        account = open_account(
            name=f"Person {number:03}", email=f"p{number}@people.example", password="corn-and-cassava-1",
            actor=OPERATOR, at=NOON,
        )  # fmt: skip
        grant_role(
            person_id=account.person_id, role=Role.OFFICER, starts=NOON.date(), office_key="arva", actor=OPERATOR,
            at=NOON,
        )  # fmt: skip
    as_(client, cast["lead"])

    with django_assert_max_num_queries(12):
        first = client.get("/people/").context_data["rows"]
    second = client.get(f"/people/{first.next}").context_data["rows"]

    assert (len(first.rows), len(second.rows)) == (50, 13)
    assert {row.pk for row in first.rows} & {row.pk for row in second.rows} == set()


def test_pages_of_roles_ask_few_queries(client, cast, django_assert_max_num_queries):
    as_(client, cast["lead"])
    number = grant_of(cast["officer"]).pk
    own = grant_of(cast["lead"]).pk
    addresses = [
        "/people/invite/", "/people/invitations/", "/invitation/accepted/", "/invitation/none/", "/settings/",
        "/my-data/access/", "/institutions/arva-registry/access/", f"/people/roles/{number}/",
        f"/people/roles/{number}/prolong/", f"/people/roles/{number}/end/", f"/people/roles/{own}/deputy/",
        f"/people/roles/{own}/hand-over/", f"/people/{cast['officer'].person_id}/give-role/",
    ]  # fmt: skip

    for address in addresses:
        with django_assert_max_num_queries(12):
            client.get(address)


def test_the_table_of_roles_is_downloaded_with_harmless_cells(client, cast):
    cast["officer"].person.name = "=SUM(A1)"
    cast["officer"].person.save()

    answer = as_(client, cast["lead"]).get("/people/roles.csv")

    body = b"".join(answer.streaming_content).decode()
    assert ("'=SUM(A1)" in body, "officer of another office" in body) == (True, False)


def test_a_lead_gives_prolongs_and_ends_the_role_of_an_officer(client, cast):
    target = cast["focal point"]
    as_(client, cast["lead"])
    wanted = {"role": "officer", "institution": "", "starts": today(), "ends": today() + 30 * DAY}
    given = page(client, f"/people/{target.person_id}/give-role/", **wanted)[0]
    row = RoleGrant.objects.get(person=target.person_id, role="officer")
    prolonged = page(client, f"/people/roles/{row.pk}/prolong/", ends=today() + 60 * DAY)[0]
    refused = page(client, f"/people/roles/{row.pk}/prolong/", ends=today() + 50 * DAY)[0]
    ended = page(client, f"/people/roles/{row.pk}/end/", ends="", reason="moved on")[0]

    row.refresh_from_db()
    assert (given, prolonged, refused, ended) == (302, 302, 422, 302)
    assert (row.ended_at is not None, row.end_reason) == (True, "moved on")


def test_an_officer_cannot_choose_the_role_of_an_officer_or_an_institution_of_another_office(client, cast):
    as_(client, cast["officer"])
    target = cast["focal point"]
    base = {"starts": today(), "ends": today() + DAY}
    answers = [
        page(client, f"/people/{target.person_id}/give-role/", role=role, institution=institution, **base)[0]
        for role, institution in (
            ("officer", ""), ("lead", ""), ("focal_point", "belun-clinic"), ("focal_point", ""),
        )
    ]  # fmt: skip

    assert answers == [422] * 4
    assert RoleGrant.objects.filter(person=target.person_id).count() == 1


@pytest.mark.parametrize("page_of", ["", "prolong/", "end/", "deputy/", "hand-over/"])
def test_a_role_of_another_office_is_not_there(client, cast, page_of):
    foreign = grant_of(cast["officer of another office"]).pk
    as_(client, cast["lead"])

    unknown = client.get(f"/people/roles/999999999/{page_of}")
    found = client.get(f"/people/roles/{foreign}/{page_of}")
    sent = client.post(f"/people/roles/{foreign}/{page_of}", {"ends": ""}) if page_of else found

    assert (found.status_code, sent.status_code if page_of else 404, unknown.status_code) == (404, 404, 404)
    assert found.content == unknown.content


def test_a_person_unknown_to_the_office_is_not_there(client, cast):
    as_(client, cast["lead"])

    assert client.get(f"/people/{cast['officer of another office'].person_id}/give-role/").status_code == 404


def test_a_focal_point_names_a_deputy_and_ends_the_delegation(client, cast):
    as_(client, cast["focal point"])
    own = grant_of(cast["focal point"])
    wanted = {"person": cast["officer"].person_id, "starts": today(), "ends": today() + 10 * DAY, "reason": ""}
    named = page(client, f"/people/roles/{own.pk}/deputy/", **wanted)[0]
    row = RoleGrant.objects.get(deputises_for=own)
    _, shown = page(client, "/my-data/access/")
    ended = page(client, f"/people/roles/{row.pk}/end/", ends="", reason="")[0]

    assert (named, ended, "Who stands in for me" in shown) == (302, 302, True)
    assert RoleGrant.objects.get(pk=row.pk).ended_at is not None


def test_a_deputy_is_marked_in_the_list_on_the_page_and_at_the_institution(client, cast):
    as_(client, cast["focal point"])
    own = grant_of(cast["focal point"])
    wanted = {"person": cast["officer"].person_id, "starts": today(), "ends": today() + 10 * DAY, "reason": ""}
    page(client, f"/people/roles/{own.pk}/deputy/", **wanted)
    as_(client, cast["lead"])
    row = RoleGrant.objects.get(deputises_for=own)

    pages = [
        page(client, address)[1] for address in ("/people/", "/institutions/arva-registry/access/")
    ]  # fmt: skip
    assert ["deputy of focal point" in text for text in pages] == [True, True]
    assert "Deputy of" in page(client, f"/people/roles/{row.pk}/")[1]


def test_the_last_lead_reads_what_to_do_and_can_hand_over(client, cast):
    as_(client, cast["lead"])
    own = grant_of(cast["lead"]).pk
    status, text = page(client, f"/people/roles/{own}/end/", ends="", reason="")
    handed = page(client, f"/people/roles/{own}/hand-over/", person=cast["officer"].person_id, ends=today() + 99 * DAY)

    assert (status, "Somebody has to lead the office" in text, handed[0]) == (422, True, 302)
    assert RoleGrant.objects.filter(role="lead", person=cast["officer"].person_id, ended_at=None).count() == 1


def test_a_page_of_an_institution_says_who_why_and_by_whom(client, cast):
    grant_role(
        person_id=cast["participant"].person_id, role=Role.FOCAL_POINT, starts=NOON.date(),
        institution_key="arva-digital", actor=OPERATOR, at=NOON,
    )  # fmt: skip
    open_persona("programme")
    open_persona("operator")
    status, text = page(as_(client, cast["focal point"]), "/institutions/arva-registry/access/")

    assert status == 200
    for words in (
        "Arva Open Source Office covers this institution", "the role is for this institution",
        "the role is for Ministry of Digital Affairs, which stands above", "an operator of this site",
        "runs the site; sees no more here than what is public", "reads across all offices; sees no people and no cases",
        "Officers and leads see the day of their own office.",
    ):  # fmt: skip
        assert words in text
    assert "officer of another office" not in text


@pytest.mark.parametrize(
    ("persona", "status"),
    [("participant", 403), ("officer of another office", 404), ("focal point of another institution", 404),
     ("lead", 200), ("officer", 200)],
)  # fmt: skip
def test_access_to_an_institution_is_shown_in_scope_only(client, cast, persona, status):
    assert as_(client, cast[persona]).get("/institutions/arva-registry/access/").status_code == status


def test_a_refusal_says_which_role_it_takes_and_who_gives_it(client, cast):
    _, refused = page(as_(client, cast["focal point"]), "/settings/?office=arva")
    _, roles = page(client, "/people/?office=arva")

    assert ("lead of an office" in refused, "an operator of this site can give it" in refused) == (True, True)
    assert "a lead of Arva Open Source Office can give it" in roles
    assert "people.example" not in refused + roles


def offered(client, account, row):
    """The ways that the page of a role offers to somebody."""
    words = page(as_(client, account), f"/people/roles/{row.pk}/")[1]
    return [
        way for way in ("deputy", "prolong", "hand-over", "end") if f'href="/people/roles/{row.pk}/{way}/"' in words
    ]


def test_the_page_of_a_role_offers_only_what_its_reader_may_do(client, cast):
    RoleGrant.objects.update(ends=today() + 30 * DAY)
    lead, officer, focal = (grant_of(cast[name]) for name in ("lead", "officer", "focal point"))

    assert [offered(client, cast["officer"], row) for row in (lead, officer, focal)] == [
        [], ["deputy", "end"], ["prolong", "end"]
    ]  # fmt: skip
    assert [offered(client, cast["lead"], row) for row in (lead, officer, focal)] == [
        ["deputy", "hand-over", "end"], ["prolong", "end"], ["prolong", "end"]
    ]  # fmt: skip
    assert offered(client, cast["focal point"], focal) == ["deputy", "end"]


def test_the_page_of_a_role_leads_to_the_record_of_its_holder_for_those_who_may_open_it(client, cast):
    row = grant_of(cast["focal point"])
    way = f'href="/people/{row.person_id}/"'

    assert way in page(as_(client, cast["officer"]), f"/people/roles/{row.pk}/")[1]
    assert way not in page(as_(client, cast["participant"]), f"/people/roles/{row.pk}/")[1]


def test_after_a_form_the_next_page_says_once_what_was_done(client, cast):
    row = grant_of(cast["focal point"])
    RoleGrant.objects.filter(pk=row.pk).update(ends=today() + 3 * DAY)
    as_(client, cast["lead"])
    client.post(f"/people/roles/{row.pk}/prolong/", {"ends": today() + 9 * DAY})

    said = ["The role lasts longer now." in page(client, f"/people/roles/{row.pk}/")[1] for _ in range(2)]
    assert said == [True, False]


def test_prolonging_says_until_when_a_role_lasts_so_far_in_letters(client, cast):
    row = grant_of(cast["focal point"])
    RoleGrant.objects.filter(pk=row.pk).update(ends=NOON.date().replace(year=2099, month=3, day=5))

    assert "So far: 5 March 2099." in page(as_(client, cast["lead"]), f"/people/roles/{row.pk}/prolong/")[1]


def test_whoever_can_name_nobody_is_told_to_invite_first(client, places):
    lead = open_persona("lead")
    _, words = page(as_(client, lead), f"/people/roles/{grant_of(lead).pk}/deputy/")

    assert ("There is nobody to name yet" in words, 'name="person"' in words) == (True, False)


def test_the_download_of_roles_keeps_the_filters_of_the_list(client, cast):
    _, words = page(as_(client, cast["lead"]), "/people/?q=foc&state=ending")

    assert 'href="/people/roles.csv?office=arva&amp;q=foc&amp;state=ending"' in words


def test_give_a_role_is_offered_on_the_record_of_others_and_not_on_the_own_one(client, cast):
    as_(client, cast["lead"])
    numbers = [cast[name].person_id for name in ("focal point", "lead")]

    assert [f"/people/{number}/give-role/" in page(client, f"/people/{number}/")[1] for number in numbers] == [
        True,
        False,
    ]


def test_fields_that_somebody_adds_to_forms_of_roles_change_nothing(client, cast):
    """Mass assignment: who, what, where and since when stand in the address and the row, not in the form."""
    lead, officer = grant_of(cast["lead"]), grant_of(cast["officer"])
    RoleGrant.objects.filter(pk=officer.pk).update(ends=today() + DAY)
    extra = {
        "role": "operator", "office": "belun", "office_key": "belun", "institution": "belun-school",
        "grant_id": lead.pk, "person_id": cast["participant"].person_id, "deputises_for": "", "granted_by": "",
        "starts": "2020-01-01", "ended_at": "", "actor": "1", "realm": "belun",
    }  # fmt: skip
    as_(client, cast["lead"])
    for address, form in (
        (f"/people/roles/{officer.pk}/prolong/", {"ends": today() + 9 * DAY}),
        (f"/people/roles/{officer.pk}/end/", {"ends": today() + 8 * DAY, "reason": "r"}),
        (f"/people/{cast['officer'].person_id}/give-role/", {"ends": today() + 9 * DAY}),
        ("/settings/", {"role_months": 3, "key": "belun", "host": "1", "name": "Mine", "office_key": "belun"}),
    ):
        page(client, address, **{**extra, **form})

    held = RoleGrant.objects.exclude(role="focal_point").order_by("id").values_list("role", "office__key", "person")
    assert list(held) == [
        ("lead", "arva", cast["lead"].person_id), ("officer", "arva", cast["officer"].person_id),
        ("officer", "belun", cast["officer of another office"].person_id),
    ]  # fmt: skip
    row = RoleGrant.objects.get(pk=officer.pk)
    assert (row.starts, row.ends, row.ended_at) == (officer.starts, today() + 8 * DAY, None)
    assert dict(Office.objects.values_list("key", "role_months")) == {"arva": 3, "belun": 12}

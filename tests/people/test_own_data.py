"""Everybody sees, copies, corrects and takes back what is kept about them, and nobody else's."""

from __future__ import annotations

import csv
import json
import tracemalloc
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from factories.cast import PASSWORD, address_of
from factories.signing_in import log_in
from ospolis.core.access import ANYBODY, Viewer, system_viewer
from ospolis.core.journal.models import Entry
from ospolis.core.limiting import Asker, count_try
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.privacy import Whose
from ospolis.core.privacy.register import Subject, personal_tables
from ospolis.core.privacy.rows import acts_of, columns_of, export_rows
from ospolis.offices.models import Office
from ospolis.people import my_data, selectors, services
from ospolis.people.field_words import FIELD_WORDS, UNSAID
from ospolis.people.models import Consent, Donation, Participation, Person, Sighting
from ospolis.people.selectors.own_data import SHOWN

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SYSTEM = system_viewer("test")
NAME = "Ama Owusu"


@pytest.fixture
def account(world):
    """The officer of the small world, with a name, a sighting, a consent and an answer."""
    account = world.accounts["officer"]
    person = account.person
    Person.objects.filter(pk=person.pk).update(name=NAME, folded_name="ama owusu")
    Sighting.objects.create(person=person, account_number=4711, role="lead", realm="arva", day=date(2026, 11, 1))
    consent = Consent.objects.create(
        person=person, purpose="fair counts", wording_version="1", form="registration", given_at=NOON
    )
    Donation.objects.create(
        person=person, consent=consent, dimension="sex", value="woman", given_at=NOON,
        forget_after=date(2026, 12, 1),
    )  # fmt: skip
    return account


@pytest.fixture
def reader(account):
    """A browser in which the officer has just logged in."""
    client = Client()
    log_in(client, account)
    return client


def viewer_of(account):
    return Viewer(pk=account.pk, label=f"account:{account.pk}")


def test_the_copy_holds_every_table_of_the_register(account, reader):
    copy = json.loads(body_of(reader.get("/my-data/copy.json")))

    assert {table["table"] for table in copy["tables"]} == {held.label for held in personal_tables()}
    assert all(table["purpose"] and table["retention"] and table["basis"] for table in copy["tables"])


def test_every_personal_field_of_a_row_is_in_the_copy_unless_it_is_a_secret(account):
    subject = selectors.subject_of_viewer(viewer_of(account))
    for held in personal_tables():
        for row in export_rows(viewer_of(account), held, subject):
            known = {field.name for field in columns_of(held)}
            assert set(row) <= known | {"door", "since", "count"}, held.label
            assert not set(row) & set(held.personal.secret), held.label


def test_the_copy_tells_what_one_did_by_number_only(account):
    services.grant_role(
        person_id=account.person_id, role="programme", starts=NOON.date(), actor=SYSTEM, at=NOON
    )  # fmt: skip
    held = next(held for held in personal_tables() if held.label == "people.Sighting")

    told = list(acts_of(held, Subject(accounts=(4711,))))

    assert [sorted(row) for row in told] == [["field", "row", "table"]]


def test_a_copy_holds_nothing_of_anybody_else(account, reader, world):
    text = body_of(reader.get("/my-data/copy.json"))

    assert NAME in text
    assert [persona for persona in world.accounts if persona != "officer" and address_of(persona) in text] == []
    assert "4711" not in text  # who looked is told by role and office
    assert account.password not in text


def test_the_copy_to_read_has_a_line_for_each_value(account, reader):
    lines = list(csv.reader(body_of(reader.get("/my-data/copy.csv")).removeprefix("\ufeff").splitlines()))

    assert lines[0] == ["What", "Row", "Field", "What is kept", "Until"]
    assert ["My record", "1", "Name", NAME, ""] in lines
    assert ["What I told about myself", "1", "Answer", "woman", "2026-12-01"] in lines


def test_taking_a_copy_stands_in_the_journal(account, reader):
    body_of(reader.get("/my-data/copy.json"))

    assert Entry.objects.filter(verb="people.copy_taken").get().actor == f"account:{account.pk}"


def test_a_copy_asks_for_a_fresh_log_in(account, reader, time_machine_at):
    session = reader.session
    session["proved_at"] -= 3600
    session.save()

    for address in ("/my-data/copy.json", "/my-data/copy.csv", "/my-data/erase/"):
        assert reader.get(address).headers["Location"].startswith("/log-in/again/")


def test_copies_are_limited(account, reader):
    asker = Asker(account=str(account.pk))
    for _ in range(EXPORT.rules[0].amount):
        count_try(door=EXPORT, asker=asker, at=timezone.now())

    assert [reader.get(f"/my-data/copy.{kind}").status_code for kind in ("json", "csv")] == [429, 429]


@pytest.mark.no_cover
def test_a_copy_of_ten_thousand_rows_takes_the_memory_of_a_portion(account):
    office = Office.objects.get(key="arva")
    Participation.objects.bulk_create(
        (
            Participation(
                person_id=account.person_id, office=office, activity="event", reference=f"convening.event:{number}",
                capacity="participant", state="attended", day=NOON.date(), recorded_at=NOON,
            )
            for number in range(10_000)
        ),
        batch_size=1000,
    )  # fmt: skip
    viewer = viewer_of(account)
    subject = selectors.subject_of_viewer(viewer)
    tracemalloc.start()

    size = sum(map(len, my_data.copy_as_json(viewer, subject, at=NOON)))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 2_000_000
    assert most < 12_000_000


def test_the_page_tells_what_why_until_when_and_who_looked(account, reader):
    page = reader.get("/my-data/").content.decode()

    assert NAME in page
    assert "To know who holds a role or took part" in page
    assert "1 December 2026" in page  # the end of an answer, by its rule
    assert "lead of an office" in page
    assert "4711" not in page
    assert "Legal basis: your consent." in page


def test_the_page_of_own_data_asks_little_however_much_is_kept(account, reader, django_assert_max_num_queries):
    office = Office.objects.get(key="arva")
    Participation.objects.bulk_create(
        Participation(
            person_id=account.person_id, office=office, activity="event", reference=f"convening.event:{number}",
            capacity="participant", state="attended", day=NOON.date(), recorded_at=NOON,
        )
        for number in range(100)
    )  # fmt: skip

    with django_assert_max_num_queries(75):
        page = reader.get("/my-data/").content.decode()

    assert page.count("convening.event:") == SHOWN
    assert "There is more. The copy holds all of it." in page


def test_the_privacy_page_is_made_from_the_register(world, client, settings, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get("/privacy/").content.decode()

    missing = [
        held.label
        for held in personal_tables()
        if held.personal.fields and escape(str(held.personal.purpose)) not in page
    ]
    assert missing == []
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    assert [name for name in cookies if name not in page] == []
    assert "Ministry of Digital Affairs" in page


@pytest.mark.django_db
def test_the_privacy_page_stands_before_there_is_an_office(client):
    assert "There is no office here yet." in client.get("/privacy/").content.decode()


def test_a_visitor_has_no_data(db):
    assert selectors.subject_of_viewer(ANYBODY) == Subject()
    assert Client().get("/my-data/").status_code == 403


def test_people_correct_their_own_record(account, reader):
    values = {"name": "Ama B. Owusu", "phone": "+999 1234", "language": "", "time_zone": "Africa/Accra"}

    answer = reader.post("/my-data/correct/", values)

    person = Person.objects.get(pk=account.person_id)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/my-data/")
    assert (person.name, person.folded_name, person.phone) == ("Ama B. Owusu", "ama b. owusu", "+999 1234")
    entry = Entry.objects.get(verb="people.person_corrected")
    assert entry.references["fields"] == ["name", "phone", "time_zone"]


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"phone": "call me"}, {"time_zone": "Nowhere/Land"}, {"language": "xx-nope"}]
)
def test_a_wrong_correction_is_told_and_nothing_changes(account, reader, change):
    answer = reader.post("/my-data/correct/", {"name": "Ama B.", "phone": "", **change})

    assert answer.status_code == 422
    assert Person.objects.get(pk=account.person_id).name == NAME


def test_nobody_corrects_somebody_else(account, world):
    other = world.accounts["lead"]

    with pytest.raises(Person.DoesNotExist):
        services.correct_record(
            person_id=account.person_id, name="X", certificate_name="", phone="", language="", time_zone="",
            actor=viewer_of(other), at=NOON,
        )  # fmt: skip


def test_a_consent_is_taken_back_and_its_answers_go(account, reader):
    consent = Consent.objects.get()

    answer = reader.post(f"/my-data/consents/{consent.pk}/withdraw/")
    again = reader.post(f"/my-data/consents/{consent.pk}/withdraw/")

    consent.refresh_from_db()
    assert (answer.status_code, again.status_code) == (302, 404)
    assert consent.withdrawn_at is not None
    assert not Donation.objects.exists()


def test_nobody_takes_back_the_consent_of_somebody_else(account, world):
    stranger = Client()
    log_in(stranger, world.accounts["lead"])

    assert stranger.post(f"/my-data/consents/{Consent.objects.get().pk}/withdraw/").status_code == 404
    assert Donation.objects.exists()


def test_people_erase_themselves_after_typing_their_address(account, reader):
    told = reader.get("/my-data/erase/").content.decode()
    wrong = reader.post("/my-data/erase/", {"email": "somebody@people.example"})
    right = reader.post("/my-data/erase/", {"email": account.email.upper()})

    assert "What stays, without your name" in told
    assert (wrong.status_code, right.status_code, right.headers["Location"]) == (422, 302, "/erased/")
    assert Person.objects.get(pk=account.person_id).name == "erased person"
    assert "You were erased" in reader.get("/erased/").content.decode()
    assert reader.get("/my-data/").status_code == 403
    assert not reader.login(username=address_of("officer"), password=PASSWORD)


def test_the_only_lead_reads_what_to_do_first(world):
    lead = Client()
    log_in(lead, world.accounts["lead"])

    answer = lead.post("/my-data/erase/", {"email": address_of("lead")})

    assert answer.status_code == 422
    assert "You are the only lead of Arva Open Source Office." in answer.content.decode()


def test_every_column_that_people_may_see_has_words(db):
    whose = [held for held in personal_tables() if held.personal.whose != Whose()]
    columns = {(held.label, field.name) for held in whose for field in columns_of(held)}

    assert {(label, name) for label, name in columns if name not in FIELD_WORDS and name not in UNSAID} == set()


def test_data_of_a_person_without_an_account_is_handed_out_by_an_operator(world, capfdbinary):
    from ospolis.web.program import main

    person = Person.objects.create(name="Kofi Mensah", email="kofi@people.example", realm="arva", created_at=NOON)

    assert main(["privacy", "copy", str(person.pk)]) == 0

    copy = json.loads(capfdbinary.readouterr().out)
    assert "Kofi Mensah" in json.dumps(copy)


def test_an_operator_erases_on_request_and_a_wrong_number_is_told(world, capsys):
    from ospolis.web.program import main

    person = Person.objects.create(name="Kofi Mensah", realm="arva", created_at=NOON - timedelta(days=1))

    assert (main(["privacy", "erase", str(person.pk)]), main(["privacy", "erase", str(person.pk)])) == (0, 2)
    assert Person.objects.get(pk=person.pk).name == "erased person"


def body_of(answer):
    """The whole text of a streamed answer."""
    return b"".join(answer.streaming_content).decode()


def test_an_officer_erases_somebody_without_an_account_by_the_name(
    account, reader, world, django_assert_max_num_queries
):
    own = Person.objects.create(name="Kofi Mensah", realm="arva", created_at=NOON)
    foreign = Person.objects.create(name="Esi Mensah", realm="belun", created_at=NOON)

    with django_assert_max_num_queries(15):
        told = reader.get(reverse("people:erase-person", args=[own.pk])).content.decode()
    wrong = reader.post(f"/people/{own.pk}/erase/", {"typed": "Kofi"})
    right = reader.post(f"/people/{own.pk}/erase/", {"typed": "kofi  mensah"})

    assert "Be sure who asks" in told
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert Person.objects.get(pk=own.pk).name == "erased person"
    with_account = world.accounts["lead"].person_id
    others = [reader.get(f"/people/{number}/erase/").status_code for number in (foreign.pk, with_account, own.pk)]
    assert others == [404, 404, 404]

"""A person can be erased: nothing that leads to the person is left anywhere, and everything that was counted stays."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.db.models import Count

from factories.cast import open_cast
from ospolis.core.access import Role, Viewer, system_viewer
from ospolis.core.files.models import StoredFile
from ospolis.core.journal.models import Entry
from ospolis.core.journal.verification import verify_chain
from ospolis.core.mail.models import Letter
from ospolis.institutions.models import Institution
from ospolis.offices.models import Office
from ospolis.people import services
from ospolis.people.models import (
    Account,
    Consent,
    Credential,
    Donation,
    Invitation,
    Membership,
    Merge,
    Participation,
    Person,
    RoleGrant,
    Sighting,
    Snapshot,
    Token,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OPERATOR = system_viewer("test")
AT_ONCE = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
NAME, ADDRESS, PHONE = "Amárë Owusu-Ñkrumah", "Amare.Owusu@people.example", "+999 123-456 78"
SPELLINGS = (
    NAME, "amare owusu", "amáre", "Owusu", "owusu-nkrumah", ADDRESS, ADDRESS.casefold(), "amare.owusu", PHONE,
    "+99912345678", "12345678", "Am\\u00e1r\\u00eb",
)  # fmt: skip


@pytest.fixture
def account(places, quick_passwords):
    """A person with something in every table."""
    opened = services.open_account(
        name=NAME, email=ADDRESS, password="corn-and-cassava-1", actor=OPERATOR, at=NOON, language="fr"
    )
    services.grant_role(
        person_id=opened.person_id, role=Role.OFFICER, starts=date(2025, 1, 1), office_key="arva", actor=OPERATOR,
        at=NOON,
    )  # fmt: skip
    fill_tables(opened)
    return opened


def fill_tables(account):
    """Give a person rows of every kind, in other spellings too."""
    person = account.person
    office, institution = Office.objects.get(key="arva"), Institution.objects.get(key="arva-registry")
    fill_record(person, office, institution)
    fill_account(account)
    fill_letters(person)


def fill_record(person, office, institution):
    """Rows that hang on the record."""
    Person.objects.filter(pk=person.pk).update(phone=PHONE, certificate_name=NAME.upper(), time_zone="Africa/Accra")
    Membership.objects.create(person=person, institution=institution, function=f"Desk of {NAME}")
    Sighting.objects.create(person=person, account_number=77, role="officer", realm="arva", day=NOON.date())
    consent = Consent.objects.create(
        person=person, purpose="counting", wording_version="1", form="registration", given_at=NOON
    )
    Donation.objects.create(
        person=person, consent=consent, dimension="sex", value="self_described", own_words=NAME, given_at=NOON,
        forget_after=NOON.date() + timedelta(30),
    )  # fmt: skip
    part = Participation.objects.create(
        person=person, office=office, activity="event", reference="convening.event:1", capacity="participant",
        state="attended", day=NOON.date(), recorded_at=NOON,
    )  # fmt: skip
    Credential.objects.create(
        person=person, participation=part, office=office, kind="course", title="Licences", holder_name=NAME,
        number="C-1", issued_at=NOON,
    )  # fmt: skip
    Snapshot.objects.create(
        office=office, activity="event", reference="convening.event:1", day=NOON.date(), capacity="participant",
        state="attended", dimension="sex", value="unknown", count=1, closed_at=NOON,
    )  # fmt: skip
    RoleGrant.objects.filter(person=person).update(reason=f"{NAME} knows it all")


def fill_account(account):
    """Rows that hang on the account, or on its address."""
    Invitation.objects.create(
        email=ADDRESS.upper(), name=f"{NAME} the second", starts=NOON.date(), digest="d1", invited_at=NOON,
        expires_at=NOON + timedelta(7),
    )  # fmt: skip
    Token.objects.create(
        account=account, name=f"laptop of {NAME}", hint="osp_ab", digest="d2", created_at=NOON,
        ends_at=NOON + timedelta(30),
    )  # fmt: skip
    StoredFile.objects.create(
        digest="f" * 64, size=1, media_type="text/csv", name="amare-owusu.csv", original_name=f"{NAME}.csv",
        realm="arva", added_by=account.pk, added_at=NOON,
    )  # fmt: skip
    for content in ({"_auth_user_id": str(account.pk)}, {"login": {"email": ADDRESS}}):
        session = SessionStore()
        session.update(content)
        session.save()


def fill_letters(person):
    """A letter to the person, and one to somebody else that speaks of the person."""
    for reader, to in ((f"person:{person.pk}", ADDRESS), ("person:9999", "lead@people.example")):
        Letter.objects.create(
            message_id=f"<{reader}@test>", kind="people.test", reader=reader, to=to, language="en", state="sent",
            subject=f"About {NAME}", body=[{"part": "text", "words": f"Dear {NAME}, call {PHONE}"}], asked_by="test",
            queued_at=NOON, ended_at=NOON,
        )  # fmt: skip


def test_after_an_erasure_a_raw_search_finds_nothing(account):
    assert {where for where, _ in find_everywhere(SPELLINGS)} >= {
        "people_person", "people_account", "core_letter", "people_invitation", "people_token", "core_storedfile",
        "people_rolegrant", "people_membership", "people_donation", "people_credential", "django_session",
    }  # fmt: skip

    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert find_everywhere(SPELLINGS) == []
    assert verify_chain().broken is None


def test_what_was_counted_stays_counted(account):
    before = totals()

    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert totals() == before
    person = Person.objects.get(pk=account.person_id)
    assert (person.name, person.email, person.erased_at) == ("erased person", "", NOON)
    assert not Account.objects.filter(pk=account.pk).exists()
    assert list(RoleGrant.objects.filter(person=person).values_list("ends", "reason")) == [(NOON.date(), "")]


def test_a_credential_stays_with_its_holders_name_if_the_holder_wishes(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON, keeps_credentials=True)

    kept = Credential.objects.get()
    assert (kept.person_id, kept.participation_id, kept.holder_name, kept.status) == (None, None, NAME, "valid")
    assert {where for where, _ in find_everywhere(SPELLINGS)} == {"people_credential"}


def test_letters_that_were_kept_as_files_go_too(account, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.OSPOLIS = dataclasses.replace(settings.OSPOLIS, data_dir=tmp_path)
    (tmp_path / "mail").mkdir()
    for number, to in enumerate((ADDRESS, "somebody@people.example"), 1):
        message = EmailMessage()
        message["To"], message["Subject"] = to, "A letter"
        message.set_content("Good day.")
        (tmp_path / "mail" / f"{number}.eml").write_bytes(bytes(message))

    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["2.eml"]


def test_the_entry_of_an_erasure_names_nobody(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    entry = Entry.objects.filter(verb="people.person_erased").get()
    assert sorted(entry.references) == ["person_id", "records", "rows"]


def test_nobody_is_erased_twice(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    with pytest.raises(Person.DoesNotExist):
        services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)


def test_both_records_go_while_their_merge_could_still_be_undone(account):
    kept = account.person
    gone = Person.objects.create(
        name="A. Owusu", email="a.owusu@old.example", realm="arva", created_at=NOON, merged_into=kept
    )
    Merge.objects.create(kept=kept, gone=gone, before={"phone": "+999 777 777"}, merged_at=NOON)

    services.erase_person(person_id=gone.pk, actor=OPERATOR, at=NOON)

    assert find_everywhere((*SPELLINGS, "a.owusu@old.example", "777 777")) == []
    assert set(Person.objects.filter(pk__in=[kept.pk, gone.pk]).values_list("name", flat=True)) == {"erased person"}
    assert not Merge.objects.exists()


def test_an_open_invitation_of_an_erased_person_opens_nothing(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert not Invitation.objects.exists()


def test_somebody_without_an_account_is_erased(places):
    person = Person.objects.create(name=NAME, email=ADDRESS, phone=PHONE, realm="arva", created_at=NOON)

    services.erase_person(person_id=person.pk, actor=OPERATOR, at=NOON)

    assert find_everywhere(SPELLINGS) == []


def test_somebody_else_cannot_erase_a_person(account):
    stranger = Viewer(pk=account.pk + 1, label="account:0")

    with pytest.raises(Person.DoesNotExist):
        services.erase_person(person_id=account.person_id, actor=stranger, at=NOON)


def test_the_only_lead_hands_over_first(places, quick_passwords):
    cast = open_cast()
    lead = cast["lead"].person_id

    with pytest.raises(services.LastLead, match="Arva Open Source Office"):
        services.erase_person(person_id=lead, actor=OPERATOR, at=NOON)

    services.grant_role(
        person_id=cast["officer"].person_id, role=Role.LEAD, starts=NOON.date(), office_key="arva", actor=OPERATOR,
        at=NOON,
    )  # fmt: skip
    services.erase_person(person_id=lead, actor=OPERATOR, at=NOON)
    assert Person.objects.get(pk=lead).erased_at == NOON


def test_other_people_keep_everything(account, quick_passwords):
    other = services.open_account(
        name="Amari Owusuwa", email="amari@people.example", password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )

    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert Person.objects.get(pk=other.person_id).name == "Amari Owusuwa"
    assert Account.objects.get(pk=other.pk).email == "amari@people.example"


@AT_ONCE
@pytest.mark.django_db(transaction=True)
def test_of_two_erasures_at_once_one_does_it(quick_passwords):
    person = Person.objects.create(name=NAME, email=ADDRESS, created_at=NOON)
    outcomes = run_at_once(2, lambda: services.erase_person(person_id=person.pk, actor=OPERATOR, at=NOON))

    assert sorted(map(str, outcomes)) == ["DoesNotExist", "None"]
    assert Entry.objects.filter(verb="people.person_erased").count() == 1


@AT_ONCE
@pytest.mark.django_db(transaction=True)
def test_taking_part_at_the_moment_of_the_erasure_leaves_no_name(request):
    request.getfixturevalue("places")
    person = Person.objects.create(name=NAME, email=ADDRESS, created_at=NOON)
    office = Office.objects.get(key="arva")
    ready = threading.Barrier(2)
    turns = iter((True, False))

    def act():
        erases = next(turns)
        ready.wait(10)
        if erases:
            services.erase_person(person_id=person.pk, actor=OPERATOR, at=NOON)
        else:
            Participation.objects.create(
                person_id=person.pk, office=office, activity="event", reference="convening.event:2",
                capacity="participant", state="registered", day=NOON.date(), recorded_at=NOON,
            )  # fmt: skip

    assert run_at_once(2, act) == [None, None]
    assert find_everywhere(SPELLINGS) == []
    assert Participation.objects.get().person_id == person.pk


def run_at_once(count, act):
    """Run a call in several threads; return what came of each: None, or the name of the error."""
    outcomes = []

    def run():
        try:
            act()
            outcomes.append(None)
        except Person.DoesNotExist:
            outcomes.append("DoesNotExist")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def totals():
    """Every number that a published table could be made of."""
    taken = Participation.objects.order_by("reference").values("reference", "state", "institution")
    return (
        list(taken.annotate(people=Count("person", distinct=True))),
        list(Snapshot.objects.values("reference", "dimension", "value", "count")),
        RoleGrant.objects.count(),
    )


def find_everywhere(words):
    """Search every column of every table for words as they are written, sessions decoded; return where they stand."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a name of ours
            for row in cursor.fetchall():
                text = " ".join(map(str, row))
                if table == "django_session":
                    text += str(SessionStore().decode(row[1]))
                found += [(table, word) for word in words if word.casefold() in text.casefold()]
    return found

"""The journal as a tool: who reads which entries, filters, one entry, the way out, and whether it holds."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from factories.cast import viewer_of
from ospolis.core.access import ANYBODY
from ospolis.core.journal import INSTALLATION, record, wording
from ospolis.core.journal.audits import audit_journal, note_audit
from ospolis.core.journal.heads import sign_heads
from ospolis.core.journal.models import ChainHead, Entry
from ospolis.core.journal.selectors import JournalQuestion, entries_seen_by, realms_of_record
from ospolis.core.journal.wording import name_actors, set_actor_names, words_of
from ospolis.core.paging import take_page
from ospolis.offices.events import OfficeDeclared
from ospolis.people.events import RoleGranted
from web.test_pages import text_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seen(world, persona: str, realm: str) -> set[str]:
    return set(entries_seen_by(viewer_of(world.accounts.get(persona)), realm).values_list("verb", flat=True))


def test_each_role_reads_what_is_its_own(world):
    event = RoleGranted(person_id=1, role="officer", office_key="arva", institution_key="")
    record(event, actor=viewer_of(world.accounts["lead"]), at=NOON, realm="arva")
    everything = set(Entry.objects.filter(realm="arva").values_list("verb", flat=True))
    of_safety = {verb for verb in everything if verb.startswith(("people.", "core."))}

    assert of_safety and of_safety < everything
    assert seen(world, "officer", "arva") == seen(world, "lead", "arva") == everything
    assert seen(world, "programme", "arva") == {verb for verb in everything if not verb.startswith("people.")}
    assert seen(world, "operator", "arva") == of_safety
    assert seen(world, "operator", INSTALLATION) != set()
    assert seen(world, "officer", "belun") == seen(world, "officer", INSTALLATION) == set()
    assert seen(world, "programme", INSTALLATION) == set()
    for persona in ("nobody", "participant", "focal point"):
        assert seen(world, persona, "arva") == set()
    assert realms_of_record(ANYBODY, "office", "arva") == []


@pytest.mark.parametrize("persona", ["officer", "lead", "programme", "operator"])
@pytest.mark.parametrize(
    "address",
    ["/journal/?office=arva", "/journal/institution/arva-registry/", "/journal/check/"],
)
def test_pages_of_the_journal_cost_few_queries(world, client, django_assert_max_num_queries, persona, address):
    client.force_login(world.accounts[persona])
    client.get("/about/")

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/journal/office/arva/", "/journal/entry/arva/1/"])
def test_an_entry_and_a_record_cost_few_queries(world, client, django_assert_max_num_queries, address):
    client.force_login(world.accounts["officer"])
    client.get("/about/")

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_the_journal_says_in_words_what_happened_and_by_whom(world, client):
    client.force_login(world.accounts["officer"])
    words = text_of(client.get("/journal/"))

    assert "Journal: Arva" in words
    assert words_of("offices.office_declared") in words
    assert "the system (" in words
    assert "not examined yet" in words


def test_filters_narrow_and_an_empty_answer_says_so(world, client):
    client.force_login(world.accounts["officer"])
    verb = "offices.office_declared"

    narrowed = client.get(f"/journal/?office=arva&verb={verb}&kind=office&since=2000-01-01&until=2100-01-01")
    assert {line.words for line in narrowed.context_data["shown"].lines} == {words_of(verb)}
    assert "No entry fits" in text_of(client.get("/journal/?until=1999-12-31"))
    assert "No entry fits" in text_of(client.get("/journal/?actor=987654321"))
    everything = len(client.get("/journal/").context_data["shown"].lines)
    for nonsense in ("since=2026-99-99", "verb=no.such", "actor=x'--", "kind=%3Cscript%3E"):
        assert len(client.get(f"/journal/?{nonsense}").context_data["shown"].lines) == everything


def test_days_of_a_filter_are_both_included(world):
    viewer = viewer_of(world.accounts["officer"])
    event = OfficeDeclared(office_key="arva", host_key="arva-digital", scope="country")
    record(event, actor=viewer, at=datetime(2031, 5, 6, 23, 59, tzinfo=UTC), realm="arva")
    day = datetime(2031, 5, 6, tzinfo=UTC).date()
    ask = entries_seen_by(viewer, "arva", JournalQuestion(since=day, until=day))
    assert ask.count() == 1
    assert entries_seen_by(viewer, "arva", JournalQuestion(until=day - timedelta(days=1), since=day)).count() == 0


def test_a_long_journal_is_paged_by_key(world, client):
    viewer = viewer_of(world.accounts["officer"])
    for number in range(60):
        event = RoleGranted(person_id=number, role="officer", office_key="arva", institution_key="")
        record(event, actor=viewer, at=NOON + timedelta(seconds=number), realm="arva")
    client.force_login(world.accounts["officer"])
    first = client.get("/journal/").context_data["shown"]
    second = (
        client.get(first.rows.next).context_data["shown"]
        if first.rows.next.startswith("/")
        else client.get(f"/journal/{first.rows.next}").context_data["shown"]
    )

    assert (len(first.lines), second.rows.first) == (50, 51)
    assert not {line.number for line in first.lines} & {line.number for line in second.lines}


def test_one_entry_shows_what_it_holds_and_its_place_in_the_chain(world, client):
    client.force_login(world.accounts["officer"])
    entry = Entry.objects.get(realm="arva", sequence=2)
    unsigned = text_of(client.get("/journal/entry/arva/2/"))
    sign_heads(at=NOON)
    words = text_of(client.get("/journal/entry/arva/2/"))

    assert "not yet; heads are signed" in unsigned
    for part in (entry.hash, entry.previous_hash, entry.verb, "arva/2", "with the head at entry"):
        assert part in words


def test_a_record_leads_to_its_own_page_and_its_history(world, client):
    client.force_login(world.accounts["officer"])

    assert b'href="/institutions/arva-registry/"' in client.get("/journal/institution/arva-registry/").content
    assert "History of office arva" in text_of(client.get("/journal/office/arva/"))


def test_an_export_streams_what_is_shown_and_leaves_an_entry(world, client):
    client.force_login(world.accounts["officer"])
    count = Entry.objects.filter(realm="arva").count()
    answer = client.get("/journal/export.csv?office=arva&since=2000-01-01")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    last = Entry.objects.filter(realm="arva").latest("sequence")

    assert (last.verb, last.references["narrowed_to"]) == ("web.journal_exported", "since=2000-01-01")
    assert len(rows) == count + 1
    assert {row["journal"] for row in rows} == {"arva"}
    found = json.loads(b"".join(client.get("/journal/export.json").streaming_content))
    assert found[0]["what"] == words_of("web.journal_exported")
    client.head("/journal/export.json")
    assert Entry.objects.filter(verb="web.journal_exported").count() == 2
    assert client.get("/journal/export.xlsx").status_code == 404


def test_an_export_of_somebody_who_oversees_holds_only_what_they_may_read(world, client):
    client.force_login(world.accounts["operator"])
    rows = b"".join(client.get("/journal/export.csv?office=arva").streaming_content).decode()

    assert "offices.office_declared" not in rows
    assert "web.journal_exported" not in rows


def test_the_state_of_the_journal_is_told_with_the_first_broken_entry(world, client):
    client.force_login(world.accounts["operator"])
    assert "was not examined yet" in text_of(client.get("/journal/check/"))
    note_audit(report=audit_journal(), at=NOON)
    whole = text_of(client.get("/journal/check/"))
    ChainHead.objects.filter(realm="arva").update(sequence=10_000)
    note_audit(report=audit_journal(), at=NOON + timedelta(hours=1))
    broken = text_of(client.get("/journal/check/"))

    assert "Every entry stands as it was written" in whole
    assert "ospolis verify-journal --key" in whole
    assert "The first entry that does not hold is number" in broken
    assert "broken" in text_of(client.get("/journal/?office=arva"))


def test_names_of_actors_come_from_whoever_registers_them(monkeypatch):
    monkeypatch.setattr(wording, "_find_names", wording._find_names)
    assert name_actors(ANYBODY, ["account:7", "system"]) == {
        "account:7": "account 7",
        "system": "the system (system)",
    }
    set_actor_names(lambda viewer, accounts: dict.fromkeys(accounts, "Somebody"))
    assert name_actors(ANYBODY, ["account:7"]) == {"account:7": "Somebody"}


def test_pages_of_the_journal_name_people_to_those_who_may_know_them(world, client):
    event = RoleGranted(person_id=1, role="officer", office_key="arva", institution_key="")
    entry = OfficeDeclared(office_key="arva", host_key="arva-digital", scope="country")
    lead = world.accounts["lead"]
    record(event, actor=viewer_of(lead), at=NOON, realm="arva")
    record(entry, actor=viewer_of(lead), at=NOON, realm="arva")

    def actors(persona):
        client.force_login(world.accounts[persona])
        lines = client.get("/journal/?office=arva").context_data["shown"].lines
        return {line.actor for line in lines if "system" not in line.actor}

    assert (actors("officer"), actors("operator")) == ({"lead"}, {"lead"})
    assert actors("programme") == {f"account {lead.pk}"}


def test_no_page_of_the_journal_is_read_by_offset(world):
    page = take_page(
        entries_seen_by(viewer_of(world.accounts["officer"]), "arva"), order=("-at", "-id"), query={}, size=2
    )
    assert len(page.rows) == 2

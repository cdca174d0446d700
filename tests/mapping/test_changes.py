"""What a run finds different from the run before: its rows, its page, its feed, and the desk."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.collecting import SOURCES, collect_again, naming, saying
from factories.places import NOON, OPERATOR
from ospolis.evidence.models import Fact
from ospolis.evidence.services import end_facts
from ospolis.mapping import critical
from ospolis.mapping.models import Change, KnownPackage, Repository, Run
from ospolis.mapping.services import changes as changes_service
from ospolis.mapping.services.changes import note_changes
from ospolis.mapping.services.sources import DeclaredSource, declare_sources

ATOM = "{http://www.w3.org/2005/Atom}"
CIVIL = "arva-registry-civil"


@pytest.fixture(autouse=True)
def nothing_kept():
    """What pages keep in memory from other tests is gone."""
    caches["memory"].clear()


def told():
    rows = Change.objects.filter(realm="arva").order_by("-id")
    return [(row.kind, row.subject, row.part, row.before, row.after) for row in rows]


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_first_collection_has_nothing_to_be_compared_with(world, client):
    assert told() == []
    assert list(KnownPackage.objects.filter(realm="arva").values_list("package", flat=True)) == ["pypi:django"]
    assert "There is nothing to compare with yet" in text_of(client.get("/changes/?office=arva"))


def test_a_new_commit_that_changes_nothing_is_no_change(world, client):
    collect_again(1)
    collect_again(2)

    assert told() == []
    assert "Nothing changed" in text_of(client.get("/changes/?office=arva"))


def test_licence_practices_and_packages_are_told_once(world):
    collect_again(1)
    say = saying(licence_declared="MIT", security_policy="met", readme="not-met")
    run = collect_again(2, say=lambda findings: naming("flask", "attrs")(say(findings)))
    expected = [
        ("licence", CIVIL, "", "EUPL-1.2", "MIT"),
        ("practice-won", CIVIL, "security-policy", "not-met", "met"),
        ("practice-lost", CIVIL, "readme", "met", "not-met"),
        ("new-packages", CIVIL, "", "", "pypi:attrs, pypi:flask"),
    ]

    assert told() == expected
    note_changes(run_id=run.pk, actor=OPERATOR, at=NOON + timedelta(days=2))
    assert told() == expected
    collect_again(3, say=lambda findings: naming("flask")(say(findings)))
    assert told() == expected


def test_another_method_is_no_other_repository(world):
    collect_again(1)
    collect_again(2, say=saying(licence_declared="MIT", readme="not-met"), version="2")

    assert told() == []


@pytest.mark.parametrize("portion", [1, 500])
def test_repositories_come_and_go(world, client, monkeypatch, portion):
    monkeypatch.setattr(changes_service, "_BATCH", portion)
    collect_again(1)
    new = DeclaredSource("arva-registry", "git", "https://code.arva.example/births.git", line=9)
    changes = declare_sources(realm="arva", sources=[SOURCES["arva"][1], new], actor=OPERATOR, at=NOON)
    gone = [("repository", key) for key in changes.repositories]
    day = NOON + timedelta(days=2)
    end_facts(realm="arva", subjects=gone, source_keys=changes.withdrawn, actor=OPERATOR, at=day)
    collect_again(2)

    assert [row[:2] for row in told()] == [("new-repository", "arva-registry-births"), ("gone-repository", CIVIL)]
    page = client.get("/changes/?office=arva").content.decode()
    assert f'href="/repositories/{CIVIL}/"' not in page
    assert 'href="/repositories/arva-registry-births/"' in page


def test_a_package_that_many_name_is_critical(world, monkeypatch):
    monkeypatch.setattr(critical, "FEWEST_REPOSITORIES", 1)
    collect_again(1)
    collect_again(2, say=naming("flask"))
    fact = Fact.objects.get(measure=critical.MEASURE, part="pypi:flask")

    assert ("critical-package", "arva", "pypi:flask", "", "") in told()
    assert (fact.number, fact.detail["of repositories"]) == (1.0, 1)
    assert "pypi:django" in set(Fact.objects.filter(measure=critical.MEASURE).values_list("part", flat=True))


def test_the_rule_for_critical_packages():
    assert [critical.least_repositories(n) for n in (0, 1, 30, 31, 1_000)] == [3, 3, 3, 4, 100]


def test_every_change_opens_its_evidence(world, client):
    collect_again(1)
    collect_again(2, say=saying(licence_declared="MIT", security_policy="met"))
    page = client.get("/changes/?office=arva").content.decode()
    whys = set(re.findall(r'href="(/why/f\d+/)"', page))

    assert len(whys) == len(told()) == 2
    assert {client.get(why).status_code for why in whys} == {200}


def test_the_page_is_narrowed_and_never_costs_more(world, client, django_assert_max_num_queries):
    collect_again(1)
    collect_again(2, say=saying(licence_declared="MIT", security_policy="met"))
    said = text_of(client.get("/changes/?office=arva&institution=arva-registry&kind=licence"))

    assert "Narrowed to Other licence, " in said
    assert said.count("Its declared licence was EUPL-1.2 and is MIT now.") == 1
    assert "No change fits" in text_of(client.get("/changes/?office=arva&institution=nobody"))
    few = count_queries(client, "/changes/?office=arva")
    add_changes(120)
    assert count_queries(client, "/changes/?office=arva") == few
    caches["memory"].clear()
    with django_assert_max_num_queries(8):
        client.get("/changes/?office=arva")


def add_changes(number):
    """So many changes more, each of a part of its own."""
    run, fact = Run.objects.filter(realm="arva").latest("number"), Fact.objects.filter(subject_key=CIVIL).first()
    repository = Repository.objects.get(key=CIVIL)
    Change.objects.bulk_create(
        Change(
            run=run, realm="arva", kind="practice-won", subject=CIVIL, part=f"part {n}", fact=fact, at=NOON,
            repository=repository, institution=repository.institution,
        )
        for n in range(number)
    )  # fmt: skip


def count_queries(client, address):
    caches["memory"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_follow_one_another(world, client):
    collect_again(1)
    add_changes(60)
    first = client.get("/changes/?office=arva").content.decode()
    following = re.search(r'href="(\?[^"]*page=[^"]*)"', first)

    assert first.count('<span class="side s">') == 50
    second = client.get(f"/changes/{following[1].replace('&amp;', '&')}").content.decode()
    assert second.count('<span class="side s">') == 10


def read_feed(client, address="/changes/feed.atom?office=arva"):
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content.decode())  # noqa: S314  # our own text


def test_the_feed_is_atom_with_ids_that_stay(world, client):
    collect_again(1)
    empty = read_feed(client)
    assert (empty.tag, empty.findall(f"{ATOM}entry")) == (f"{ATOM}feed", [])

    collect_again(2, say=saying(licence_declared="MIT"))
    feed = read_feed(client)
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]

    for element in (feed, *entries):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"alternate", "self"}
    assert feed.findtext(f"{ATOM}id") == empty.findtext(f"{ATOM}id")
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == ["2026-11-04T12:00:00+00:00"]
    assert len(ids) == 1 and all(one.startswith("urn:uuid:") for one in ids)
    assert "/why/f" in entries[0].findtext(f"{ATOM}summary")

    run = Run.objects.filter(realm="arva").latest("number")
    note_changes(run_id=run.pk, actor=OPERATOR, at=NOON + timedelta(days=2))
    assert [entry.findtext(f"{ATOM}id") for entry in read_feed(client).findall(f"{ATOM}entry")] == ids
    narrow = read_feed(client, "/changes/feed.atom?office=arva&institution=arva-registry")
    assert len(narrow.findall(f"{ATOM}entry")) == 1


def test_names_that_xml_refuses_cost_no_feed(world, client):
    collect_again(1)
    collect_again(2, say=saying(licence_declared="<b>&\x01\x0b"))
    Repository.objects.filter(key=CIVIL).update(name="a\x02<script>")

    titles = [entry.findtext(f"{ATOM}title") for entry in read_feed(client).findall(f"{ATOM}entry")]
    assert any("a <script>" in title for title in titles)
    assert b"<script>alert" not in client.get("/changes/?office=arva").content


def test_the_desk_shows_the_newest(world, client):
    client.force_login(world.accounts["officer"])
    assert "will say so here" in text_of(client.get("/desk/?office=arva"))
    collect_again(1)
    collect_again(2, say=saying(security_policy="met"))

    said = text_of(client.get("/desk/?office=arva"))
    assert "Security policy: this was missing and is there now." in said


def test_what_is_new_is_told_by_the_run_and_not_by_the_clock(world):
    first = collect_again(2)
    Run.objects.filter(pk=first.pk).update(finished_at=NOON)
    Fact.objects.filter(realm="arva").update(recorded_at=NOON + timedelta(days=9))

    collect_again(3, say=saying(licence_declared="MIT"))

    assert told() == [("licence", CIVIL, "", "EUPL-1.2", "MIT")]


def test_a_repository_that_is_gone_is_told_once_though_the_clock_stands_still(world):
    collect_again(2)
    end_facts(realm="arva", subjects=[("repository", CIVIL)], source_keys=(), actor=OPERATOR, at=NOON)
    Run.objects.filter(realm="arva").update(finished_at=NOON)
    declare_sources(realm="arva", sources=SOURCES["arva"][1:], actor=OPERATOR, at=NOON)
    collect_again(2)
    assert [kind for kind, *_ in told()] == ["gone-repository"]
    Run.objects.filter(realm="arva").update(finished_at=NOON)
    collect_again(2)

    assert [kind for kind, *_ in told()] == ["gone-repository"]


def end_repository(at):
    """Withdraw a repository as somebody does beside the runs, by a clock of theirs."""
    end_facts(realm="arva", subjects=[("repository", CIVIL)], source_keys=(), actor=OPERATOR, at=at)
    declare_sources(realm="arva", sources=SOURCES["arva"][1:], actor=OPERATOR, at=at)


@pytest.mark.parametrize("hours", [-9, 0, 9])
def test_what_ended_during_the_first_run_is_not_told_by_the_next_whatever_the_clocks_say(world, hours):
    first = Run.objects.get(realm="arva")
    end_repository(first.finished_at + timedelta(hours=hours))
    note_changes(run_id=first.pk, actor=OPERATOR, at=NOON)
    collect_again(2)

    assert told() == []


@pytest.mark.parametrize("hours", [-9, 0, 9])
def test_what_ended_after_a_run_looked_is_told_by_the_next_whatever_the_clocks_say(world, hours):
    end_repository(Run.objects.get(realm="arva").finished_at + timedelta(hours=hours))
    collect_again(2)
    collect_again(3)

    assert [row[:2] for row in told()] == [("gone-repository", CIVIL)]


def test_a_run_of_an_older_version_is_compared_by_its_end(world):
    Run.objects.filter(realm="arva").update(last_fact=None, last_entry=None)

    collect_again(2, say=saying(licence_declared="MIT"))

    assert [kind for kind, *_ in told()] == ["licence"]

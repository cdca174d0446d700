"""/why/: from a number to what counted, from there to each fact, and from a fact to its file, line and commit."""

from __future__ import annotations

import csv
import io
import re

import pytest

from factories.collecting import COMMIT
from factories.places import NOON
from ospolis.evidence.models import Fact, Figure

pytestmark = pytest.mark.django_db
CLARITY = "/why/repositories-clear-licence.office.arva/"
MOST_QUERIES = 12


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_figure_tells_what_counted_what_did_not_and_why(world, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/why/systems-open.office.arva/")
    words = text_of(page)

    # open 1 of the known 3 (open, proprietary, mixed), 1 unknown: 33 %
    assert "33 % of the systems are open source" in words
    assert "1 ÷ 3 = 33.3 %" in words
    assert "1 is not known. Depending on it, the share lies between 25 and 50 %." in words
    assert [(row.state, row.facts, row.part) for row in page.context_data["why"].states] == [
        ("mixed", "1", "Counts in the whole, not in the share"),
        ("open", "1", "Counts"),
        ("proprietary", "1", "Counts in the whole, not in the share"),
        ("unknown", "1", "Left out: not known"),
    ]


def test_the_arithmetic_is_rounded_and_not_cut(world, client):
    Figure.objects.filter(key="systems-open.office.arva").update(numerator=2, denominator=3)

    # 2 / 3 = 66.66... %
    assert "2 ÷ 3 = 66.7 %" in text_of(client.get("/why/systems-open.office.arva/"))


def test_the_facts_can_be_narrowed_to_one_state(world, client):
    page = client.get("/why/systems-open.office.arva/?state=unknown")

    assert [fact.subject for fact in page.context_data["why"].facts] == ["arva-forms"]
    assert [row.state for row in page.context_data["why"].states if row.is_shown] == ["unknown"]


@pytest.mark.parametrize("state", ["nonsense", "%01", "' OR 1=1", ""])
def test_a_state_that_no_fact_is_in_narrows_nothing(world, client, state):
    assert len(client.get(f"/why/systems-open.office.arva/?state={state}").context_data["why"].facts) == 4


def test_what_was_left_out_stands_there_with_its_reason(world, client):
    words = text_of(client.get(CLARITY))

    assert "Repositories with a clear licence: not known yet" in words
    assert "needs-look" in words
    assert "vendor/NOTICE: two texts in one file" in words


def test_every_fact_of_a_figure_opens(world, client):
    page = client.get(CLARITY)
    links = [fact.url for fact in page.context_data["why"].facts]

    assert [client.get(link).status_code for link in links] == [200]


def test_a_fact_names_its_file_line_commit_method_and_source(world, client, django_assert_max_num_queries):
    fact = Fact.objects.get(measure="repository.licence-clarity", realm="arva")
    with django_assert_max_num_queries(MOST_QUERIES):
        words = text_of(client.get(f"/why/f{fact.pk}/"))

    for part in (
        "LICENSE, line 1",
        COMMIT,
        "https://code.arva.example/civil.git",
        "licences",
        "read from a repository",
    ):
        assert part in words
    assert client.get(f"/collection/{fact.source_key}/").status_code == 200


def test_a_fact_that_holds_no_longer_says_so_and_leads_on(world, client):
    old, new = Fact.objects.filter(realm="arva", measure="repository.state")[0], Fact.objects.latest("id")
    Fact.objects.filter(pk=old.pk).update(superseded_by=new, ended_at=NOON)

    page = client.get(f"/why/f{old.pk}/").content.decode()

    assert ("This fact holds no longer" in page, f"/why/f{new.pk}/" in page) == (True, True)


def test_the_figure_before_is_told_with_its_date(world, client):
    held = Figure.objects.get(key="systems-open.office.arva")
    Figure.objects.filter(pk=held.pk).update(is_current=False)
    held.pk, held.value = None, 60.0
    held.save(force_insert=True)

    assert "33 %, 2 November 2026" in text_of(client.get("/why/systems-open.office.arva/"))


def test_a_figure_without_facts_says_so(world, client):
    page = text_of(client.get("/why/systems-open.institution.arva-post/"))

    assert "No fact was recorded yet that this number could rest on." in page
    assert "No fact stands behind this number" in page


def test_the_table_of_facts_holds_all_of_them(world, client):
    answer = client.get("/why/systems-open.office.arva/facts.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert {row["subject"]: row["text"] for row in rows} == {
        "arva-civil": "open", "arva-records": "proprietary", "arva-forms": "unknown", "arva-mixed": "mixed",
    }  # fmt: skip


def test_every_current_figure_opens(world, client):
    keys = Figure.objects.filter(is_current=True, realm="belun").values_list("key", flat=True)

    assert {client.get(f"/why/{key}/").status_code for key in keys} == {200}


@pytest.mark.parametrize(
    "address",
    [
        "/why/f999999999999999999999999/",
        "/why/f0/",
        "/why/nothing/",
        "/why/systems-open.office.nowhere/",
        "/why/%01/",
        "/why/a%27b/",
        "/why/" + "a" * 300 + "/",
        "/why/nothing/facts.csv",
    ],
)
def test_what_is_no_figure_and_no_fact_is_nothing(world, client, address):
    assert client.get(address).status_code == 404

"""The ledger only grows: a newer fact supersedes, what is no longer said ends, and the past stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.places import NOON, OPERATOR
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.evidence.ledger import LedgerChange, NewFact, Origin, Whole
from ospolis.evidence.models import CurrentValue, Fact, Figure
from ospolis.evidence.selectors import (
    count_facts_of_figure,
    count_states,
    current_facts,
    facts_are_complete,
    facts_of_figure,
    figures_of,
    first_facts_of_figure,
    get_figure,
    history_of_fact,
    previous_figure,
    values_of_subject,
)
from ospolis.evidence.services import UnknownMeasure, compute_figures, record_facts

pytestmark = pytest.mark.django_db
LATER, LATEST = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
ORIGIN = Origin("source-1", "scan", "licences", "1", repository="https://code.example/a", commit="a" * 40)
READ = NewFact("repository", "a", "repository.state", "arva-post", text="read")
LINES = NewFact("repository", "a", "repository.code-lines", "arva-post", number=10.0)
PYTHON = NewFact("repository", "a", "repository.code-lines", "arva-post", part="Python", number=10.0)


def add(*facts, origin=ORIGIN, at=NOON, whole=()):
    return record_facts(realm="arva", origin=origin, facts=facts, whole=whole, actor=OPERATOR, at=at)


def compute(at):
    return compute_figures(realm="arva", institutions=["arva-post"], run_key="arva-1", actor=OPERATOR, at=at)


def said():
    return [(fact.measure, fact.part, fact.text or fact.number) for fact in current_facts(ANYBODY, "arva")]


def test_new_facts_are_added_with_where_they_come_from_and_one_entry():
    assert add(READ, LINES, PYTHON) == LedgerChange(new=3)

    fact = Fact.objects.get(measure="repository.state")
    assert (fact.commit, fact.method, fact.unit, fact.recorded_at) == ("a" * 40, "licences", "state", NOON)
    assert list(Entry.objects.values_list("verb", "references")) == [
        ("evidence.facts_recorded", {"source_key": "source-1", "new": 3, "unchanged": 0, "ended": 0})
    ]


def test_the_same_facts_again_add_nothing_even_from_a_new_commit():
    add(READ, LINES)

    assert add(READ, LINES, origin=replace(ORIGIN, commit="b" * 40), at=LATER) == LedgerChange(unchanged=2)
    assert (Fact.objects.count(), Entry.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "changed",
    [
        replace(READ, text="partial"),
        replace(READ, institution_key="arva-health"),
        replace(READ, path="a.py"),
        replace(READ, line_start=3),
        replace(READ, detail={"why": "limit"}),
        replace(READ, method_version="2"),
        replace(READ, provenance="metadata"),
    ],
)
def test_a_fact_that_says_something_else_supersedes_the_one_before(changed):
    add(READ)

    assert add(changed, at=LATER) == LedgerChange(new=1)

    first, second = Fact.objects.order_by("id")
    assert (first.superseded_by_id, first.ended_at, second.ended_at) == (second.pk, LATER, None)
    assert CurrentValue.objects.get().fact_id == second.pk
    assert history_of_fact(ANYBODY, second) == [first]


def test_facts_of_different_parts_stand_side_by_side():
    add(LINES, PYTHON)

    assert add(replace(PYTHON, number=12.0), at=LATER) == LedgerChange(new=1)
    assert said() == [("repository.code-lines", "", 10.0), ("repository.code-lines", "Python", 12.0)]


def test_the_last_of_two_facts_of_one_place_counts():
    add(READ, replace(READ, text="partial"))

    assert said() == [("repository.state", "", "partial")]


def test_what_a_whole_batch_no_longer_says_has_ended_and_nothing_else():
    other = replace(READ, subject_key="b")
    add(READ, LINES, PYTHON, other)
    lines = Whole("repository", "a", frozenset({"repository.code-lines"}))

    change = add(LINES, at=LATER, whole=[lines])

    assert change == LedgerChange(new=0, unchanged=1, ended=1)
    assert Fact.objects.get(part="Python").ended_at == LATER
    assert [value.measure for value in values_of_subject(ANYBODY, "repository", "a")] == [
        "repository.code-lines",
        "repository.state",
    ]
    assert Fact.objects.get(subject_key="b").ended_at is None


def test_a_whole_batch_that_says_nothing_ends_everything_it_covers():
    add(READ, LINES)

    everything = Whole("repository", "a", frozenset({"repository.state", "repository.code-lines"}))

    assert add(at=LATER, whole=[everything]) == LedgerChange(ended=2)
    assert said() == []


def test_a_fact_that_ended_may_be_said_again():
    add(READ)
    add(at=LATER, whole=[Whole("repository", "a", frozenset({"repository.state"}))])

    assert add(READ, at=LATEST) == LedgerChange(new=1)
    assert [fact.ended_at for fact in Fact.objects.order_by("id")] == [LATER, None]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(READ, measure="repository.colour"),
        replace(READ, subject_kind="system"),
        replace(READ, text="finished"),
    ],
)
def test_a_fact_that_the_reference_does_not_know_is_refused_with_its_whole_batch(wrong):
    with pytest.raises(UnknownMeasure):
        add(LINES, wrong)

    assert (Fact.objects.count(), Entry.objects.count()) == (0, 0)


def test_long_texts_are_cut_to_what_the_table_holds():
    add(replace(LINES, text="x" * 900, part="y" * 900, path="z" * 9000, record="r" * 900))

    fact = Fact.objects.get()
    assert (len(fact.text), len(fact.part), len(fact.path), len(fact.record)) == (500, 200, 4096, 500)


def test_figures_change_only_when_their_facts_do():
    add(READ)

    assert (compute(NOON) > 0, compute(LATER)) == (True, 0)
    assert Entry.objects.filter(verb="evidence.figures_computed").count() == 1


def test_an_older_figure_still_opens_to_exactly_its_own_facts():
    add(READ, replace(READ, subject_key="b"))
    compute(NOON)
    old = get_figure(ANYBODY, "repositories.office.arva")
    add(replace(READ, text="partial"), at=LATER)
    add(at=LATER, whole=[Whole("repository", "b", frozenset({"repository.state"}))])
    compute(LATEST)

    new = get_figure(ANYBODY, "repositories.office.arva")

    assert (old.value, new.value, previous_figure(ANYBODY, new)) == (2.0, 1.0, old)
    assert [fact.text for fact in facts_of_figure(ANYBODY, old)] == ["read", "read"]
    assert [fact.text for fact in facts_of_figure(ANYBODY, new)] == ["partial"]
    assert (facts_are_complete(ANYBODY, old), facts_are_complete(ANYBODY, new)) == (True, True)


def test_a_fact_that_is_taken_away_behind_the_back_of_the_ledger_is_noticed():
    add(READ, replace(READ, subject_key="b"))
    compute(NOON)
    Fact.objects.filter(subject_key="b").update(measure="repository.files")

    assert not facts_are_complete(ANYBODY, get_figure(ANYBODY, "repositories.office.arva"))


def test_a_figure_of_an_institution_that_is_gone_is_current_no_more():
    add(READ)
    compute(NOON)

    compute_figures(realm="arva", institutions=[], run_key="arva-2", actor=OPERATOR, at=LATER)

    assert list(Figure.objects.filter(is_current=True, subject_kind="institution")) == []
    assert figures_of(ANYBODY, "institution", ["arva-post"]) == {}


def test_facts_with_a_part_detail_another_fact_and_never_count():
    add(LINES, PYTHON)
    compute(NOON)

    # 10, not 10 + 10
    assert get_figure(ANYBODY, "code-lines.office.arva").value == 10.0


def test_states_of_several_measures_are_counted_at_once_and_parts_left_out():
    part = NewFact("repository", "a", "repository.practice", "arva-post", part="readme", text="met")
    add(READ, part)

    assert count_states(ANYBODY, "arva", ("repository.state", "repository.practice")) == {
        "repository.state": {"read": 1},
        "repository.practice": {},
    }


def test_the_facts_of_a_figure_are_counted_by_what_they_say():
    add(READ, replace(READ, subject_key="b", text="empty"))
    compute(NOON)

    figure = get_figure(ANYBODY, "repositories.office.arva")

    assert count_facts_of_figure(ANYBODY, figure) == {("repository.state", "empty"): 1, ("repository.state", "read"): 1}


def test_counting_the_facts_of_a_figure_asks_the_ledger_nothing(django_assert_num_queries):
    add(READ)
    compute(NOON)
    figure = get_figure(ANYBODY, "repositories.office.arva")

    with django_assert_num_queries(0):
        assert count_facts_of_figure(ANYBODY, figure) == {("repository.state", "read"): 1}


def test_the_first_facts_of_a_figure_stand_by_what_they_say_even_when_they_ended_since():
    add(READ, replace(READ, subject_key="b", text="empty"), replace(READ, subject_key="c"))
    compute(NOON)
    add(replace(READ, text="partial"), at=LATER)

    figure = get_figure(ANYBODY, "repositories.office.arva")

    def first(most, state=""):
        found = first_facts_of_figure(ANYBODY, figure, state=state, most=most)
        return [(fact.text, fact.subject_key) for fact in found]

    assert first(3) == [("empty", "b"), ("read", "a"), ("read", "c")]
    assert first(2) == [("empty", "b"), ("read", "a")]
    assert first(3, state="read") == [("read", "a"), ("read", "c")]


def test_the_first_facts_of_a_figure_are_found_through_an_index():
    add(READ)
    compute(NOON)
    figures = [get_figure(ANYBODY, f"repositories.{whose}") for whose in ("office.arva", "institution.arva-post")]

    with CaptureQueriesContext(connection) as asked:
        for figure in figures:
            first_facts_of_figure(ANYBODY, figure, most=50)

    assert [len(asked), [row["sql"] for row in asked if "evidence_fact" not in row["sql"]]] == [4, []]
    if connection.vendor == "sqlite":
        plans = [explain(row["sql"]) for row in asked]
        assert [plan for plan in plans if "fact_that_" not in plan] == []


def explain(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " ".join(str(row) for row in cursor.fetchall())

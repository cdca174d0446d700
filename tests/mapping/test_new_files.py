"""Which governance files came since a repository was read before: what is written of them, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from mapping.country_workshop import ALPHA, Country, add_commits, make_repository
from ospolis.engines.practices import VERSION
from ospolis.evidence.ledger import NewFact
from ospolis.evidence.models import Fact
from ospolis.mapping.new_files import ADDED, PRACTICE, HeldAnswer, date_new_files

DAY = date(2026, 11, 23)
FILE = NewFact("repository", "a", ADDED, part="security-policy/SECURITY.md", text="abc", path="SECURITY.md")
OTHER = NewFact("repository", "a", "repository.files", number=3.0)
ABSENT = {(PRACTICE, "security-policy"): HeldAnswer("not-met", VERSION, "")}


def days(held: dict[tuple[str, str], HeldAnswer]) -> list[str]:
    return [fact.detail["date"] for fact in date_new_files([FILE], held, DAY)]


def since(day: str) -> dict[tuple[str, str], HeldAnswer]:
    return {(ADDED, FILE.part): HeldAnswer("old", VERSION, day)}


def test_a_file_is_new_when_the_last_reading_found_none():
    assert days(ABSENT) == ["2026-11-23"]


@pytest.mark.parametrize(
    "held",
    [
        {},
        {(PRACTICE, "security-policy"): HeldAnswer("met", VERSION, "")},
        {(PRACTICE, "security-policy"): HeldAnswer("cannot-tell", VERSION, "")},
        {(PRACTICE, "security-policy"): HeldAnswer("not-met", "0", "")},
        {(PRACTICE, "governance"): HeldAnswer("not-met", VERSION, "")},
    ],
    ids=["never read", "there before", "not known", "by another method", "another practice"],
)
def test_without_such_an_answer_nothing_is_said(held):
    assert days(held) == []


def test_later_readings_keep_the_day_for_a_year():
    assert days(since("2026-10-01")) == ["2026-10-01"]
    assert days({**since("2025-11-23"), **ABSENT}) == ["2025-11-23"]
    assert days({**since("2025-11-22"), **ABSENT}) == []


def test_other_facts_pass_as_they_are():
    assert date_new_files([OTHER, FILE], {}, DAY) == [OTHER]


def added() -> list[tuple[str, str, dict[str, str]]]:
    facts = Fact.objects.filter(measure=ADDED, ended_at=None).order_by("part")
    return [(fact.part, fact.text, fact.detail) for fact in facts]


@pytest.mark.django_db
@pytest.mark.one_database
def test_from_the_first_reading_to_the_year_after(tmp_path: Path):
    country = Country(tmp_path / "country", tmp_path / "data")
    made = make_repository(tmp_path / "alpha.git", {**ALPHA, "CONTRIBUTING.md": "Write to us.\n"})
    country.sources(f"min-a,git,file://{made},,")
    country.map()
    assert added() == []

    policy = {**ALPHA, "CONTRIBUTING.md": "Write to us.\n", ".github/SECURITY.md": "Write to safety@a.example.\n"}
    add_commits(made, policy)
    country.map()
    day = {"date": "2026-09-21"}
    (first,) = added()
    assert (first[0], len(first[1]), first[2]) == ("security-policy/.github/SECURITY.md", 40, day)

    add_commits(made, {**policy, ".github/SECURITY.md": "Write to help@a.example.\n"})
    country.map()
    (second,) = added()
    assert (second[0], second[1] == first[1], second[2]) == (first[0], False, day)

    add_commits(made, ALPHA)
    country.now += timedelta(days=7)
    country.map()
    assert added() == []

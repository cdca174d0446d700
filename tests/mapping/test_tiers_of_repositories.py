"""The tier of a repository: the facts that a reading writes, and the card of its page."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches

from ospolis.evidence.models import CurrentValue
from ospolis.mapping.models import Repository
from ospolis.mapping.reading.answers import Contents
from ospolis.mapping.reading.practices import practice_facts
from ospolis.mapping.reading.subject import Subject

SUBJECT = Subject(key="a", institution="i", name="a", address="https://a.example/a.git")


def row(code: str, answer: str, path: str = "", line: int = 0) -> dict[str, object]:
    return {"code": code, "answer": answer, "evidence": [{"text": "Said.", "path": path, "line": line}]}


def said_of(*rows: dict[str, object], tier: int) -> dict[str, object]:
    evidence = [{"text": "This line states the tier.", "path": "code.json", "line": 3}]
    contents = Contents(practices=list(rows), tier={"tier": tier, "is_stated": True, "evidence": evidence})
    facts = practice_facts(contents, SUBJECT)
    return {fact.part or fact.measure: fact for fact in facts}


def test_a_reading_says_the_tier_and_how_far_its_practices_go():
    facts = said_of(
        row("licence", "met", "LICENSE"), row("readme", "not met"), row("code-of-conduct", "not met"),
        row("security-policy", "cannot tell"), row("ci", "not applicable"), tier=1,
    )  # fmt: skip

    assert facts["licence"].path == "LICENSE" and facts["licence"].line_start is None
    tier, fit = facts["repository.tier"], facts["repository.tier-fit"]
    assert (tier.text, tier.path, tier.line_start, tier.detail["stated"]) == ("one-time-release", "code.json", 3, True)
    assert (fit.text, fit.detail) == (
        "gaps",
        {"not met": ["readme"], "cannot tell": ["security-policy"], "next step": "readme"},
    )
    assert (facts["repository.tier-met"].number, facts["repository.tier-asked"].number) == (1.0, 2.0)
    assert (facts["repository.practices-met"].number, facts["repository.practices-applicable"].number) == (1.0, 3.0)


def test_without_answers_nothing_is_said_of_a_tier():
    assert list(practice_facts(Contents(), SUBJECT)) == []


def test_a_tier_that_is_none_is_no_answer():
    with pytest.raises(IndexError):
        said_of(row("licence", "met"), tier=9)


def text_of_page(client) -> str:
    caches["memory"].clear()
    page = client.get(f"/repositories/{Repository.objects.get(name='civil').key}/")
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_page_says_what_the_tier_asks_and_the_next_step(world, client):
    said = text_of_page(client)

    assert "Working in public. It is developed in the open, and others are invited to take part." in said
    assert "Deduced, nobody stated it CONTRIBUTING.md" in said
    assert "It meets 1 of the 2 practices that its tier asks." in said
    assert "Next step: Security policy" in said
    assert "1 practice is asked and met" in said


def test_what_the_tier_does_not_ask_is_no_fault(world, client):
    key = Repository.objects.get(name="civil").key
    values = CurrentValue.objects.filter(subject_key=key)
    values.filter(measure="repository.tier").update(text="private")
    values.filter(part="security-policy").update(part="ci")
    said = text_of_page(client)

    assert "Not asked of its tier" in said
    assert "Next step" not in said
    assert "What to do:" not in said


def test_a_tier_that_was_never_read_has_no_card(world, client):
    key = Repository.objects.get(name="civil").key
    CurrentValue.objects.filter(subject_key=key, measure="repository.tier").delete()

    assert "What it is for" not in text_of_page(client)

"""A bank in another language: step by step, with what is missing named."""

from __future__ import annotations

import pytest

from engines.maturity.small_bank import MEASURES, make_bank, write
from ospolis.engines.maturity import BankRefused, read_bank, read_translation, translate_bank

LEVELS = ["Personne.", "Parfois.", "Une personne nommée.", "Elle a rendu compte.", "Le rôle est revu."]
BANK = read_bank({"bank.yml": write(make_bank())}, measures=MEASURES)


def make_translation(**changes):
    head = {"schema": "question-bank-translation", "bank": "small", "version": "1", "language": "fr"}
    items = {"D1.1": {"statement": "Quelqu'un répond.", "help": "Voir le registre.", "anchors": LEVELS}}
    return {**head, "dimensions": {"D1": {"title": "Mandat", "explanation": "Qui répond."}}, "items": items, **changes}


def test_a_translation_replaces_words_and_nothing_else():
    said = translate_bank(BANK, read_translation(write(make_translation()), BANK))

    assert said.dimensions[0].title == "Mandat"
    assert (said.items[0].statement, said.items[0].anchors) == ("Quelqu'un répond.", tuple(LEVELS))
    assert (said.items[0].hooks, said.items[0].code) == (BANK.items[0].hooks, "D1.1")
    assert said.items[1:] == BANK.items[1:]


def test_what_is_not_translated_keeps_its_words_and_is_named():
    translation = read_translation(write(make_translation(dimensions={}, items={"D1.2": {"statement": "Deux."}})), BANK)

    said = translate_bank(BANK, translation)

    assert (said.items[1].statement, said.items[1].help, said.items[1].anchors) == (
        "Deux.",
        BANK.items[1].help,
        BANK.items[1].anchors,
    )
    assert said.dimensions == BANK.dimensions
    assert translation.missing(BANK) == ("D1", "D1.1", "D1.2", "D1.3", "D1.4")
    assert read_translation(write(make_translation()), BANK).missing(BANK) == ("D1.2", "D1.3", "D1.4")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bank": "large"}, "unknown-bank"),
        ({"version": "2"}, "unknown-version"),
        ({"language": "French"}, "wrong-language"),
        ({"items": {"D9.9": {}}}, "unknown-code"),
        ({"dimensions": {"D9": {}}}, "unknown-code"),
        ({"items": {"D1.1": {"anchors": LEVELS[:4]}}}, "missing-anchor"),
        ({"items": {"D1.1": {"anchors": [*LEVELS[:4], ""]}}}, "missing-anchor"),
        ({"items": {"D1.1": {"label": "x"}}}, "unknown-key"),
    ],
)
def test_a_translation_with_a_fault_is_refused(changes, code):
    with pytest.raises(BankRefused) as refused:
        read_translation(write(make_translation(**changes)), BANK)

    assert [problem.code for problem in refused.value.problems] == [code]

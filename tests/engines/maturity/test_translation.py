"""A bank in another language: step by step, with what is missing named."""

from __future__ import annotations

import pytest

from engines.maturity.small_bank import MEASURES, make_bank, make_item, write
from ospolis.engines.maturity import BankRefused, read_bank, read_translation, translate_bank, write_translation
from ospolis.engines.maturity.translation import date_translation, merge_translations, open_translation

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


def test_what_is_not_translated_whole_keeps_its_words_and_is_named():
    translation = read_translation(write(make_translation(dimensions={}, items={"D1.2": {"statement": "Deux."}})), BANK)

    assert translate_bank(BANK, translation) == BANK
    assert translation.missing(BANK) == ("D1", "D1.1", "D1.2", "D1.3", "D1.4")
    assert read_translation(write(make_translation()), BANK).missing(BANK) == ("D1.2", "D1.3", "D1.4")


def test_each_question_says_the_language_of_its_words():
    said = translate_bank(BANK, read_translation(write(make_translation()), BANK))

    assert [row.language for row in (*said.dimensions, *said.items)] == ["fr", "fr", "en", "en", "en"]


def test_a_question_whose_words_changed_since_is_named_and_shown_as_it_was_written():
    dated = date_translation(read_translation(write(make_translation()), BANK), BANK)
    items = [{**item, "help": "Look elsewhere."} for item in make_bank()["items"]]
    later = read_bank({"bank.yml": write(make_bank(version="2", items=items))}, measures=MEASURES)

    assert (dated.stale(BANK), dated.stale(later)) == ((), ("D1.1",))
    said = translate_bank(later, dated)
    assert (said.items[0].statement, said.items[0].language) == (later.items[0].statement, "en")
    assert [item.is_outdated for item in said.items] == [True, False, False, False]
    assert said.dimensions[0].title == "Mandat"


def test_of_several_translations_the_last_that_still_holds_is_shown():
    shared = date_translation(read_translation(write(make_translation()), BANK), BANK)
    words = {"statement": "Autrement.", "help": "Voir.", "anchors": LEVELS}
    own = read_translation(write(make_translation(items={"D1.1": words}, dimensions={})), BANK)
    gone = read_translation(write(make_translation(items={"D1.1": {**words, "of": "0"}}, dimensions={})), BANK)

    assert translate_bank(BANK, shared, own).items[0].statement == "Autrement."
    assert translate_bank(BANK, shared, gone).items[0].statement == "Quelqu'un répond."


def test_words_of_a_version_serve_its_additions_too():
    added = {"schema": "question-bank-items", "adds": "own", "items": [{**make_item(1), "code": "D1.9"}]}
    grown = read_bank({"bank.yml": write(make_bank()), "own.yml": write(added)}, measures=MEASURES)

    for version in ("1", "1+earlier", None):
        made = {name: value for name, value in make_translation(version=version).items() if value is not None}
        assert read_translation(write(made), grown).version == "1+own"


def test_later_words_take_the_place_of_earlier_ones_and_the_others_stay():
    earlier = read_translation(write(make_translation()), BANK)
    items = {"D1.1": {"statement": "Quelqu'un.", "help": "Voir.", "anchors": LEVELS}, "D1.2": {"statement": "Deux."}}
    later = read_translation(write(make_translation(dimensions={}, items=items)), BANK)

    both = merge_translations(earlier, later)

    assert (both.items["D1.1"].statement, both.items["D1.2"].statement) == ("Quelqu'un.", "Deux.")
    assert both.dimensions == earlier.dimensions


def test_a_translation_is_written_and_read_again_without_loss():
    dated = date_translation(read_translation(write(make_translation()), BANK), BANK)

    assert open_translation(write_translation(dated)) == dated
    with pytest.raises(BankRefused):
        open_translation(b"schema: question-bank-items")


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

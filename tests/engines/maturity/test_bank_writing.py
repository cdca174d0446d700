"""A bank that is written as files is the same bank when it is read again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from engines.maturity.small_bank import MEASURES, PRACTICE, VALUE, make_bank, make_item, write
from ospolis.engines.maturity import Translation, Words, read_bank, read_translation, shipped_bank, write_bank
from ospolis.engines.maturity.bank import RESPONDENT_ROLES, UNITS
from ospolis.engines.maturity.bank_writing import write_words_to_fill, write_yaml
from ospolis.engines.maturity.translation import digest_of
from ospolis.evidence.measures import definitions

WORDS = some.text("aZ 0é'\"\\:#-{}[]%&*!|>?@`,=؟ñ中\u2019\t", min_size=1, max_size=30).filter(str.strip)
NUMBER = {**PRACTICE, "measure": "repository.days", "at_least": 0, "at_most": 30.5, "from_tier": 2}
for name in ("passes", "fails", "excused", "part"):
    NUMBER.pop(name)
SHARE = {"measure": "institution.trained", "strength": "hint", "form": "share", "reliability": 0.3, "units": 12}


@some.composite
def items(draw, number: int):
    hooks = draw(some.lists(some.sampled_from([PRACTICE, VALUE, NUMBER, SHARE]), max_size=3))
    return make_item(
        number,
        statement=draw(WORDS), help=draw(WORDS),
        anchors=draw(some.lists(WORDS.map(str.split).map(" ".join), min_size=5, max_size=5, unique=True)),
        unit=draw(some.sampled_from(UNITS)),
        respondent_roles=draw(some.lists(some.sampled_from(RESPONDENT_ROLES), min_size=1, max_size=3, unique=True)),
        applicability=draw(some.sampled_from(["", "staff > 5", "kind in agency, ministry and not (systems = 0)"])),
        ask_when=draw(some.sampled_from(["", "D1.1 >= 1"])) if number > 1 else "",
        evidence_class="H", hooks=hooks, no_hook_reason=draw(WORDS),
        weight=draw(some.sampled_from([1, 2, 0.25])), reverse=draw(some.booleans()), inclusion=draw(some.booleans()),
        sdg_tags=draw(some.sampled_from([[], ["16.6", "5.b"]])),
        action_links=draw(some.sampled_from([[], [{"action": "A-name", "uplift": [0, 0.5, 4]}]])),
        replaces=draw(some.sampled_from([[], ["core-1/D1.1"]])),
    )  # fmt: skip


@some.composite
def banks(draw):
    """Files of a bank: its head, and additions and weights in any order of their names."""
    files = {"m.yml": make_bank(title=draw(WORDS), items=[draw(items(number)) for number in range(1, 5)])}
    names = draw(some.lists(some.sampled_from("abcxyz"), max_size=3, unique=True))
    for place, name in enumerate(names):
        rows = [draw(items(10 + place))] if draw(some.booleans()) else []
        for row in rows:
            row.update(essential_for=None, ask_when="")
        files[f"{name}.yml"] = {
            "schema": "question-bank-items", "adds": f"own-{name}", "language": draw(some.sampled_from(["en", "fr"])),
            "items": rows,
        }  # fmt: skip
    if draw(some.booleans()):
        files["w.yml"] = {"schema": "question-bank-weights", "adds": "weights", "weights": {"D1.2": 7.5}}
    return read_bank({name: write(file) for name, file in files.items()}, measures=MEASURES)


@given(banks())
@settings(max_examples=25, deadline=None)
def test_any_bank_is_read_again_as_it_was(bank):
    assert read_bank(write_bank(bank), measures=MEASURES) == bank


def test_additions_without_a_question_keep_their_place_in_the_version():
    part, own = {"schema": "question-bank-items"}, make_item(9, essential_for=None)
    files = {
        "aa.yml": {**part, "adds": "first"}, "bbb.yml": {**part, "adds": "second", "items": [own]},
        "bank.yml": make_bank(), "zzzzzz.yml": {**part, "adds": "last"},
    }  # fmt: skip
    bank = read_bank({name: write(file) for name, file in files.items()}, measures=MEASURES)

    assert bank.version == "1+first+second+last"
    assert read_bank(write_bank(bank), measures=MEASURES) == bank


def test_numbers_are_written_as_people_write_them():
    written = write_yaml({"whole": 2.0, "half": 0.5, "empty": {}, "rows": ["a", 1], "anchors": ["a"]})

    assert written == b'whole: 2\nhalf: 0.5\nempty: {}\nrows: ["a", 1]\nanchors:\n- "a"\n'


def test_a_file_for_a_translator_holds_what_fits_and_the_source_of_the_rest():
    bank = read_bank({"bank.yml": write(make_bank())}, measures=MEASURES)
    levels = ["A.", "B.", "C.", "D.", "E."]
    said = {"D1.1": Words("Dit.", "Voir.", tuple(levels)), "D1.2": Words("Ancien.", "Voir.", tuple(levels), "0")}
    held = Translation("small", "1", "fr", {"D1": Words("Mandat", "Qui.")}, said)

    text = write_words_to_fill(bank, held, "fr").decode()

    again = read_translation(text.encode(), bank)
    assert (again.items["D1.1"], again.dimensions["D1"]) == (said["D1.1"], held.dimensions["D1"])
    assert again.missing(bank) == ("D1.2", "D1.3", "D1.4")
    assert (text.count('# "Somebody answers for it."'), "Ancien." in text) == (3, False)
    assert again.items["D1.2"].of == digest_of(bank.items[1])


def test_the_shipped_bank_is_read_again_as_it_was():
    bank = shipped_bank(definitions().measures)

    assert read_bank(write_bank(bank), measures=definitions().measures) == bank

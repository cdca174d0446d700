"""Banks as field forms: another program takes them, they come back as far as a form can say, and the rest is named."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyxform.xls2xform import convert

from engines.maturity.small_bank import MEASURES, make_bank, write
from engines.maturity.test_bank_writing import banks
from ospolis.assessment.bank_telling import tell_problem
from ospolis.assessment.bank_workbooks import open_bank_workbook
from ospolis.assessment.interchange.bank_form import lay_bank_form, write_bank_form
from ospolis.assessment.interchange.field_logic import write_relevant
from ospolis.assessment.interchange.form_tables import FieldForm, lay_sheet, write_form
from ospolis.assessment.interchange.relevant_reading import NotRead, read_relevant
from ospolis.engines.maturity import BankRefused, read_bank, read_translation, translate_bank
from ospolis.engines.maturity.applicability import parse_condition

BANK = read_bank({"bank.yml": write(make_bank())}, measures=MEASURES)
NO_HOOK = "A field form has no place for hooks."
CODES = ("D1.1", "D1.2", "D3.10")


def as_a_form_says_it(bank):
    """A bank without what a form has no place for."""
    return replace(
        bank, actions=(),
        items=tuple(
            replace(item, hooks=(), action_links=(), evidence_class="H", no_hook_reason=item.no_hook_reason or NO_HOOK)
            for item in bank.items
        ),
    )  # fmt: skip


def read(content: bytes):
    book = open_bank_workbook("form.xlsx", content)
    assert book.problems == ()
    return read_bank({name: data for name, data in book.files.items() if "words" not in name}, measures=MEASURES)


@given(banks())
@settings(max_examples=6, deadline=None)
def test_any_bank_in_one_language_comes_back_as_far_as_a_form_can_say(bank):
    bank = replace(bank, items=tuple(replace(item, language="en") for item in bank.items))
    form = write_bank_form(bank, {"en": bank})

    assert read(form.content) == as_a_form_says_it(bank)


def test_another_program_takes_the_form_without_a_warning():
    warnings: list[str] = []
    made = convert(write_bank_form(BANK, {"en": BANK}).content, warnings=warnings, file_type=".xlsx").xform

    assert (warnings, made.count("<select1 ref=")) == ([], 4)


def test_what_a_form_cannot_say_is_named():
    assert write_bank_form(BANK, {"en": BANK}).unsaid == (
        "A field form has no place for hooks, so evidence is left out of: D1.1, D1.2, D1.3, D1.4.",
        "A field form has no place for links to actions. They are left out of: D1.1, D1.2, D1.3, D1.4.",
    )


def test_words_in_another_language_go_along_both_ways():
    levels = ["Personne.", "Parfois.", "Nommée.", "A rendu compte.", "Revu."]
    items = {"D1.1": {"statement": "Quelqu'un répond.", "help": "Voir.", "anchors": levels}}
    head = {"schema": "question-bank-translation", "bank": "small", "version": "1", "language": "fr"}
    words = read_translation(write({**head, "items": items, "dimensions": {}}), BANK)
    french = translate_bank(BANK, words)

    book = open_bank_workbook("form.xlsx", write_bank_form(BANK, {"en": BANK, "fr": french}).content)
    again = read_translation(book.files["form.xlsx/words-fr.yml"], BANK)

    assert translate_bank(BANK, again) == french


def form(*rows: dict[str, str], settings_: dict[str, str] | None = None, choices: tuple[str, ...] = tuple("01234")):
    """A form of KoboToolbox: without any column of ours."""
    columns = ["type", "name", "label::English (en)", "hint::English (en)", "relevant", "constraint"]
    names = {row["name"] for row in rows if row["type"].startswith("select_one")}
    listed = [
        {"list_name": name, "name": choice, "label::English (en)": f"Level {choice} of {name}."}
        for name in sorted(names)
        for choice in choices
    ]
    head = {"form_id": "kobo", "form_title": "Of Kobo", "version": "1", "default_language": "English (en)",
            **(settings_ or {})}  # fmt: skip
    more = {name: name for name in ("date", "licence", "source", "adds", "bank") if name in head}
    return write_form(
        FieldForm(
            lay_sheet("survey", columns, rows),
            lay_sheet("choices", ["list_name", "name", "label::English (en)"], listed),
            lay_sheet("settings", ["form_id", "form_title", "version", "default_language", *more], [head]),
        )
    )


def question(name: str, **more: str) -> dict[str, str]:
    return {"type": f"select_one {name}", "name": name, "label::English (en)": f"{name} is so.",
            "hint::English (en)": "Look.", **more}  # fmt: skip


GROUP = {"type": "begin_group", "name": "D1", "label::English (en)": "Mandate"}
END = {"type": "end_group"}
ADDED = {"adds": "field", "bank": "small", "date": "2026-11-24", "licence": "CC0-1.0", "source": "tests"}


def test_a_form_without_columns_of_ours_adds_questions_and_says_what_it_took_for_granted():
    content = form(GROUP, question("D1_8"), question("D1_9", relevant="${D1_8} >= 2"), END, settings_=ADDED)

    book = open_bank_workbook("kobo.xlsx", content)
    bank = read_bank({"bank.yml": write(make_bank()), **book.files}, measures=MEASURES)

    added = bank.item("D1.9")
    assert (added.added_by, added.ask_when.text, added.anchors[4]) == ("field", "D1.8 >= 2", "Level 4 of D1_9.")
    assert (added.unit, added.respondent_roles, added.evidence_class) == ("institution", ("focal_point",), "H")
    assert [note.partition("column ")[2].partition(".")[0] for note in book.notes] == [
        "unit", "respondent_roles", "evidence_class", "no_hook_reason",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([GROUP, question("D1_8", relevant="${D1_7} = 'unknown'"), END], ("survey, cell E3", "unknown-name")),
        ([GROUP, question("D1_7"), question("D1_8", relevant="${D1_7} = 'unknown'"), END],
         ("survey, cell E4", "unreachable")),
        ([GROUP, question("D1_7"), question("D1_8", relevant="count(${D1_7}) > 1"), END],
         ("survey, cell E4", "relevant")),
        ([GROUP, question("D1_8", constraint=". > 1"), END], ("survey, cell F3", "not-said")),
        ([GROUP, {**question("D1_8"), "type": "integer"}, END], ("survey, cell A3", "type")),
        ([question("D1_8")], ("survey, cell B2", "no-section")),
        ([GROUP, {**GROUP, "name": "D2"}, question("D1_8"), END, END], ("survey, cell A3", "group-in-group")),
        ([GROUP, question("D1_8")], ("survey, cell A2", "group")),
        ([GROUP, question("eight"), END], ("survey, cell B3", "wrong-code")),
    ],
)  # fmt: skip
def test_what_a_bank_cannot_hold_is_told_by_its_cell(rows, problem):
    book = open_bank_workbook("kobo.xlsx", form(*rows, settings_=ADDED))
    found = list(book.problems)
    if not found:
        with pytest.raises(BankRefused) as refused:
            read_bank({"bank.yml": write(make_bank()), **book.files}, measures=MEASURES)
        found = [tell_problem(one, book.places) for one in refused.value.problems]

    assert (f"kobo.xlsx, sheet {problem[0]}", problem[1]) in [(one.place, one.code) for one in found]


@pytest.mark.parametrize("choices", [("yes", "no"), tuple("0123"), (*"01234", "5")])
def test_a_question_needs_its_five_levels_as_choices(choices):
    book = open_bank_workbook("kobo.xlsx", form(GROUP, question("D1_8"), END, settings_=ADDED, choices=choices))

    assert [(one.place, one.code) for one in book.problems] == [("kobo.xlsx, sheet survey, cell A3", "levels")]


def test_what_is_no_question_is_left_out_and_said_so():
    note = {"type": "note", "name": "hello", "label::English (en)": "Hello"}
    comment = {"type": "text", "name": "D1_8_comment", "label::English (en)": "Comment"}
    french = {"label::English (en)": "Mandate", "hint::English (en)": "Who answers."}
    content = form(note, {**GROUP, **french, "name": "D7"}, question("D7_1"), comment, END, settings_=ADDED)

    book = open_bank_workbook("kobo.xlsx", content)
    bank = read_bank({"bank.yml": write(make_bank()), **book.files}, measures=MEASURES)

    assert book.notes[0] == "kobo.xlsx: Row 2 of the sheet survey (note) is no question and is left out."
    assert (bank.dimensions[-1].code, bank.dimensions[-1].explanation) == ("D7", "Who answers.")


def test_choices_that_say_nothing_are_known_and_not_kept():
    content = form(GROUP, question("D1_8"), END, settings_=ADDED, choices=(*"01234", "na", "unknown"))

    assert open_bank_workbook("kobo.xlsx", content).problems == ()


def test_a_whole_form_needs_the_rest_of_a_bank_and_is_told_where():
    book = open_bank_workbook("kobo.xlsx", form(GROUP, question("D1_8"), END))
    with pytest.raises(BankRefused) as refused:
        read_bank(book.files, measures=MEASURES)

    told = [tell_problem(one, book.places) for one in refused.value.problems]
    assert {(one.code, one.place) for one in told} >= {
        ("missing-date", "kobo.xlsx, sheet settings, row 2"),
        ("missing-licence", "kobo.xlsx, sheet settings, row 2"),
    }


def test_a_column_that_stands_twice_and_a_formula_are_told():
    book = openpyxl.load_workbook(io.BytesIO(write_bank_form(BANK, {"en": BANK}).content))
    book["survey"]["C1"] = "type"
    book["survey"]["D3"] = "=1+1"
    out = io.BytesIO()
    book.save(out)

    found = [(one.place, one.code) for one in open_bank_workbook("f.xlsx", out.getvalue()).problems]
    assert found[:2] == [
        ("f.xlsx, sheet survey, cell C1", "column-twice"), ("f.xlsx, sheet survey, cell D3", "formula"),
    ]  # fmt: skip


def test_a_misspelt_column_is_told():
    laid = lay_bank_form(BANK, {"en": BANK})
    columns = {("relevent" if name == "relevant" else name): place for name, place in laid.survey.columns.items()}
    content = write_form(replace(laid, survey=replace(laid.survey, columns=columns)))

    assert [one.code for one in open_bank_workbook("f.xlsx", content).problems] == ["unknown-column"]


TEST = some.builds(
    "{} {} {}".format,
    some.sampled_from(CODES),
    some.sampled_from(("=", "!=", "<", "<=", ">", ">=")),
    some.integers(0, 4),
)
CONDITION = some.recursive(
    TEST,
    lambda inner: some.one_of(
        some.builds("({} and {})".format, inner, inner), some.builds("({} or {})".format, inner, inner),
        some.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)  # fmt: skip


@given(CONDITION, some.lists(some.sampled_from([None, 0, 1, 2, 3, 4]), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_condition_that_we_wrote_means_the_same_when_it_is_read_back(text, levels):
    condition, names = parse_condition(text), dict(zip(CODES, levels, strict=True))

    again = parse_condition(read_relevant(write_relevant((condition,), items=CODES)))

    assert again.holds(names) is condition.holds(names)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("", ""), ("${D1_1} = '3'", "D1.1 = 3"), ('${D1_1}>=2', "D1.1 >= 2"), ("2 <= ${D1_1}", "D1.1 >= 2"),
        ("selected(${D1_1}, '4') and ${D1_2} != 0", "D1.1 = 4 and D1.2 != 0"),
        ("${D1_1} != '' and ${D1_1} > 1", "D1.1 > 1"),
        ("not(${D1_1} = 0) or (${D1_2} < 2)", "not (D1.1 = 0) or D1.2 < 2"),
    ],
)  # fmt: skip
def test_conditions_of_other_programs_are_read(written, read_as):
    assert read_relevant(written) == read_as


@pytest.mark.parametrize(
    "written",
    ["${D1_1} = ''", "${D1_1} != ''", "${D1_1} = 'yes'", "${D1_1} > 5", "today() > 3", "${D1_1} >= 2 )", "(", "${D1_1}",
     "${D1_1} >= 2 ${D1_2} > 1", "${D1_1} = '' or ${D1_2} > 1", "§", "(" * 20 + "${D1_1} > 1" + ")" * 20],
)  # fmt: skip
def test_a_condition_that_a_bank_cannot_say_is_refused_and_not_dropped(written):
    with pytest.raises(NotRead):
        read_relevant(written)


@given(some.text("${}D1_'\"=<>!() andornt0123selc,", max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_as_a_condition_or_refused(text):
    try:
        parse_condition(read_relevant(text))
    except (NotRead, ValueError):
        return

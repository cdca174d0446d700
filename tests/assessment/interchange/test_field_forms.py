"""Field forms: another program takes what we write, and we refuse what it would drop in silence."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyxform.xls2xform import convert

from assessment.interchange.asking import ASKED, NOON, REGISTRY, ask
from factories.places import OPERATOR
from ospolis.assessment.banks import shipped_content
from ospolis.assessment.carrying import asked_in_the_field
from ospolis.assessment.interchange.asked import Institution
from ospolis.assessment.interchange.field_form import FieldFormOrder, count_wordings, lay_form
from ospolis.assessment.interchange.field_logic import write_relevant
from ospolis.assessment.interchange.form_checking import check_form
from ospolis.assessment.interchange.form_tables import FieldForm, lay_sheet, take_form, write_form
from ospolis.assessment.interchange.workbook import read_workbook
from ospolis.engines.maturity.applicability import parse_condition

ORDER = FieldFormOrder(ASKED, (REGISTRY, Institution("belun-school", "School", {})), NOON)
SURVEY = ("type", "name", "label::English (en)", "relevant")


def small_form(*rows: tuple[str, ...], columns: tuple[str, ...] = SURVEY, choices: tuple[str, ...] = ("yes", "no")):
    """A form of some rows, with one list of choices `yn`."""
    survey = lay_sheet("survey", columns, [dict(zip(columns, row, strict=False)) for row in rows])
    listed = [{"list_name": "yn", "name": name, "label::English (en)": name} for name in choices]
    used = any("yn" in row[0] for row in rows)
    told = lay_sheet("choices", ("list_name", "name", "label::English (en)"), listed if used else [])
    return FieldForm(survey, told, lay_sheet("settings", ("form_id",), [{"form_id": "a"}]))


def problems_of(form: FieldForm) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.sheet, problem.place) for problem in check_form(form).problems]


def test_what_we_write_is_whole_and_comes_back_from_the_workbook_as_it_was():
    form = lay_form(ORDER)

    assert problems_of(form) == []
    again = take_form(read_workbook(write_form(form)))
    assert [sheet.columns for sheet in (again.survey, again.choices)] == [form.survey.columns, form.choices.columns]
    assert [row.get("name") for row in again.survey.rows] == [row.get("name") for row in form.survey.rows]
    assert problems_of(again) == []


def test_another_program_turns_it_into_a_form_with_every_question_and_its_logic():
    warnings: list[str] = []
    made = convert(write_form(lay_form(ORDER)), warnings=warnings, file_type=".xlsx").xform

    assert warnings == []
    assert [f'<select1 ref="/data/{name}" appearance="minimal">' in made for name in ("institution", "role")] == [
        True,
        True,
    ]
    for name in ("D1_1", "D1_2", "D3_1"):
        assert f'ref="/data/section_{name[:2]}/{name}"' in made
        assert f'ref="/data/section_{name[:2]}/{name}_comment"' in made
    assert " /data/section_D1/D1_1  &gt;= 1)" in made
    assert "/item[name =  /data/institution ]/repositories" in made


def test_the_first_language_stands_in_for_a_wording_that_is_missing_and_the_gap_is_counted():
    rows = {row.get("name"): row for row in lay_form(ORDER).survey.rows}

    assert rows["D1_1"].get("label::العربية (ar)") == "D1.1. شخص مسؤول"
    assert rows["D1_2"].get("label::العربية (ar)") == "D1.2. Goals are written down"
    assert count_wordings(ASKED) == {"en": 3, "ar": 1}


def test_a_question_for_some_roles_is_asked_of_these_only():
    question = replace(ask("D1.1", "Licences are checked", applies="staff > 10"), roles=("legal_officer",))
    form = lay_form(replace(ORDER, asked=replace(ASKED, questions=(question,))))

    relevant = {row.get("name"): row.get("relevant") for row in form.survey.rows}["D1_1"]
    assert relevant == "(${role} = 'legal_officer') and (${fact_staff} = '' or ${fact_staff} > 10)"
    assert problems_of(form) == []


CONDITIONS = {
    "": "",
    "D1.1 >= 2": "(${D1_1} = '' or ${D1_1} = 'na' or ${D1_1} = 'unknown' or ${D1_1} >= 2)",
    "not D1.1 = 2": "not((not(${D1_1} = '' or ${D1_1} = 'na' or ${D1_1} = 'unknown') and ${D1_1} = 2))",
    "kind in ministry, agency": "(${fact_kind} = '' or (${fact_kind} = 'ministry' or ${fact_kind} = 'agency'))",
    "staff > 5 and D9.9 = 1": "((${fact_staff} = '' or ${fact_staff} > 5) and true())",
    "not D9.9 = 1": "not(false())",
    "D9.9 = 1": "",
}


@pytest.mark.parametrize(("text", "written"), CONDITIONS.items())
def test_a_condition_asks_unless_it_is_certain_that_it_does_not_hold(text, written):
    assert write_relevant([parse_condition(text)], items={"D1.1"}) == written


WRONG = {
    "a misspelt column": (
        small_form(("text", "a", "A", ""), columns=("type", "name", "label::English (en)", "relevent")),
        [("unknown-column", "survey", "D1")],
    ),
    "a language without a code": (
        small_form(("text", "a", "A"), columns=("type", "name", "label::English")),
        [("nameless-language", "survey", "C1"), ],
    ),
    "a label without a language beside others": (
        small_form(("text", "a", "A", "B"), columns=("type", "name", "label::English (en)", "label")),
        [("nameless-language", "survey", "D1")],
    ),
    "no column of names": (small_form(("text",), columns=("type",)), [("missing-column", "survey", "1")]),
    "an unknown type": (small_form(("photo", "a", "A", "")), [("unknown-type", "survey", "A2")]),
    "a name with a blank": (small_form(("text", "a b", "A", "")), [("name", "survey", "B2")]),
    "a name twice": (small_form(("text", "a", "A", ""), ("text", "a", "B", "")), [("name-twice", "survey", "B3")]),
    "no such list": (small_form(("select_one ny", "a", "A", "")), [("no-list", "survey", "A2")]),
    "a choice twice": (
        small_form(("select_one yn", "a", "A", ""), choices=("yes", "yes")), [("choice-twice", "choices", "B3")],
    ),
    "a group without an end": (small_form(("begin_group", "g", "G", "")), [("group", "survey", "A2")]),
    "an end without a group": (small_form(("end_group", "", "", "")), [("group", "survey", "A2")]),
    "a group that ends as another": (
        small_form(("begin_group", "g", "G", ""), ("end_repeat", "", "", "")), [("group", "survey", "A3")],
    ),
    "an unknown question": (small_form(("text", "a", "A", "${b} = 1")), [("unknown-name", "survey", "D2")]),
    "a later question": (
        small_form(("text", "a", "A", "${b} = 1"), ("text", "b", "B", "")), [("later-name", "survey", "D2")],
    ),
    "no label": (small_form(("text", "a", "", "")), [("no-label", "survey", "C2")]),
    "never asked": (small_form(("text", "a", "A", "false()")), [("unreachable", "survey", "D2")]),
    "a choice that is not there": (
        small_form(("select_one yn", "a", "A", ""), ("text", "b", "B", "${a} = 'maybe'")),
        [("unreachable", "survey", "D3")],
    ),
    "two choices at once, one by the group": (
        small_form(
            ("select_one yn", "a", "A", ""),
            ("begin_group", "g", "G", "${a} = 'yes'"),
            ("text", "b", "B", "${a} = 'no'"),
            ("end_group", "", "", ""),
        ),
        [("unreachable", "survey", "D4")],
    ),
    "behind one that is never asked": (
        small_form(("integer", "a", "A", "1 = 0"), ("text", "b", "B", "${a} > 1")),
        [("unreachable", "survey", "D2"), ("unreachable", "survey", "D3")],
    ),
    "numbers that exclude each other": (
        small_form(("integer", "a", "A", ""), ("text", "b", "B", "${a} > 3 and ${a} <= 2")),
        [("unreachable", "survey", "D3")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("form", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_would_be_dropped_in_silence_is_refused(form, told):
    assert problems_of(form) == told


RIGHT = {
    "either of two": small_form(("select_one yn", "a", "A", ""), ("text", "b", "B", "${a} = 'yes' or ${a} = 'no'")),
    "a number between": small_form(("integer", "a", "A", ""), ("text", "b", "B", "${a} > 3 and ${a} < 4")),
    "all but one": small_form(("select_one yn", "a", "A", ""), ("text", "b", "B", '${a} != "yes"')),
    "not answered": small_form(("integer", "a", "A", "false() or true()"), ("text", "b", "B", "${a} = ''")),
    "a group that is asked": small_form(
        ("begin_group", "g", "G", ""), ("text", "a", "A", ""), ("end_group", "", "", "")
    ),
}


@pytest.mark.parametrize("form", RIGHT.values(), ids=RIGHT.keys())
def test_what_can_be_asked_is_let_be(form):
    assert problems_of(form) == []


def test_missing_translations_are_counted_by_language():
    columns = ("type", "name", "label::English (en)", "label::French (fr)")
    form = small_form(("text", "a", "A", "A"), ("text", "b", "B", ""), ("calculate", "c", "", ""), columns=columns)

    report = check_form(form)

    assert (report.problems, report.missing, report.texts) == ((), {"English (en)": 0, "French (fr)": 1}, 2)


@settings(max_examples=15, deadline=None)
@given(some.lists(some.tuples(some.text(max_size=8), some.text(max_size=8), some.text(max_size=20)), max_size=6))
def test_any_form_is_judged_and_never_breaks_the_judge(rows):
    form = take_form(read_workbook(write_form(small_form(*rows))))

    assert isinstance(check_form(form).problems, tuple)


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_bank_that_comes_along_makes_a_form_that_another_program_takes():
    bank = SimpleNamespace(content=shipped_content())
    roles = ["focal_point", "developer"]
    campaign = SimpleNamespace(pk=7, title="Round", realm="arva", bank=bank, roles=roles, sections=[])
    asked = asked_in_the_field(OPERATOR, campaign)  # type: ignore[arg-type]  # what a campaign is asked for
    form = lay_form(FieldFormOrder(asked, (REGISTRY,), NOON))

    warnings: list[str] = []
    made = convert(write_form(form), warnings=warnings, file_type=".xlsx").xform

    assert (problems_of(form), warnings) == ([], [])
    assert made.count("<select1 ref=") == 2 + len(asked.questions) == 66

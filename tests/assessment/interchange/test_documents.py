"""Questions on paper: whole, tagged, in every language that there is a font for."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.interchange.asking import ASKED, NOON, REGISTRY, ask
from ospolis.assessment.interchange import paper
from ospolis.assessment.interchange.asked import Section
from ospolis.assessment.interchange.paper import LanguageNotPrintable, PaperOrder, Printing, set_paper
from ospolis.core.printing import find_font_families, typeset

PRINTING = Printing("en", "English", is_right_to_left=False, fonts=Path("no-such-folder"), at=NOON)
ORDER = PaperOrder(ASKED, REGISTRY, "focal_point", PRINTING)


def marks_of(pdf: bytes) -> dict[str, bool]:
    """What a PDF says of itself, as far as it stands there in the open."""
    return {
        "archive": b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf,
        "accessible": b"<pdfuaid:part>1</pdfuaid:part>" in pdf,
        "tagged": b"/MarkInfo" in pdf and b"/StructTreeRoot" in pdf,
        "English": bool(re.search(rb"/Lang\s*\(en\)", pdf)),
        "titled": b"<dc:title>" in pdf,
        "script": b"/JavaScript" in pdf or b"/Launch" in pdf,
    }


WHOLE = {"archive": True, "accessible": True, "tagged": True, "English": True, "titled": True, "script": False}


def test_paper_is_made_for_archives_and_for_readers_of_screens():
    assert marks_of(set_paper(ORDER)) == WHOLE


def test_the_same_paper_is_the_same_file():
    assert set_paper(ORDER) == set_paper(ORDER)


def test_text_of_a_question_is_never_part_of_the_plan():
    nasty = ask("D1.1", '#panic("no") $x^2$ *b* _i_ <label> @ref \\ "quoted" #{1/0} // gone')
    order = replace(ORDER, asked=replace(ASKED, questions=(nasty,)))

    assert paper._values_of(order)["sections"][0]["questions"][0]["statement"] == nasty.wordings["en"].statement
    assert set_paper(order).startswith(b"%PDF-1.7")


def test_letters_without_a_font_are_a_refusal_that_names_the_language():
    asked = replace(ASKED, sections=(Section("D1", {"am": "ሰላም"}),))
    printing = replace(PRINTING, language="am", language_name="አማርኛ")

    with pytest.raises(LanguageNotPrintable) as refusal:
        set_paper(replace(ORDER, asked=asked, printing=printing))

    assert str(refusal.value).startswith("This site has no font for አማርኛ: ሰ ላ ም cannot be printed.")


def test_a_language_from_right_to_left_is_set_with_the_fonts_that_come_along_or_refused():
    printing = replace(PRINTING, language="ar", language_name="العربية", is_right_to_left=True)

    assert re.search(rb"/Lang\s*\(ar\)", set_paper(replace(ORDER, printing=printing)))


def test_a_folder_without_fonts_has_no_families(tmp_path):
    assert find_font_families(tmp_path) == ()


def test_another_mistake_in_a_plan_is_not_taken_for_missing_letters(tmp_path):
    plan = tmp_path / "plan.typ"
    plan.write_text("#panic(1)")

    with pytest.raises(RuntimeError, match="panicked"):
        typeset(plan, {}, fonts=tmp_path, at=NOON)


def test_only_the_questions_asked_of_the_institution_are_printed_and_only_answers_that_they_take():
    values = paper._values_of(replace(ORDER, asked=replace(ASKED, questions=ASKED.questions[1:2])))

    assert [section["title"] for section in values["sections"]] == ["Mandate and strategy"]
    assert [entry["choices"][-2:] for entry in values["sections"][0]["questions"]] == [
        ["4: Goals are written down: level 4", "We do not know"]
    ]

"""Banks in workbooks: nothing is lost on the way, and whatever is wrong is told by sheet and cell."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings

from engines.maturity.small_bank import MEASURES, make_bank, write
from engines.maturity.test_bank_writing import banks
from ospolis.assessment.bank_telling import tell_problem
from ospolis.assessment.bank_workbooks import open_bank_workbook
from ospolis.assessment.interchange.bank_book import write_bank_workbook, write_words_workbook
from ospolis.engines.maturity import BankRefused, read_bank, read_translation, translate_bank

BANK = read_bank({"bank.yml": write(make_bank())}, measures=MEASURES)
BOOK = write_bank_workbook(BANK)


def change(content: bytes = BOOK, **cells) -> bytes:
    """A workbook with other values in some cells, named as `items_C2`."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, _, cell = place.rpartition("_")
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> list[tuple[str, str]]:
    """Place and code of each problem of a workbook, by its own rules or by those of banks."""
    book = open_bank_workbook("own.xlsx", content)
    if book.problems:
        return [(problem.place, problem.code) for problem in book.problems]
    with pytest.raises(BankRefused) as found:
        read_bank(book.files, measures=MEASURES)
    told = [tell_problem(problem, book.places) for problem in found.value.problems]
    return [(problem.place, problem.code) for problem in told]


@given(banks())
@settings(max_examples=12, deadline=None)
def test_any_bank_comes_back_from_a_workbook_as_it_was(bank):
    book = open_bank_workbook("own.xlsx", write_bank_workbook(bank))

    assert (book.problems, book.notes) == ((), [])
    assert read_bank(book.files, measures=MEASURES) == bank


def test_columns_and_rows_may_be_moved(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    sheet = book["items"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(reversed(row), 1):
            sheet.cell(number, column).value = value
    book.move_sheet("items", offset=-3)
    book.save(tmp_path / "moved.xlsx")

    moved = open_bank_workbook("own.xlsx", (tmp_path / "moved.xlsx").read_bytes())

    assert read_bank(moved.files, measures=MEASURES) == BANK


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"items_D1": "helpp"}, ("own.xlsx, sheet items, cell D1", "unknown-column")),
        ({"items_D1": "code"}, ("own.xlsx, sheet items, cell D1", "column-twice")),
        ({"items_AA3": "stray"}, ("own.xlsx, sheet items, cell AA3", "nameless-column")),
        ({"items_A1": None}, ("own.xlsx, sheet items, row 1", "missing-column")),
        ({"items_C3": "=1+1"}, ("own.xlsx, sheet items, cell C3", "formula")),
        ({"items_C3": None}, ("own.xlsx, sheet items, cell C3", "missing-statement")),
        ({"items_G3": None}, ("own.xlsx, sheet items, cell E3", "missing-anchor")),
        ({"items_J4": "planet"}, ("own.xlsx, sheet items, cell J4", "unknown-unit")),
        ({"items_P2": "heavy"}, ("own.xlsx, sheet items, cell P2", "wrong-weight")),
        ({"items_Q2": 7}, ("own.xlsx, sheet items, cell Q2", "wrong-essential-for")),
        ({"hooks_B2": "no.such"}, ("own.xlsx, sheet hooks, cell B2", "unknown-measure")),
        ({"hooks_A3": "D9.9"}, ("own.xlsx, sheet hooks, cell A3", "unknown-item")),
        ({"hooks_O2": 0.99}, ("own.xlsx, sheet hooks, cell O2", "wrong-reliability")),
        ({"action_links_D2": 9}, ("own.xlsx, sheet action_links, cell C2", "wrong-uplift")),
        ({"bank_B2": "Small!"}, ("own.xlsx, sheet bank, cell B2", "wrong-code")),
        ({"bank_A2": "kode"}, ("own.xlsx, sheet bank, cell A2", "unknown-name")),
        ({"bank_A3": "code"}, ("own.xlsx, sheet bank, cell A3", "name-twice")),
        ({"dimensions_B2": None}, ("own.xlsx, sheet dimensions, cell B2", "missing-title")),
    ],
)
def test_what_is_wrong_is_told_by_sheet_and_cell(cells, problem):
    assert problem in refused(change(**cells))


def test_a_workbook_of_weights_is_an_addition_and_its_cells_are_named():
    weights = openpyxl.Workbook()
    weights.active.title = "bank"
    for row in (("name", "value"), ("adds", "arva"), ("bank", "small")):
        weights["bank"].append(row)
    weights.create_sheet("weights").append(("item", "weight"))
    weights["weights"].append(("D1.2", 3))
    weights["weights"].append(("D9.9", 3))
    out = io.BytesIO()
    weights.save(out)

    book = open_bank_workbook("w.xlsx", out.getvalue())
    with pytest.raises(BankRefused) as found:
        read_bank({"bank.yml": write(make_bank()), **book.files}, measures=MEASURES)

    assert [tell_problem(problem, book.places).place for problem in found.value.problems] == [
        "w.xlsx, sheet weights, row 3"
    ]


def test_words_come_back_from_the_workbook_of_a_translator():
    levels = ["Personne.", "Parfois.", "Nommée.", "A rendu compte.", "Revu."]
    content = write_words_workbook(BANK, None, "fr")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["words"]
    names = {cell.value: cell.column for cell in sheet[1]}
    assert [sheet.cell(3, names[name]).value for name in ("code", "source_statement")] == [
        "D1.1", "Somebody answers for it.",
    ]  # fmt: skip
    said = {"statement": "Quelqu'un répond.", "help": "Voir.", **{f"level_{n}": text for n, text in enumerate(levels)}}
    for name, text in said.items():
        sheet.cell(3, names[name]).value = text
    out = io.BytesIO()
    book.save(out)

    files = open_bank_workbook("fr.xlsx", out.getvalue()).files
    words = read_translation(files["fr.xlsx/words.yml"], BANK)

    assert translate_bank(BANK, words).items[0].anchors == tuple(levels)
    assert words.missing(BANK) == ("D1", "D1.2", "D1.3", "D1.4")
    again = openpyxl.load_workbook(io.BytesIO(write_words_workbook(BANK, words, "fr")))["words"]
    assert again.cell(3, names["statement"]).value == "Quelqu'un répond."


def test_a_row_of_words_that_stands_twice_and_an_empty_sheet_are_told():
    content = write_words_workbook(BANK, None, "fr")

    assert refused(change(content, words_A4="D1.1")) == [("own.xlsx, sheet words, cell A4", "row-twice")]
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    book.remove(book["hooks"])
    book.create_sheet("hooks")
    out = io.BytesIO()
    book.save(out)
    assert refused(out.getvalue()) == [("own.xlsx, sheet hooks", "no-columns")]


def with_member(name: str, data: bytes) -> bytes:
    """The workbook with one more file in it."""
    content = io.BytesIO(BOOK)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 no workbook", "archive"),
        (b"code,statement\n", "archive"),
        (with_member("xl/vbaProject.bin", b"macro"), "archive"),
        (with_member("xl/externalLinks/externalLink1.xml", b"<x/>"), "archive"),
        (with_member("xl/media/bomb.bin", b"\0" * 30_000_000), "archive"),
        (with_member("../outside.xml", b"<x/>"), "archive"),
    ],
)
def test_hostile_workbooks_are_refused_in_words(content, code):
    (problem,) = open_bank_workbook("own.xlsx", content).problems

    assert (problem.place, problem.code, bool(problem.message)) == ("own.xlsx", code, True)


def test_a_workbook_of_something_else_is_told_what_it_lacks():
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)

    assert refused(out.getvalue()) == [("own.xlsx", "no-bank")]

"""Workbooks of other programs: what they may hold, read as it is meant; what is too much, refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from ospolis.assessment.interchange.workbook import LIMITS, Cell, name_column, read_workbook
from ospolis.core.files.archives import BadArchive
from ospolis.engines.untrusted.refusal import Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RUNS = "<si><r><t>two </t></r><r><t>runs</t></r><rPh><t>spoken</t></rPh></si>"
TEXTS = f'<sst xmlns="{MAIN}"><si><t>plain</t></si>{RUNS}</sst>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\ mmm"/>'
    '<numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def workbook(rows: str, *, head: str = "", sheets: int = 1, target: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook with some rows, as another program might write it."""
    named = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="r1"/>' for number in range(1, sheets + 1))
    parts = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{head}<sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Target="{target}"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": TEXTS,
        "xl/styles.xml": STYLES,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


CELLS = {
    '<c t="s"><v>0</v></c>': "plain",
    '<c t="s"><v>1</v></c>': "two runs",
    '<c t="s"><v>99</v></c>': "",
    '<c t="inlineStr"><is><t>in_x000A_line</t><rPh><t>spoken</t></rPh></is></c>': "in\nline",
    '<c t="str"><v>told_x0041_</v></c>': "toldA",
    '<c t="b"><v>1</v></c>': "TRUE",
    '<c t="b"><v>0</v></c>': "FALSE",
    '<c t="e"><v>#REF!</v></c>': "#REF!",
    '<c t="d"><v>2026-11-02T00:00:00</v></c>': "2026-11-02",
    '<c t="d"><v>2026-11-02T08:30:00</v></c>': "2026-11-02T08:30:00",
    "<c><v>3.0</v></c>": "3",
    "<c><v>2.5</v></c>": "2.5",
    "<c><v>1e400</v></c>": "1e400",
    "<c><v>three</v></c>": "three",
    '<c s="1"><v>46328</v></c>': "2026-11-02",
    '<c s="2"><v>46328.5</v></c>': "2026-11-02T12:00:00",
    '<c s="3"><v>46328</v></c>': "46328",
    '<c s="1"><v>9999999</v></c>': "9999999",
}


@pytest.mark.parametrize(("cell", "text"), CELLS.items())
def test_a_cell_is_read_as_it_is_meant(cell, text):
    sheets = read_workbook(workbook(f"<row>{cell}</row>"))

    assert [found.text for row in sheets[0].rows for found in row.cells] == ([text] if text else [])


def test_cells_and_rows_stand_where_they_say_and_else_behind_the_one_before():
    rows = '<row r="4"><c r="C4"><v>1</v></c><c/><c><v>2</v></c></row><row><c r="AA5"><f>1+1</f><v>2</v></c></row>'

    (sheet,) = read_workbook(workbook(rows))

    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, (Cell(3, "1"), Cell(5, "2"))), (5, (Cell(27, "2", is_formula=True),)),
    ]  # fmt: skip
    assert [name_column(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_days_of_a_workbook_that_counts_from_1904_are_the_same_days():
    sheets = read_workbook(workbook('<row><c s="1"><v>44866</v></c></row>', head='<workbookPr date1904="1"/>'))

    assert sheets[0].rows[0].cells[0].text == "2026-11-02"


TWICE = {
    "a cell": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a cell that goes back": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"/><c r="B1"><v>2</v></c></row>',
    "a row": '<row r="1"><c><v>1</v></c></row><row r="2"/><row r="1"><c><v>2</v></c></row>',
}


@pytest.mark.parametrize("rows", TWICE.values(), ids=TWICE.keys())
def test_what_stands_twice_in_one_place_is_refused(rows):
    with pytest.raises(Refused) as refusal:
        read_workbook(workbook(rows))

    assert (refusal.value.code, refusal.value.line) == ("place-twice", 1)


TOO_MUCH = {
    "too-many-columns": workbook('<row><c r="GT1"><v>1</v></c></row>'),
    "too-many-rows": workbook("<row><c><v>1</v></c></row>" * (LIMITS.rows + 1)),
    "too-many-sheets": workbook("", sheets=21),
}


@pytest.mark.parametrize(("code", "content"), TOO_MUCH.items())
def test_what_no_sheet_of_answers_needs_is_refused(code, content):
    with pytest.raises(Refused) as refusal:
        read_workbook(content)

    assert refusal.value.code == code


def test_a_sheet_that_is_not_there_is_damage_and_one_elsewhere_is_not_read():
    with pytest.raises(BadArchive, match="damaged"):
        read_workbook(workbook("", target="worksheets/sheet2.xml"))

    assert read_workbook(workbook("", target="../../secret.xml")) == ()

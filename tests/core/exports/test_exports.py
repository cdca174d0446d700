"""Exports: exact bytes, harmless cells, bounded memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.exports import (
    Format,
    Table,
    csv_portions,
    export_answer,
    json_lines_portions,
    json_portions,
    xlsx_portions,
)
from ospolis.core.exports.cells import Value, neutral_text

ROWS: list[tuple[Value, ...]] = [
    ('Ångström, "x"', 3, Decimal("0.10"), date(2026, 11, 23), True),
    ("=cmd|' /C calc'!A0", None, -1.5, datetime(2026, 11, 23, 12, tzinfo=UTC), False),
]
TABLE = Table("Systems: all", ("name", "users", "cost", "since", "open"), ROWS)


def whole(portions: Iterable[bytes]) -> bytes:
    return b"".join(portions)


def test_csv_is_written_as_spreadsheets_and_programs_read_it() -> None:
    assert whole(csv_portions(TABLE)).decode("utf-8") == (
        "\ufeffname,users,cost,since,open\r\n"
        '"Ångström, ""x""",3,0.10,2026-11-23,true\r\n'
        "'=cmd|' /C calc'!A0,,-1.5,2026-11-23T12:00:00+00:00,false\r\n"
    )


def test_json_keeps_text_as_it_is_and_sums_exact() -> None:
    expected = [
        {"name": 'Ångström, "x"', "users": 3, "cost": "0.10", "since": "2026-11-23", "open": True},
        {
            "name": "=cmd|' /C calc'!A0",
            "users": None,
            "cost": -1.5,
            "since": "2026-11-23T12:00:00+00:00",
            "open": False,
        },
    ]
    assert json.loads(whole(json_portions(TABLE))) == expected
    assert [json.loads(line) for line in whole(json_lines_portions(TABLE)).splitlines()] == expected


def test_an_empty_table_is_still_a_document() -> None:
    empty = Table("Nothing", ("a",), [])
    assert whole(csv_portions(empty)) == "\ufeffa\r\n".encode()
    assert json.loads(whole(json_portions(empty))) == []
    assert whole(json_lines_portions(empty)) == b""


def test_a_workbook_holds_text_numbers_and_dates_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(whole(xlsx_portions(TABLE)))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None

    assert sheet.title == "Systems all"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["name", "users", "cost", "since", "open"],
        ['Ångström, "x"', 3, 0.1, datetime(2026, 11, 23), True],  # noqa: DTZ001  # sheets know no zones
        ["'=cmd|' /C calc'!A0", None, -1.5, datetime(2026, 11, 23, 12), False],  # noqa: DTZ001  # as above
    ]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
     "＝1+1", "＋1", "－1", "＠x", " =1", "\u200b=1", "\u00a0=1", "\ufeff=1",
     "\n=1", "\u202e=1", "﹦1", "﹢1", "\x00=1"],
)  # fmt: skip
def test_what_a_spreadsheet_could_run_is_marked_as_text(text: str) -> None:
    assert neutral_text(text).startswith("'")


@pytest.mark.parametrize("text", ["", "a=b", "3-4", "Ministry", "'quoted", "é", "مرحبا"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutral_text(text) == text


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_every_row_comes_back_and_none_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    text = whole(csv_portions(Table("x", ("a", "b"), rows))).decode("utf-8-sig", "surrogatepass")
    back = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    assert len(back) == len(rows) + 1
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in back for cell in row)


@pytest.mark.parametrize("kind", [Format.CSV, Format.JSON, Format.JSON_LINES])
def test_rows_are_read_as_they_are_written(kind: Format) -> None:
    taken = 0

    def rows() -> Iterator[tuple[Value, ...]]:
        nonlocal taken
        for number in range(5_000):
            taken = number + 1
            yield (number,)

    answer = export_answer(Table("x", ("a",), rows()), kind, name="x")
    ahead = []
    written = 0
    for portion in answer.streaming_content:
        written += portion.count(b"\n")  # type: ignore[arg-type]
        ahead.append(taken - written)

    assert taken == 5_000
    assert max(ahead) <= 500


def test_a_workbook_needs_little_memory() -> None:
    # 100,000 rows are measured in benchmarks/exports.py; here enough that keeping them would show.
    rows = ((f"system {number}" * 20, number) for number in range(3_000))
    tracemalloc.start()
    size = sum(len(portion) for portion in xlsx_portions(Table("x", ("a", "b"), rows)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 20_000
    assert peak < 1_000_000


def test_a_download_is_an_attachment_that_nothing_runs() -> None:
    answer = export_answer(TABLE, Format.CSV, name='x"\r\nSet-Cookie: a/../b')

    assert answer["Content-Disposition"] == 'attachment; filename="x-Set-Cookie-a-..-b.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

"""Tables from outside: delimiters, quotes, line numbers, and what is refused."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.untrusted.csvtext import CsvTable, read_csv
from ospolis.engines.untrusted.refusal import Refused, TextLimits

LIMITS = TextLimits(bytes=20_000_000, rows=50_000, columns=200, string=10_000)


def read(text: str) -> CsvTable:
    return read_csv(text.encode(), limits=LIMITS)


def refusal(data: bytes, **limits: int) -> tuple[str, int, int]:
    with pytest.raises(Refused) as caught:
        read_csv(data, limits=TextLimits(**({"bytes": 20_000_000} | limits)))
    return caught.value.code, caught.value.line, caught.value.column


def test_a_table_keeps_the_line_of_each_row():
    table = read("id,name\n1,Alpha\n\n2,Beta\n")
    assert table == CsvTable(("id", "name"), ((2, ("1", "Alpha")), (4, ("2", "Beta"))), ",")


def test_a_semicolon_is_found_in_the_header():
    assert read('id;"a,b,c";name\n1;2,5;x\n') == CsvTable(("id", "a,b,c", "name"), ((2, ("1", "2,5", "x")),), ";")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_once(end):
    text = end.join(["a,b", '1,"x', 'y"', "2,z"])
    assert read(text).rows == ((2, ("1", "x\ny")), (4, ("2", "z")))


def test_a_byte_order_mark_is_not_part_of_the_first_name():
    assert read_csv("\ufeffid,name\n".encode(), limits=LIMITS) == CsvTable(("id", "name"), (), ",")


def test_cells_are_trimmed_and_doubled_quotes_undone():
    assert read('a , b\n  x ,  "say ""hi"" "  \n').rows == ((2, ("x", 'say "hi"')),)


def test_formulas_stay_text():
    assert read("a,b\n=1+1,@x\n").rows == ((2, ("=1+1", "@x")),)


def test_blank_columns_at_the_right_and_blank_rows_are_left_out():
    assert read("a,b,,\n1,2,,\n,,,\n3,4,,,\n") == CsvTable(("a", "b"), ((2, ("1", "2")), (4, ("3", "4"))), ",")


def test_blank_rows_before_the_header_are_left_out():
    assert read("\n\na;b\n1;2\n") == CsvTable(("a", "b"), ((4, ("1", "2")),), ";")


def test_a_table_of_one_column_is_a_table():
    assert read("id\n1\n2") == CsvTable(("id",), ((2, ("1",)), (3, ("2",))), ",")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty", 1, 0)),
        ("\n  \n", ("empty", 1, 0)),
        ('a,b\n1,2\n3,"x\ny\n', ("open-quote", 3, 2)),
        ('a,b\n"x\ny","z\n1,2\n', ("open-quote", 3, 2)),
        ('"a,b\n1,2', ("open-quote", 1, 1)),
        ('a,b\n1,x"y\n', ("stray-quote", 2, 2)),
        ('a,b\n"x"y,2\n', ("stray-quote", 2, 1)),
        ('a,b\n1,  "x" y\n', ("stray-quote", 2, 2)),
        ("a,,b\n", ("empty-column", 1, 2)),
        ("a,b,a\n", ("duplicate-column", 1, 3)),
        ("a,b\n1\n", ("wrong-number-of-cells", 2, 2)),
        ("a,b\n1,2\n1,2,3\n", ("wrong-number-of-cells", 3, 3)),
        ("a,b\n1,\0\n", ("character", 2, 0)),
    ],
)
def test_what_is_not_a_table_is_refused_with_its_line(text, expected):
    assert refusal(text.encode()) == expected


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    assert refusal(b"a,b\n1,\xe9\n") == ("encoding", 2, 3)


def test_limits_are_named_and_hold_exactly():
    table = b"a,b\n1,2\n3,4\n"
    assert len(read_csv(table, limits=TextLimits(bytes=12, rows=2, columns=2, string=1)).rows) == 2
    assert refusal(table, bytes=11) == ("too-large", 0, 0)
    assert refusal(table, rows=1) == ("too-many-rows", 3, 0)
    assert refusal(table, columns=1) == ("too-many-columns", 1, 2)
    assert refusal(b"a,b\n1,22\n", string=1) == ("string-too-long", 2, 2)


def test_a_million_quotes_take_no_time():
    assert refusal(b'a,b\n"' + b'""' * 500_000)[0] == "open-quote"
    assert refusal(b'a,b\n"' + b'""' * 500_000 + b'"x')[0] == "stray-quote"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200) | st.text('ab,;"\n\r \t', max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_refused(data):
    try:
        table = read_csv(data, limits=LIMITS)
    except Refused:
        return
    assert {len(cells) for _, cells in table.rows} <= {len(table.header)}


CELLS = st.text('ab,;"\n é=', max_size=8).map(str.strip)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text("ab", min_size=1, max_size=3), CELLS, CELLS), max_size=6),
    st.sampled_from(",;"),
)
def test_what_a_spreadsheet_writes_is_read_back(rows, delimiter):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows([("x", "y", "z"), *rows])
    table = read(buffer.getvalue())
    assert (table.delimiter, [cells for _, cells in table.rows]) == (delimiter, rows)

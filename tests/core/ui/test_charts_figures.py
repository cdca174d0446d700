"""Charts that stand alone, and charts that are tables."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.charts import (
    Bar,
    ChartRefused,
    Column,
    DataTable,
    Estimate,
    Level,
    LevelRow,
    Slice,
    draw_bar,
    draw_columns,
    draw_heat_map,
    draw_interval,
    draw_interval_rows,
    draw_row_chart,
    draw_stacked_bar,
    draw_units,
    keep_largest,
)

FAMILIES = (
    Slice("Permissive", 64, 1, "MIT"),
    Slice("Weak copyleft", 31, 4, "EUPL-1.2"),
    Slice("Strong copyleft", 52, 2),
    Slice("Several", 12, 3),
    Slice("None found", 28, 0),
)
SAID = {"title": "One repository in seven has no licence", "note": "187 repositories", "label": "Families"}
counts = st.integers(0, 10**6)
some_slices = st.lists(counts, min_size=1, max_size=5).map(
    lambda values: [Slice(f"s{i}", value, i) for i, value in enumerate(values, start=1)]
)


def lengths(svg: str, name: str) -> list[float]:
    return [float(found) for found in re.findall(rf' {name}="([\d.]+)%"', svg)]


def test_a_stacked_bar_in_its_own_order_is_drawn_to_the_letter():
    chart = draw_stacked_bar(FAMILIES, **SAID, head=("Family", "Repositories", "Most frequent"), keeps_order=True)

    # 64 of 187 = 34.2 %, 95 = 50.8 %, 147 = 78.6 %, 159 = 85.0 %; 12 of 187 is too narrow for its number
    assert chart.svg == (
        '<svg height="34" role="img" aria-label="Families">'
        '<rect class="f1 part" x="0%" width="34.2%" height="34"/>'
        '<text class="on" x="17.1%" y="21" text-anchor="middle">64</text>'
        '<rect class="f4 part" x="34.2%" width="16.6%" height="34"/>'
        '<text class="on" x="42.5%" y="21" text-anchor="middle">31</text>'
        '<rect class="f2 part" x="50.8%" width="27.8%" height="34"/>'
        '<text class="on" x="64.7%" y="21" text-anchor="middle">52</text>'
        '<rect class="f3 part" x="78.6%" width="6.4%" height="34"/>'
        '<rect class="part" fill="url(#hatch)" x="85%" width="15%" height="34"/></svg>'
    )
    assert [key.text for key in chart.legend] == [
        "Permissive 64",
        "Weak copyleft 31",
        "Strong copyleft 52",
        "Several 12",
        "None found 28",
    ]
    assert chart.table == DataTable(
        head=("Family", "Repositories", "Most frequent"),
        rows=(
            ("Permissive", "64", "MIT"),
            ("Weak copyleft", "31", "EUPL-1.2"),
            ("Strong copyleft", "52", ""),
            ("Several", "12", ""),
            ("None found", "28", ""),
        ),
        numeric=(1,),
    )


def test_a_stacked_bar_is_sorted_by_size_with_unknown_last():
    parts = (Slice("a", 1, 1), Slice("?", 90, 0), Slice("b", 5, 2))
    chart = draw_stacked_bar(parts, **SAID, head=("Part", "Things"))
    assert [row[0] for row in chart.table.rows] == ["b", "a", "?"]


def test_a_whole_of_nothing_is_an_empty_track():
    chart = draw_stacked_bar([Slice("a", 0, 1)], **SAID, head=("Part", "Things"))
    assert '<rect class="track" width="100%" height="34"/>' in chart.svg


def test_six_series_are_refused_and_keep_largest_mends_it():
    parts = [Slice(str(i), i, 1) for i in range(1, 8)] + [Slice("?", 3, 0)]
    with pytest.raises(ChartRefused, match="at most 5"):
        draw_stacked_bar(parts, **SAID, head=("Part", "Things"))
    # 1 + 2 + 3 = 6 for the rest
    assert keep_largest(parts, rest="Others") == (
        Slice("7", 7, 1),
        Slice("6", 6, 2),
        Slice("5", 5, 3),
        Slice("4", 4, 4),
        Slice("Others", 6, 5),
        Slice("?", 3, 0),
    )


def test_five_parts_stay_as_they_are():
    assert [p.label for p in keep_largest([Slice(c, 1, 1) for c in "edcba"], rest="Others")] == list("abcde")


@settings(deadline=None)
@given(some_slices, counts)
def test_widths_add_up_to_the_whole_and_unknown_is_hatched(slices, unknown):
    parts = [*slices, Slice("?", unknown, 0)]
    chart = draw_stacked_bar(parts, **SAID, head=("Part", "Things"))
    widths = lengths(chart.svg.replace('<rect class="track" width="100%"', ""), "width")
    assert round(sum(widths), 6) == (100 if sum(p.value for p in parts) else 0)
    assert chart.svg.count("url(#hatch)") == 1
    assert len(chart.table.rows) == len(parts)


def test_columns_start_at_zero_and_the_tallest_has_96_px():
    chart = draw_columns([Column("Oct", 44), Column("Nov", 88)], **SAID, head=("Month", "Commits"))
    assert chart.svg == (
        '<svg height="132" role="img" aria-label="Families">'
        '<rect class="f1" x="7.5%" width="35%" y="62" height="48"/>'
        '<text x="25%" y="126" text-anchor="middle">Oct</text>'
        '<text class="strong" x="25%" y="57" text-anchor="middle">44</text>'
        '<rect class="f1" x="57.5%" width="35%" y="14" height="96"/>'
        '<text x="75%" y="126" text-anchor="middle">Nov</text>'
        '<text class="strong" x="75%" y="9" text-anchor="middle">88</text>'
        '<line class="axis" x1="0" x2="100%" y1="110" y2="110"/></svg>'
    )
    assert chart.table.rows == (("Oct", "44"), ("Nov", "88"))


def test_an_unknown_column_is_hatched_to_the_top_and_says_so():
    chart = draw_columns([Column("Oct", None), Column("Nov", 0)], **SAID, head=("Month", "Commits"))
    assert '<rect fill="url(#hatch)" x="7.5%" width="35%" y="14" height="96"/>' in chart.svg
    assert chart.table.rows == (("Oct", "?"), ("Nov", "0"))


def test_no_columns_draw_an_axis_only():
    assert "rect" not in draw_columns([], **SAID, head=("Month", "Commits")).svg


def test_labels_of_many_columns_are_thinned_and_the_table_has_all():
    chart = draw_columns([Column(str(i), i) for i in range(30)], **SAID, head=("Day", "Commits"))
    assert chart.svg.count('y="126"') == 10
    assert len(chart.table.rows) == 30


def test_a_unit_chart_draws_each_thing_once():
    chart = draw_units([Slice("In", 22, 1), Slice("Out", 3, 5), Slice("?", 2, 0)], **SAID, head=("Plan", "Plans"))
    assert chart.svg == (
        '<svg viewBox="0 0 240 24" class="units" role="img" aria-label="Families">'
        '<path class="unit u1" d="M1 6H239M1 18H23"/>'
        '<path class="unit u5" d="M25 18H59"/>'
        '<path class="unit" stroke="url(#hatch)" d="M61 18H83"/></svg>'
    )


@settings(deadline=None)
@given(st.lists(st.integers(0, 80), min_size=1, max_size=5))
def test_the_dashes_of_a_unit_chart_have_room_for_exactly_its_things(values):
    chart = draw_units([Slice("x", value, i) for i, value in enumerate(values)], **SAID, head=("Thing", "Things"))
    runs = re.findall(r"M(\d+) \d+H(\d+)", chart.svg)
    assert sum((int(end) - int(start) + 2) // 12 for start, end in runs) == sum(values)


@pytest.mark.parametrize("value", [401, 1.5])
def test_a_unit_chart_refuses_too_many_and_broken_things(value):
    with pytest.raises(ChartRefused, match="whole things, at most 400"):
        draw_units([Slice("x", value, 1)], **SAID, head=("Thing", "Things"))


def test_rows_of_bars_share_one_scale():
    bars = [
        Bar("Urgent", 9, url="/why/1/", more=("6 days",)),
        Bar("High", 18, more=("19 days",), series=2),
        Bar("Unknown", None, more=("",)),
    ]
    chart = draw_row_chart(bars, caption="Findings", head=("Severity", "Open", "Age"))
    assert [row.mark for row in chart.rows] == [draw_bar(0.5), draw_bar(1, series=2), draw_bar(None)]
    assert [row.text for row in chart.rows] == ["9", "18", "?"]
    assert not chart.is_wide


def test_rows_of_bars_may_have_a_scale_of_their_own_or_nothing_to_show():
    assert draw_row_chart([Bar("a", 1)], caption="c", head=("a", "b"), full=4).rows[0].mark == draw_bar(0.25)
    assert draw_row_chart([Bar("a", 0)], caption="c", head=("a", "b")).rows[0].mark == draw_bar(0)


def test_rows_of_intervals_say_both_ends_and_the_target():
    chart = draw_interval_rows(
        [Estimate("Mandate", 2.8, 2.4, 3.1, 3.0, url="/why/m/"), Estimate("Skills", None)],
        caption="Maturity",
        head=("Dimension", "Mean", "90 % interval", "Target"),
        legend=("Mean", "90 % interval", "Target"),
        joiner="%(low)s to %(high)s",
    )
    assert [(row.text, row.more) for row in chart.rows] == [("2.8", ("2.4 to 3.1", "3.0")), ("?", ("", "?"))]
    assert chart.rows[0].mark == draw_interval(2.8, low=2.4, high=3.1, target=3.0)
    assert (chart.scale, chart.is_wide) == (("0", "1", "2", "3", "4"), True)
    assert [key.text for key in chart.legend] == ["Mean", "90 % interval", "Target"]


def test_an_interval_chart_without_targets_has_no_column_and_no_key_for_them():
    chart = draw_interval_rows(
        [Estimate("Mandate", 28, 24, 31)],
        caption="Maturity",
        head=("Dimension", "Mean", "90 % interval"),
        legend=("Mean", "90 % interval", ""),
        joiner="%(low)s to %(high)s",
        most=100,
    )
    assert (chart.rows[0].more, chart.scale, len(chart.legend)) == (("24 to 31",), ("0", "100"), 2)


def test_a_row_that_does_not_fit_the_head_is_refused():
    with pytest.raises(ChartRefused, match="'a' has 3 columns, the head has 2"):
        draw_row_chart([Bar("a", 1, more=("x",))], caption="c", head=("a", "b"))
    with pytest.raises(ChartRefused, match="'a' has 1 cells for 2 columns"):
        draw_heat_map([LevelRow("a", (Level(1),))], caption="c", corner="x", columns=("p", "q"))


@pytest.mark.parametrize(
    ("level", "shade"),
    [(0, "v0"), (0.49, "v0"), (0.5, "v1"), (2.5, "v3"), (3.6, "v4"), (9, "v4"), (None, "vn")],
)
def test_a_cell_is_shaded_by_its_rounded_level(level, shade):
    assert Level(level).shade == shade


def test_a_heat_map_keeps_its_rows_and_columns():
    row = LevelRow("Registry", (Level(3.2, "3.2", "±0.5", "/why/1/"), Level(None)), url="/institutions/r/")
    heat = draw_heat_map([row], caption="Levels", corner="Institution", columns=("Mandate", "Policy"))
    assert (heat.rows, heat.columns) == ((row,), ("Mandate", "Policy"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


@settings(deadline=None)
@given(st.text(), counts)
def test_hostile_words_stay_words(words, value):
    parts = [Slice(words, value, 1)]
    said = {"title": words, "note": words, "label": words or "x"}
    reader = _Reader()
    reader.feed(draw_stacked_bar(parts, **said, head=(words, words)).svg)
    reader.feed(draw_columns([Column(words, value)], **said, head=(words, words)).svg)
    assert reader.names <= {"svg", "rect", "text", "line"}
    assert "style" not in reader.attributes
    assert not {name for name in reader.attributes if name.startswith("on")}


def test_every_second_label_of_many_columns_goes_where_the_chart_is_narrow():
    few, many = ([Column(str(i), i) for i in range(1, n)] for n in (7, 8))
    drawn = [draw_columns(columns, **SAID, head=("Day", "Commits")).svg for columns in (few, many)]
    assert [svg.count('class="alt"') for svg in drawn] == [0, 3]

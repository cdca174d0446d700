"""Marks in cells and under figures: exact markup, and what never happens whatever the numbers."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.charts import (
    ChartRefused,
    draw_bar,
    draw_figure_bar,
    draw_interval,
    draw_sparkline,
    draw_swatch,
)

shares = st.floats(0, 5, allow_nan=False)
OPEN = '<svg height="{}" aria-hidden="true" focusable="false">'


def test_a_bar_fills_its_share_of_the_track():
    assert draw_bar(0.659) == (
        OPEN.format(14)
        + '<rect class="track" width="100%" height="14" rx="2"/>'
        + '<rect class="f1" width="65.9%" height="14" rx="2"/></svg>'
    )


def test_a_bar_of_nothing_is_an_empty_track_and_unknown_is_a_hatched_one():
    track = OPEN.format(8) + '<rect class="track" width="100%" height="8" rx="2"/>'
    assert draw_bar(0, height=8) == track + "</svg>"
    assert draw_bar(None, height=8) == track + '<rect fill="url(#hatch)" width="100%" height="8" rx="2"/></svg>'


def test_a_bar_never_leaves_its_track():
    assert draw_bar(7.5) == draw_bar(1)


def test_a_key_figure_shows_its_interval_as_whiskers():
    assert draw_figure_bar(0.46, low=0.41, high=0.51) == (
        OPEN.format(10)
        + '<rect class="track" width="100%" height="10" rx="2"/>'
        + '<rect class="f1" width="46%" height="10" rx="2"/>'
        + '<line class="whisk" x1="41%" x2="51%" y1="5" y2="5"/>'
        + '<line class="whisk" x1="41%" x2="41%" y1="1" y2="9"/>'
        + '<line class="whisk" x1="51%" x2="51%" y1="1" y2="9"/></svg>'
    )


def test_a_counted_figure_has_no_whiskers_and_an_unknown_one_is_hatched():
    assert "whisk" not in draw_figure_bar(0.71)
    assert draw_figure_bar(None, low=0.1, high=0.2) == draw_bar(None, height=10)


def test_a_mean_stands_on_its_interval_with_its_target():
    # 2.8 of 4 = 70 %, 2.4 to 3.1 = 60 % and 17.5 % wide, 3.0 = 75 %
    steps = "".join(f'<line class="grid-line" x1="{x}%" x2="{x}%" y1="3" y2="17"/>' for x in (25, 50, 75))
    assert draw_interval(2.8, low=2.4, high=3.1, target=3.0) == (
        OPEN.format(20)
        + '<rect class="track" y="7" width="100%" height="6" rx="3"/>'
        + steps
        + '<rect class="band90" x="60%" width="17.5%" y="4" height="12" rx="2"/>'
        + '<line class="target" x1="75%" x2="75%" y1="1" y2="19"/>'
        + '<circle class="dot" cx="70%" cy="10" r="6"/></svg>'
    )


def test_an_unknown_mean_is_hatched_and_keeps_its_target():
    drawn = draw_interval(None, target=3.0)
    assert drawn.count('fill="url(#hatch)"') == 1
    assert "dot" not in drawn
    assert '<line class="target" x1="75%" x2="75%" y1="1" y2="19"/>' in drawn


def test_a_long_axis_has_no_steps():
    assert "grid-line" not in draw_interval(50, low=40, high=60, most=100)


def test_a_sparkline_runs_from_its_least_to_its_most():
    assert draw_sparkline([1.2, 1.3, 1.9], label="from 1.2 to 1.9 in three quarters") == (
        '<svg class="spark" viewBox="0 0 88 24" role="img" aria-label="from 1.2 to 1.9 in three quarters">'
        '<path d="M2.0 19.0L43.0 17.0L84.0 5.0"/><circle cx="84" cy="5" r="2.6"/></svg>'
    )


def test_a_gap_in_a_sparkline_stays_a_gap():
    assert 'd="M2.0 19.0M84.0 5.0"' in draw_sparkline([1, None, 2], label="x")


def test_a_flat_sparkline_runs_in_the_middle_and_an_unknown_one_is_hatched():
    assert 'd="M2.0 12.0L84.0 12.0"' in draw_sparkline([3, 3], label="x")
    assert "url(#hatch)" in draw_sparkline([None, None], label="x")
    assert "url(#hatch)" in draw_sparkline([], label="x")


def test_a_swatch_has_the_fill_of_its_series():
    start, end = '<svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><rect ', ' rx="2"/></svg>'
    assert draw_swatch(3) == start + 'class="f3" width="12" height="12"' + end
    assert draw_swatch(0) == start + 'fill="url(#hatch)" width="12" height="12"' + end


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_what_has_no_length_is_refused(value):
    for draw in (
        lambda: draw_bar(value),
        lambda: draw_figure_bar(0.5, low=value, high=1),
        lambda: draw_interval(value, low=0, high=1),
        lambda: draw_interval(1, low=0, high=1, target=value),
        lambda: draw_sparkline([value], label="x"),
    ):
        with pytest.raises(ChartRefused, match="cannot be drawn"):
            draw()


def test_an_interval_upside_down_and_a_sixth_series_are_refused():
    with pytest.raises(ChartRefused, match="upside down"):
        draw_interval(1, low=2, high=1)
    with pytest.raises(ChartRefused, match="series 6"):
        draw_bar(0.5, series=6)


@settings(deadline=None)
@given(st.none() | shares, shares, shares)
def test_no_mark_leaves_its_track(mean, one, other):
    low, high = sorted((one, other))
    drawn = draw_interval(mean, low=low, high=high, target=one) + draw_figure_bar(mean, low=low, high=high)
    lengths = [float(found) for found in re.findall(r'"(-?[\d.]+)%"', drawn)]
    assert all(0 <= length <= 100 for length in lengths)
    assert ("url(#hatch)" in drawn) == (mean is None)
    assert "style=" not in drawn


@settings(deadline=None)
@given(st.lists(st.none() | shares, min_size=1, max_size=40))
def test_a_sparkline_stays_in_its_box_and_runs_forward(points):
    drawn = draw_sparkline(points, label="x")
    places = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn)]
    assert len(places) == sum(point is not None for point in points)
    assert all(2 <= x <= 84 and 5 <= y <= 19 for x, y in places)
    assert all(before[0] < after[0] for before, after in pairwise(places))

"""Charts that are tables: rows with a mark in the middle, and heat maps."""

from collections.abc import Sequence

from ospolis.core.charts.marks import (
    draw_band_swatch,
    draw_bar,
    draw_interval,
    draw_swatch,
    draw_target_swatch,
)
from ospolis.core.charts.shapes import Bar, Estimate, HeatMap, Key, LevelRow, MarkRow, RowChart
from ospolis.core.charts.svg import ChartRefused, require_amounts, say_number


def draw_row_chart(bars: Sequence[Bar], *, caption: str, head: tuple[str, ...], full: float | None = None) -> RowChart:
    """Draw rows of bars on one scale: from 0 to `full`, or to the largest value.

    Shapes   head: name of the rows, of the numbers, and of each column in `more`
    Raises   ChartRefused when a value is negative or not a number, or a row does not fit the head
    """
    require_amounts([bar.value for bar in bars])
    most = full or max((bar.value for bar in bars if bar.value is not None), default=0) or 1
    rows = tuple(
        MarkRow(
            label=bar.label,
            mark=draw_bar(None if bar.value is None else bar.value / most, series=bar.series),
            text=bar.text or say_number(bar.value),
            url=bar.url,
            more=bar.more,
            label_url=bar.label_url,
        )
        for bar in bars
    )
    return _require_columns(RowChart(caption=caption, head=head, rows=rows))


def draw_interval_rows(
    estimates: Sequence[Estimate],
    *,
    caption: str,
    head: tuple[str, ...],
    legend: tuple[str, str, str],
    joiner: str,
    most: int = 4,
) -> RowChart:
    """Draw rows of means with their 90 % intervals and targets on an axis from 0 to `most`.

    Shapes   head: name of the rows, of the mean, of the interval, of the target; legend: the same three
             joiner: how two ends are said, with %(low)s and %(high)s: "%(low)s to %(high)s"
    Raises   ChartRefused when a value is negative or not a number, or low > high
    """
    rows = tuple(
        MarkRow(
            label=row.label,
            mark=draw_interval(row.mean, low=row.low, high=row.high, most=most, target=row.target),
            text=say_number(row.mean),
            url=row.url,
            more=(
                "" if row.mean is None else joiner % {"low": say_number(row.low), "high": say_number(row.high)},
                *((say_number(row.target),) if len(head) > 3 else ()),
            ),
            label_url=row.label_url,
        )
        for row in estimates
    )
    swatches = (draw_swatch(1), draw_band_swatch(), draw_target_swatch())
    keys = tuple(Key(swatch, text) for swatch, text in zip(swatches, legend, strict=True) if text)
    scale = tuple(say_number(step) for step in range(most + 1)) if most <= 10 else ("0", say_number(most))
    return _require_columns(RowChart(caption=caption, head=head, rows=rows, scale=scale, legend=keys))


def draw_heat_map(rows: Sequence[LevelRow], *, caption: str, corner: str, columns: tuple[str, ...]) -> HeatMap:
    """Lay out levels 0 to 4 by row and column; None is unknown and drawn hatched.

    Raises   ChartRefused when a row has more or fewer cells than there are columns, or a level is negative
    """
    for row in rows:
        require_amounts([cell.level for cell in row.cells])
        if len(row.cells) != len(columns):
            raise ChartRefused(f"row {row.label!r} has {len(row.cells)} cells for {len(columns)} columns")
    return HeatMap(caption=caption, corner=corner, columns=columns, rows=tuple(rows))


def _require_columns(chart: RowChart) -> RowChart:
    for row in chart.rows:
        if len(row.more) + 2 != len(chart.head):
            raise ChartRefused(f"row {row.label!r} has {len(row.more) + 2} columns, the head has {len(chart.head)}")
    return chart

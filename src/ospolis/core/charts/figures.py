"""Charts that stand alone: finding, drawing, legend with the numbers in it, and the table beneath."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.html import escape
from django.utils.safestring import SafeString

from ospolis.core.charts.marks import draw_swatch
from ospolis.core.charts.shapes import Chart, Column, DataTable, Key, Slice
from ospolis.core.charts.svg import (
    HATCH,
    MOST_SERIES,
    UNKNOWN,
    ChartRefused,
    fill,
    per_cent,
    picture,
    require_amounts,
    say_number,
    shape,
    split_whole,
)

LEAST_LABELLED = 0.13
"""A number inside a segment needs 13 % of the width, else it stands in the legend only."""
UNITS_IN_A_ROW = 20
MOST_UNITS = 400
MOST_LABELS, FEW_LABELS = 12, 6
"""Beyond six columns, every second label goes where the chart is narrow."""
_BAR, _PLOT, _TALLEST, _COLUMNS, _UNIT = 34, 110.0, 96.0, 132, 12


def draw_stacked_bar(
    slices: Sequence[Slice],
    *,
    title: str,
    note: str,
    label: str,
    head: tuple[str, ...],
    keeps_order: bool = False,
    csv_url: str = "",
) -> Chart:
    """Draw the parts of a whole as one bar: by size, or in their own order when it has a meaning.

    Shapes   head: name of the parts, of the numbers, and of the details if the slices have any
    Returns  unknown parts hatched and last, the widths adding up to 100 %
    Raises   ChartRefused for more than five series, an unknown series number or a negative value
    """
    require_few(slices)
    ordered = sort_slices(slices, keeps_order=keeps_order)
    cuts = split_whole([part.value for part in ordered])
    drawn = [_draw_segment(part, *cut) for part, cut in zip(ordered, cuts, strict=True)]
    track = [] if any(width for _, width in cuts) else [shape("rect", cls="track", width="100%", height=_BAR)]
    details = len(head) > 2
    rows = tuple((p.label, say_number(p.value), *((p.detail,) if details else ())) for p in ordered)
    return Chart(
        title=title,
        note=note,
        svg=picture(*track, *drawn, height=_BAR, label=label),
        legend=tuple(Key(draw_swatch(p.series), f"{p.label} {say_number(p.value)}") for p in ordered),
        table=DataTable(head=head, rows=rows, numeric=(1,)),
        csv_url=csv_url,
    )


def draw_columns(
    columns: Sequence[Column],
    *,
    title: str,
    note: str,
    label: str,
    head: tuple[str, str],
    series: int = 1,
    csv_url: str = "",
) -> Chart:
    """Draw one series in time as columns from 0; an unknown column is hatched to the top.

    Returns  labels thinned to at most twelve, so that they never touch; the table has them all
    Raises   ChartRefused for an unknown series number or a negative value
    """
    require_amounts([column.value for column in columns])
    most = max((column.value for column in columns if column.value is not None), default=0)
    step, every = 1 / max(1, len(columns)), -(-len(columns) // MOST_LABELS)
    drawn: list[SafeString] = []
    for i, column in enumerate(columns):
        place = per_cent(step * (i + 0.15)), per_cent(step * 0.7)
        drawn += _draw_column(column, *place, most=most, series=series)
        if i % every == 0:
            middle = per_cent(step * (i + 0.5))
            is_alternate = len(columns) > FEW_LABELS and (i // every) % 2 == 1
            drawn += _label_column(column, middle, most=most, is_alternate=is_alternate)
    axis = shape("line", cls="axis", x1=0, x2="100%", y1=_PLOT, y2=_PLOT)
    return Chart(
        title=title,
        note=note,
        svg=picture(*drawn, axis, height=_COLUMNS, label=label),
        legend=(),
        table=DataTable(head=head, rows=tuple((c.label, say_number(c.value)) for c in columns), numeric=(1,)),
        csv_url=csv_url,
    )


def draw_units(slices: Sequence[Slice], *, title: str, note: str, label: str, head: tuple[str, str]) -> Chart:
    """Draw each thing as one mark: solid for the named series, small for series 5, hatched for unknown.

    Units    values are whole things; above 400 the picture would lie or be unreadable, and is refused
    Raises   ChartRefused for a part of a thing, more than 400 things or more than five series
    """
    require_few(slices)
    require_amounts([part.value for part in slices])
    counts = [int(part.value) for part in slices]
    if counts != [part.value for part in slices] or sum(counts) > MOST_UNITS:
        raise ChartRefused(f"a unit chart draws whole things, at most {MOST_UNITS}")
    drawn, start = [], 0
    for part, count in zip(slices, counts, strict=True):
        if count:
            drawn.append(_draw_units_of(part.series, start, count))
        start += count
    rows = -(-start // UNITS_IN_A_ROW)
    box = f"0 0 {UNITS_IN_A_ROW * _UNIT} {max(1, rows) * _UNIT}"
    return Chart(
        title=title,
        note=note,
        svg=picture(*drawn, viewBox=box, cls="units", label=label),
        legend=tuple(Key(draw_swatch(p.series), f"{p.label} {say_number(p.value)}") for p in slices),
        table=DataTable(head=head, rows=tuple((p.label, say_number(p.value)) for p in slices), numeric=(1,)),
    )


def keep_largest(slices: Sequence[Slice], *, rest: str) -> tuple[Slice, ...]:
    """Make a long list drawable: the largest as series 1 to 4, the others as `rest`, unknown kept."""
    known = sorted((p for p in slices if p.series != UNKNOWN), key=lambda p: (-p.value, p.label))
    most = MOST_SERIES if len(known) <= MOST_SERIES else MOST_SERIES - 1
    kept = [replace(part, series=i) for i, part in enumerate(known[:most], start=1)]
    others = known[most:]
    folded = [Slice(rest, sum(p.value for p in others), MOST_SERIES)] if others else []
    return (*kept, *folded, *(p for p in slices if p.series == UNKNOWN))


def sort_slices(slices: Sequence[Slice], *, keeps_order: bool) -> list[Slice]:
    """Put unknown last and the others by size, or in their own order."""
    return sorted(slices, key=lambda p: (p.series == UNKNOWN, 0 if keeps_order else -p.value))


def require_few(slices: Sequence[Slice]) -> None:
    """Refuse more than five series beside the unknown: nobody can tell six colours apart."""
    if sum(part.series != UNKNOWN for part in slices) > MOST_SERIES:
        raise ChartRefused(f"at most {MOST_SERIES} series: fold the rest with keep_largest")


def _draw_segment(part: Slice, start: float, width: float) -> SafeString:
    own = fill(part.series)
    classes = f"{own.pop('cls', '')} part".strip()
    rect = shape("rect", cls=classes, **own, x=per_cent(start), width=per_cent(width), height=_BAR)
    if part.series == UNKNOWN or width < LEAST_LABELLED:
        return rect
    middle = per_cent(start + width / 2)
    number = escape(say_number(part.value))
    return SafeString(rect + shape("text", number, cls="on", x=middle, y=21, text_anchor="middle"))


def _draw_column(column: Column, x: str, width: str, *, most: float, series: int) -> list[SafeString]:
    if column.value is None:
        top = _PLOT - _TALLEST
        return [shape("rect", fill=HATCH, x=x, width=width, y=top, height=_TALLEST)]
    if not column.value:
        return []
    height = round(_TALLEST * column.value / most, 1)
    return [shape("rect", **fill(series), x=x, width=width, y=_PLOT - height, height=height)]


def _label_column(column: Column, middle: str, *, most: float, is_alternate: bool) -> list[SafeString]:
    height = _TALLEST if column.value is None else (_TALLEST * column.value / most if most else 0.0)
    number = escape(say_number(column.value))
    return [
        shape("text", escape(column.label), cls="alt" if is_alternate else "", x=middle, y=126, text_anchor="middle"),
        shape("text", number, cls="strong", x=middle, y=_PLOT - height - 5, text_anchor="middle"),
    ]


def _draw_units_of(series: int, start: int, count: int) -> SafeString:
    """Draw a run of units as dashes: one short path instead of hundreds of squares."""
    path, at, end = "", start, start + count
    while at < end:
        row, first = divmod(at, UNITS_IN_A_ROW)
        last = min(UNITS_IN_A_ROW, first + end - at)
        path += f"M{first * _UNIT + 1} {row * _UNIT + _UNIT // 2}H{last * _UNIT - 1}"
        at += last - first
    if series == UNKNOWN:
        return shape("path", cls="unit", stroke=HATCH, d=path)
    return shape("path", cls=f"unit u{series}", d=path)

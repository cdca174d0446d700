"""Marks that stand inside a table or under a figure: they hold no words, so they can be mirrored."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.utils.safestring import SafeString

from ospolis.core.charts.svg import (
    HATCH,
    ChartRefused,
    clamp,
    fill,
    per_cent,
    picture,
    require_amounts,
    shape,
)

SPARK = "0 0 88 24"
_FIRST, _LAST, _TOP, _BOTTOM = 2.0, 84.0, 5.0, 19.0


def draw_bar(share: float | None, *, series: int = 1, height: int = 14) -> SafeString:
    """Draw a share of 1 on its track; None is unknown and hatches the whole track.

    Units    share: 0 to 1, more is cut at 1; height: px (14 in row charts, 8 in cells, 10 in figures)
    Raises   ChartRefused when the share is negative or not a number
    """
    return picture(*_fill_track(share, series=series, height=height), height=height)


def draw_figure_bar(share: float | None, *, low: float | None = None, high: float | None = None) -> SafeString:
    """Draw the bar of a key figure with its 90 % interval as whiskers, where it is estimated.

    Units    share, low, high: 0 to 1
    Raises   ChartRefused when a share is negative or not a number, or low > high
    """
    whiskers: list[SafeString] = []
    if share is not None and low is not None and high is not None:
        require_order(low, high)
        start, end = per_cent(clamp(low)), per_cent(clamp(high))
        whiskers = [
            shape("line", cls="whisk", x1=start, x2=end, y1=5, y2=5),
            shape("line", cls="whisk", x1=start, x2=start, y1=1, y2=9),
            shape("line", cls="whisk", x1=end, x2=end, y1=1, y2=9),
        ]
    return picture(*_fill_track(share, series=1, height=10), *whiskers, height=10)


def draw_interval(
    mean: float | None,
    *,
    low: float = 0.0,
    high: float = 0.0,
    most: float = 4.0,
    target: float | None = None,
    radius: int = 6,
) -> SafeString:
    """Draw a mean as a dot on its 90 % interval, with the target as a dark tick; None is unknown.

    Units    all in the unit of the axis, which runs from 0 to `most`; radius: px (4 in cells)
    Raises   ChartRefused when a value is negative or not a number, or low > high
    """
    require_amounts((mean, target))
    require_order(low, high)
    track = shape("rect", cls="track", y=7, width="100%", height=6, rx=3)
    marks = [track, *_draw_steps(most)]
    if mean is None:
        marks.append(shape("rect", fill=HATCH, y=4, width="100%", height=12, rx=2))
    else:
        start, end = clamp(low / most), clamp(high / most)
        marks.append(shape("rect", cls="band90", x=per_cent(start), width=per_cent(end - start), y=4, height=12, rx=2))
    if target is not None:
        at = per_cent(clamp(target / most))
        marks.append(shape("line", cls="target", x1=at, x2=at, y1=1, y2=19))
    if mean is not None:
        marks.append(shape("circle", cls="dot", cx=per_cent(clamp(mean / most)), cy=10, r=radius))
    return picture(*marks, height=20)


def draw_sparkline(points: Sequence[float | None], *, label: str) -> SafeString:
    """Draw a series in time between its own least and most; a gap stays a gap.

    Units    any, in equal steps of time
    Returns  an image named `label`: say in it from, to and how many steps
    Raises   ChartRefused when a value is negative or not a number
    """
    require_amounts(points)
    known = [point for point in points if point is not None]
    if not known:
        nothing = shape("rect", fill=HATCH, y=8, width="100%", height=8, rx=2)
        return picture(nothing, cls="spark", viewBox=SPARK, label=label)
    least, span = min(known), max(known) - min(known)
    step = (_LAST - _FIRST) / max(1, len(points) - 1)
    path, end, is_drawing = "", (_FIRST, _TOP), False
    for i, point in enumerate(points):
        if point is not None:
            rise = (point - least) / span if span else 0.5
            end = (_FIRST + step * i, _BOTTOM - (_BOTTOM - _TOP) * rise)
            path += f"{'L' if is_drawing else 'M'}{end[0]:.1f} {end[1]:.1f}"
        is_drawing = point is not None
    line, dot = shape("path", d=path), shape("circle", cx=end[0], cy=end[1], r=2.6)
    return picture(line, dot, cls="spark", viewBox=SPARK, label=label)


def draw_swatch(series: int) -> SafeString:
    """Draw the square of a legend entry; series 0 is the hatch of the unknown."""
    return picture(shape("rect", **fill(series), width=12, height=12, rx=2), viewBox="0 0 12 12")


def draw_band_swatch() -> SafeString:
    """Draw the legend entry of the 90 % interval."""
    return picture(shape("rect", cls="band90", width=24, height=12), cls="w2", viewBox="0 0 24 12")


def draw_target_swatch() -> SafeString:
    """Draw the legend entry of the target tick."""
    return picture(shape("path", cls="target", d="M6 0v12"), viewBox="0 0 12 12")


def require_order(low: float, high: float) -> None:
    """Refuse an interval that is upside down, negative or not a number."""
    require_amounts((low, high))
    if low > high:
        raise ChartRefused(f"the interval from {low} to {high} is upside down")


def _fill_track(share: float | None, *, series: int, height: int) -> Iterator[SafeString]:
    require_amounts((share,))
    yield shape("rect", cls="track", width="100%", height=height, rx=2)
    if share is None:
        yield shape("rect", fill=HATCH, width="100%", height=height, rx=2)
    elif share > 0:
        yield shape("rect", **fill(series), width=per_cent(clamp(share)), height=height, rx=2)


@lru_cache(maxsize=16)
def _draw_steps(most: float) -> tuple[SafeString, ...]:
    """Draw a thin line at each whole step inside a short axis, such as the levels 1 to 3 of 0 to 4."""
    places = [per_cent(step / most) for step in range(1, int(most))] if most <= 10 else []
    return tuple(shape("line", cls="grid-line", x1=at, x2=at, y1=3, y2=17) for at in places)

"""Charts drawn by the server: SVG in per cent, colours by class, every chart with its table.

Bars, intervals and sparklines for cells; stacked bars, columns and unit charts as figures; row charts and
heat maps as tables. Unknown is always drawn, as a hatch. `c-chart`, `c-bars` and `c-heat` show them.
"""

from ospolis.core.charts.figures import draw_columns, draw_stacked_bar, draw_units, keep_largest
from ospolis.core.charts.marks import draw_bar, draw_figure_bar, draw_interval, draw_sparkline, draw_swatch
from ospolis.core.charts.shapes import (
    Bar,
    Chart,
    Column,
    DataTable,
    Estimate,
    HeatMap,
    Key,
    Level,
    LevelRow,
    MarkRow,
    RowChart,
    Slice,
)
from ospolis.core.charts.svg import UNKNOWN, ChartRefused, say_number
from ospolis.core.charts.tables import draw_heat_map, draw_interval_rows, draw_row_chart

__all__ = [
    "UNKNOWN",
    "Bar",
    "Chart",
    "ChartRefused",
    "Column",
    "DataTable",
    "Estimate",
    "HeatMap",
    "Key",
    "Level",
    "LevelRow",
    "MarkRow",
    "RowChart",
    "Slice",
    "draw_bar",
    "draw_columns",
    "draw_figure_bar",
    "draw_heat_map",
    "draw_interval",
    "draw_interval_rows",
    "draw_row_chart",
    "draw_sparkline",
    "draw_stacked_bar",
    "draw_swatch",
    "draw_units",
    "keep_largest",
    "say_number",
]

"""What goes into a chart and what comes out, as frozen rows."""

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a whole; `series` 1 to 5 keeps its meaning across charts, 0 is unknown and hatched."""

    label: str
    value: float
    series: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a series in time; `value` None is unknown and drawn hatched."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a row chart; `value` None is unknown. `more` fills the columns after the number."""

    label: str
    value: float | None
    text: str = ""
    url: str = ""
    more: tuple[str, ...] = ()
    series: int = 1
    label_url: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row with a mean and its 90 % interval; a bare mean cannot be written down."""

    label: str
    mean: float | None
    low: float = 0.0
    high: float = 0.0
    target: float | None = None
    url: str = ""
    label_url: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One cell of a heat map: colour by the rounded level 0 to 4, words of its own, None unknown."""

    level: float | None
    text: str = ""
    doubt: str = ""
    url: str = ""

    @property
    def shade(self) -> str:
        """Name the class of the cell: v0 to v4, vn when unknown."""
        return "vn" if self.level is None else f"v{min(4, max(0, int(self.level + 0.5)))}"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One row of a heat map."""

    label: str
    cells: tuple[Level, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a swatch and the words with the number in them."""

    swatch: SafeString
    text: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """The table beneath a chart: the first column names the row, `numeric` counts columns from 0."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn figure: finding, what it counts, drawing, legend, and always its table."""

    title: str
    note: str
    svg: SafeString
    legend: tuple[Key, ...]
    table: DataTable
    csv_url: str = ""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One drawn row of a row chart."""

    label: str
    mark: SafeString
    text: str
    url: str = ""
    more: tuple[str, ...] = ()
    label_url: str = ""


@dataclass(frozen=True, slots=True)
class RowChart:
    """A table whose middle column holds the mark: it is its own data table."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[MarkRow, ...]
    scale: tuple[str, ...] = ()
    legend: tuple[Key, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Say whether the row must restack in a narrow container: four or more columns."""
        return len(self.head) > 3

    @property
    def lines(self) -> tuple[tuple[MarkRow, tuple[tuple[str, str], ...]], ...]:
        """Pair each further cell with its column, so that a restacked row still names its numbers."""
        return tuple((row, tuple(zip(self.head[2:], row.more, strict=True))) for row in self.rows)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A table of levels; `columns` does not count the first one, which `corner` names."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[LevelRow, ...]

    @property
    def lines(self) -> tuple[tuple[LevelRow, tuple[tuple[str, Level], ...]], ...]:
        """Pair each cell with its column, so that a link can say both."""
        return tuple((row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows)

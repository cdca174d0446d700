"""The tables of the country folder: their columns, as the contract fixes them, and how a table becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ospolis.engines.untrusted.csvtext import read_csv
from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.institutions.choices import InstitutionKind, Openness, Sector, SystemStatus
from ospolis.mapping.choices import SourceKind, SourceRole
from ospolis.mapping.folder import cells
from ospolis.mapping.folder.cells import BadCell, Column
from ospolis.mapping.folder.problems import ProblemList

# A country folder comes from the operator's own command line, so it may hold more rows than an upload.
CSV_LIMITS = TextLimits(bytes=20_000_000, rows=200_000, columns=200, string=10_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the line of the file it starts at, and its values by column."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


INSTITUTIONS = (
    Column("id", cells.key, required=True),
    Column("name", cells.text(300), required=True),
    Column("kind", cells.choice(InstitutionKind.values), required=True),
    Column("parent", cells.key),
    Column("sector", cells.choice(Sector.values)),
    Column("staff", cells.count, empty=None),
    Column("region", cells.text(120)),
    Column("website", cells.web_address),
    Column("name_local", cells.text(300)),
    Column("identifier", cells.text(500)),
    Column("code_hosting", cells.hosting, empty=()),
)
SOURCES = (
    Column("institution", cells.key, required=True),
    Column("kind", cells.choice(SourceKind.values), required=True),
    Column("location", cells.text(2048), required=True),
    Column("system", cells.key),
    Column("role", cells.choice(SourceRole.values), empty=SourceRole.PUBLISHES.value),
    Column("note", cells.text(500)),
)
SYSTEMS = (
    Column("id", cells.key, required=True),
    Column("institution", cells.key, required=True),
    Column("name", cells.text(300), required=True),
    Column("status", cells.choice(SystemStatus.values), empty=SystemStatus.ACTIVE.value),
    Column("openness", cells.choice(Openness.values), empty=Openness.UNKNOWN.value),
    Column("licence", cells.text(300)),
    Column("vendor", cells.text(200)),
    Column("annual_cost", cells.amount, empty=None),
    Column("currency", cells.currency),
    Column("contract_end", cells.day, empty=None),
    Column("users", cells.count, empty=None),
    Column("criticality", cells.choice(("1", "2", "3", "4")), empty=None),
    Column("repository", cells.text(2048)),
    Column("functions", cells.words, empty=()),
    Column("url", cells.web_address),
)
ANSWERS = (
    Column("institution", cells.key, required=True),
    Column("item", cells.code, required=True),
    Column("level", cells.choice(("0", "1", "2", "3", "4", "na")), required=True),
    Column("respondent_role", cells.code, required=True),
    Column("date", cells.day, required=True),
    Column("comment", cells.text(2000)),
    Column("evidence", cells.text(2048)),
)
BUDGET = (
    Column("line", cells.text(200), required=True),
    Column("kind", cells.choice(("funded", "in_kind")), required=True),
    Column("category", cells.text(64), required=True),
    Column("year", cells.count, required=True),
    Column("amount", cells.amount, required=True),
    Column("currency", cells.currency, required=True),
    Column("payer", cells.text(200)),
)
STAFF = (
    Column("role", cells.text(64), required=True),
    Column("days_per_month", cells.amount, required=True),
    Column("from", cells.day, required=True),
    Column("until", cells.day, empty=None),
    Column("kind", cells.choice(("funded", "in_kind")), empty="funded"),
    Column("note", cells.text(500)),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "institutions.csv": INSTITUTIONS,
    "sources.csv": SOURCES,
    "systems.csv": SYSTEMS,
    "answers.csv": ANSWERS,
    "budget.csv": BUDGET,
    "staff.csv": STAFF,
}


def read_table(name: str, data: bytes, problems: ProblemList) -> tuple[Row, ...]:
    """Read one table of the folder; rows with problems are left out, and each problem is added to the list."""
    columns = TABLES[name]
    try:
        table = read_csv(data, limits=CSV_LIMITS)
    except Refused as refusal:
        column = f"number {refusal.column}" if refusal.column else ""
        problems.add(
            name, refusal.code, refusal.message, "Mend the file and run again.", row=refusal.line, column=column
        )
        return ()
    if not _check_header(name, table.header, columns, problems):
        return ()
    known = {column.name: column for column in columns}
    rows = []
    for line, written in table.rows:
        values = {column.name: column.empty for column in columns}
        faults = 0
        for heading, cell in zip(table.header, written, strict=True):
            faults += not _read_cell(name, line, known[heading], cell, values, problems)
        if not faults:
            rows.append(Row(line, values))
    return tuple(rows)


def _check_header(name: str, header: tuple[str, ...], columns: tuple[Column, ...], problems: ProblemList) -> bool:
    known = [column.name for column in columns]
    unknown = [heading for heading in header if heading not in known]
    missing = [column.name for column in columns if column.required and column.name not in header]
    for heading in unknown:
        problems.add(
            name, "unknown-column", f"There is no column '{heading}'.", f"Use these: {', '.join(known)}.", row=1,
            column=heading,
        )  # fmt: skip
    for heading in missing:
        problems.add(
            name,
            "missing-column",
            f"The column '{heading}' is missing.",
            "Add it to the first row.",
            row=1,
            column=heading,
        )
    return not unknown and not missing


def _read_cell(name: str, line: int, column: Column, cell: str, values: dict[str, Any], problems: ProblemList) -> bool:
    """Put the value of a cell into `values`; False when the cell has a problem."""
    if not cell:
        if column.required:
            problems.add(name, "empty-cell", "The cell is empty.", "Fill it.", row=line, column=column.name)
        return not column.required
    try:
        values[column.name] = column.read(cell)
    except BadCell as bad:
        problems.add(name, bad.code, bad.message, bad.remedy, row=line, column=column.name)
        return False
    return True

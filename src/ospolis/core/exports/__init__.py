"""The one way out for tables: CSV, spreadsheet, JSON, streamed and with every cell made harmless."""

from ospolis.core.exports.downloads import Format, download_headers, export_answer
from ospolis.core.exports.writers import (
    Table,
    TooManyRows,
    csv_portions,
    json_lines_portions,
    json_portions,
    xlsx_portions,
)

__all__ = [
    "Format",
    "Table",
    "TooManyRows",
    "csv_portions",
    "download_headers",
    "export_answer",
    "json_lines_portions",
    "json_portions",
    "xlsx_portions",
]

"""Exports as answers: streamed, with a safe file name, never shown inside our pages."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from django.http import StreamingHttpResponse

from ospolis.core.exports.writers import Table, csv_portions, json_lines_portions, json_portions, xlsx_portions

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


class Format(enum.StrEnum):
    """In what an export is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSON_LINES = "jsonl"


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.JSON_LINES: "application/jsonl; charset=utf-8",
}
_WRITERS = {
    Format.CSV: csv_portions,
    Format.XLSX: xlsx_portions,
    Format.JSON: json_portions,
    Format.JSON_LINES: json_lines_portions,
}


def download_headers(name: str) -> dict[str, str]:
    """Headers of everything that leaves as a file: an attachment that no browser runs or guesses at."""
    plain = _NOT_IN_NAMES.sub("-", name).strip("-.") or "export"
    return {
        "Content-Disposition": f'attachment; filename="{plain}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store, private",
    }


def export_answer(table: Table, kind: Format, *, name: str) -> StreamingHttpResponse:
    """Stream a table as a download; `name` is the file name without its extension."""
    portions: Iterable[bytes] = _WRITERS[kind](table)
    headers = download_headers(f"{name}.{kind.value}")
    return StreamingHttpResponse(portions, content_type=_MEDIA_TYPES[kind], headers=headers)

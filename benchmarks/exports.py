"""What a download of 100,000 rows takes; memory must not grow with the rows.

Promise: exports are streamed: 100,000 rows cost no more memory than 1,000.
Run: python benchmarks/exports.py [ROWS]
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from _measuring import measured, say

from ospolis.core.exports.writers import (
    Row,
    Table,
    csv_portions,
    json_portions,
    xlsx_portions,
)

COLUMNS = ("repository", "institution", "licence", "files", "share", "last_commit", "note")
WRITERS: tuple[Callable[[Table], Iterable[bytes]], ...] = (csv_portions, json_portions, xlsx_portions)


def rows(count: int) -> Iterator[Row]:
    """Rows as the repository list has them, made one at a time."""
    day = date(2026, 1, 1)
    for n in range(count):
        yield (f"https://example.org/office/system-{n}", f"Ministry {n % 40}", "EUPL-1.2", n, n / 7, day, "=1+1")


def main() -> None:
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    for count in (1_000, given[0] if given else 100_000):
        for writer in WRITERS:
            with measured() as cost:
                size = sum(len(portion) for portion in writer(Table("Repositories", COLUMNS, rows(count))))
            say(f"{writer.__name__} {count:,}", cost, count=count, unit="rows")
            tracemalloc.start()
            for _ in writer(Table("Repositories", COLUMNS, rows(min(count, 20_000)))):
                pass
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(f"{'':<34} {size / 1e6:.1f} MB written, at most {peak / 1e6:.2f} MB held by Python", flush=True)


if __name__ == "__main__":
    main()

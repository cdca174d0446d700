"""How fast metadata files are read, checked and converted: a publiccode.yml and an inventory of 2,000, or files given.

Promise: a file of the longest size that is accepted costs seconds, not minutes.
Run: python benchmarks/metadata.py [FILE...]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from _measuring import ROOT, measured, say

from ospolis.engines.metadata import convert, read_metadata

REPEATED = 50
RELEASES = 2_000
USAGE = "openSource"


def inventory(count: int) -> bytes:
    """A code.json of the second form with so many releases."""
    releases = [
        {
            "name": f"system-{n}", "repositoryURL": f"https://example.org/system-{n}",
            "description": "An invented system that keeps an invented register.",
            "permissions": {"licenses": [{"name": "MIT", "URL": "https://spdx.org/licenses/MIT"}], "usageType": USAGE},
            "laborHours": n + 1, "tags": ["register", "invented"], "contact": {"email": "office@example.org"},
        }
        for n in range(count)
    ]  # fmt: skip
    document = {"version": "2.0.0", "agency": "EX", "measurementType": {"method": "projects"}}
    return json.dumps({**document, "releases": releases}).encode()


def inputs() -> Iterator[tuple[str, bytes]]:
    """The files of the command line, or our own publiccode.yml and a made-up inventory."""
    for word in sys.argv[1:]:
        yield Path(word).name, Path(word).read_bytes()
    if not sys.argv[1:]:
        yield "publiccode.yml", (ROOT / "publiccode.yml").read_bytes()
        yield "code.json", inventory(RELEASES)


def main() -> None:
    for name, content in inputs():
        read_metadata(content, name=name)  # loads the vocabulary, once for a process
        times = REPEATED if len(content) < 20_000 else 1
        with measured() as cost:
            for _ in range(times):
                reading = read_metadata(content, name=name)
        say(f"{name}: read", cost, count=times * max(1, len(reading.records)), unit="records")
        print(f"{'':<34} {len(content) / 1e6:.2f} MB, {reading.kind}, {reading.verdict}", flush=True)
        if reading.record is not None:
            with measured() as cost:
                for _ in range(times):
                    convert(reading.record, "codemeta")
            say(f"{name}: convert to CodeMeta", cost, count=times, unit="records")


if __name__ == "__main__":
    main()

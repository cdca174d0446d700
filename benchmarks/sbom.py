"""How fast component lists are read and written: made-up lists of 5,000 and 50,000 components, or files given.

Promise: a list of 50 MB is read within the limits of the box (120 s of processor time, 1 GB of memory).
Run: python benchmarks/sbom.py [FILE...]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from _measuring import measured, say

from ospolis.engines.components.sbom.read import read_sbom
from ospolis.engines.components.sbom.reading import Reading, Tool
from ospolis.engines.components.sbom.write_cyclonedx import write_cyclonedx
from ospolis.engines.components.sbom.write_spdx import write_spdx

SIZES = (5_000, 50_000)
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "EUPL-1.2", "LGPL-2.1-or-later")
CREATED = "2026-01-01T00:00:00Z"


def cyclonedx(count: int) -> bytes:
    """A CycloneDX 1.6 list in which each component needs the two that follow."""
    components = [
        {
            "type": "library", "bom-ref": f"ref-{n}", "name": f"part-{n}", "version": f"1.{n % 50}.{n % 7}",
            "purl": f"pkg:npm/part-{n}@1.{n % 50}.{n % 7}", "licenses": [{"license": {"id": LICENCES[n % 5]}}],
        }
        for n in range(count)
    ]  # fmt: skip
    needs = [{"ref": f"ref-{n}", "dependsOn": [f"ref-{m}" for m in (n + 1, n + 2) if m < count]} for n in range(count)]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return json.dumps({**document, "components": components, "dependencies": needs}).encode()


def inputs() -> Iterator[tuple[str, bytes]]:
    """The files of the command line, or the made-up ones."""
    for word in sys.argv[1:]:
        yield Path(word).name, Path(word).read_bytes()
    if not sys.argv[1:]:
        for count in SIZES:
            yield f"cyclonedx-{count}.json", cyclonedx(count)


def measure(name: str, content: bytes) -> Reading:
    """Read one list and print what it took."""
    with measured() as cost:
        reading = read_sbom(content, name=name)
    say(f"{name}: read", cost, count=len(reading.components), unit="components")
    print(f"{'':<34} {len(content) / 1e6:.1f} MB, {reading.verdict}", flush=True)
    return reading


def main() -> None:
    tool = Tool(name="ospolis-benchmark", version="1")
    for name, content in inputs():
        reading = measure(name, content)
        if not reading.components:
            continue
        with measured() as cost:
            write_cyclonedx(
                reading.components, reading.edges, created=CREATED,
                serial="urn:uuid:00000000-0000-4000-8000-000000000000", tool=tool,
            )  # fmt: skip
        say(f"{name}: write CycloneDX", cost, count=len(reading.components), unit="components")
        with measured() as cost:
            written = write_spdx(
                reading.components, reading.edges, created=CREATED, name="benchmark",
                namespace="https://example.org/benchmark", tool=tool,
            )  # fmt: skip
        say(f"{name}: write SPDX", cost, count=len(reading.components), unit="components")
        measure(name.replace("cyclonedx", "spdx"), written)


if __name__ == "__main__":
    main()

"""Country folders and small repositories made for a test, and a run of the map over them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ospolis.core.access import system_viewer
from ospolis.core.scanbox import BoxAnswer, BoxOutcome
from ospolis.engines.gitrepo.limits import Limits
from ospolis.mapping.deep.texts_box import read_texts
from ospolis.mapping.folder import read_folder
from ospolis.mapping.mapper import MapOrder, map_country
from ospolis.mapping.reading.box import read_contents
from ospolis.mapping.reading.documents_box import read_document
from ospolis.mapping.work.desk import ReadingDesk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACTOR = system_viewer("test")
LIMITS = Limits(wall_seconds=20)

MIT = (
    "MIT License\n\nCopyright (c) 2026 Ministry\n\n"
    "Permission is hereby granted, free of charge, to any person obtaining a copy\n"
    'of this software and associated documentation files (the "Software"), to deal\n'
    "in the Software without restriction, including without limitation the rights\n"
    "to use, copy, modify, merge, publish, distribute, sublicense, and/or sell\n"
    "copies of the Software, and to permit persons to whom the Software is\n"
    "furnished to do so, subject to the following conditions:\n\n"
    "The above copyright notice and this permission notice shall be included in all\n"
    "copies or substantial portions of the Software.\n\n"
    'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR\n'
    "IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,\n"
    "FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE\n"
    "AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\n"
    "LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,\n"
    "OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE\n"
    "SOFTWARE.\n"
)
PACKAGE = json.dumps({"name": "alpha", "license": "MIT", "dependencies": {"left-pad": "1.3.0"}}, indent=1)
ALPHA = {
    "LICENSE": MIT,
    "README.md": "# Alpha\n\nWhat it does, how it is installed and how it is used.\n",
    "package.json": PACKAGE,
    "src/index.js": "// a comment\nexport function add(a, b) {\n  return a + b;\n}\n",
}
BETA = {
    "LICENSE": MIT,
    "requirements.txt": "django==5.2\n",
    "beta.py": "def add(a, b):\n    return a + b\n",
}

COMPONENT_LIST = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "components": [
            {
                "type": "library",
                "name": "left-pad",
                "version": "1.3.0",
                "purl": "pkg:npm/left-pad@1.3.0",
                "licenses": [{"license": {"id": "MIT"}}],
            }
        ],
    }
)


def make_repository(path: Path, *commits: Mapping[str, str | bytes], bare: bool = True) -> Path:
    """A repository with one commit on main for each set of files; the same files make the same commits."""
    subprocess.run(["git", "init", "-q", "-b", "main", *(["--bare"] if bare else []), str(path)], check=True)
    add_commits(path, *commits)
    return path


def add_commits(path: Path, *commits: Mapping[str, str | bytes]) -> None:
    """Add commits to main, each of which holds just these files."""
    known = subprocess.run(["git", "-C", str(path), "rev-list", "--count", "--all"], capture_output=True, check=True)
    done = int(known.stdout)
    stream = bytearray()
    for number, files in enumerate(commits, start=done):
        stream += b"commit refs/heads/main\n"
        stream += b"committer Ada <ada@example.org> %d +0000\ndata 4\nwork\n" % (1_790_000_000 + number * 3600)
        if number == done and done:
            stream += b"from refs/heads/main^0\n"
        stream += b"deleteall\n"
        for name, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            stream += b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(content), content)
    subprocess.run(["git", "-C", str(path), "fast-import", "--quiet", "--force"], input=bytes(stream), check=True)


@dataclass
class InProcessBox:
    """Reads in the test's own process: for tests whose subject is not the box."""

    function: Callable[[bytes], Iterable[Any]]
    asked: list[int] = field(default_factory=list)

    def run(self, payload: bytes) -> BoxAnswer:
        order = json.loads(payload)
        self.asked.append(len(order.get("files", [])))
        lines = tuple(json.dumps(row, allow_nan=False).encode() for row in self.function(payload))
        return BoxAnswer(BoxOutcome.DONE, lines)

    def close(self) -> None:
        """Nothing to end."""


@dataclass
class Country:
    """A country folder of two institutions, with the data folder of its own installation."""

    path: Path
    data_dir: Path
    key: str = "test-office"
    now: datetime = NOON
    limits: Limits = LIMITS
    boxed: bool = False
    repository_box: InProcessBox = field(default_factory=lambda: InProcessBox(read_contents))

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True)
        self.write(
            "office.yml",
            f"id: {self.key}\nname: Office of the test\ncountry: XX\nscope: country\nhost: min-a\n",
        )
        self.institutions("min-a,Ministry A,ministry,,01", "min-b,Ministry B,ministry,,07")
        self.systems()
        self.sources()

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def institutions(self, *rows: str) -> None:
        self.write("institutions.csv", "\n".join(("id,name,kind,parent,sector", *rows)) + "\n")

    def systems(self, *rows: str) -> None:
        self.write("systems.csv", "\n".join(("id,institution,name,openness,licence", *rows)) + "\n")

    def sources(self, *rows: str) -> None:
        self.write("sources.csv", "\n".join(("institution,kind,location,system,role", *rows)) + "\n")

    def desk(self) -> ReadingDesk:
        desk = ReadingDesk(
            folder=self.path, data_dir=self.data_dir, pseudonym_key=b"k" * 32, now=self.now, limits=self.limits
        )
        if not self.boxed:
            texts = InProcessBox(read_texts)
            desk._boxes.update(repository=self.repository_box, document=InProcessBox(read_document), texts=texts)
        return desk

    def order(self, **changes: Any) -> MapOrder:
        settled = {"desk": self.desk(), "workers": 0, **changes}
        return MapOrder(
            folder=read_folder(self.path), data_dir=self.data_dir, actor=ACTOR, clock=lambda: self.now, **settled
        )

    def map(self, **changes: Any) -> dict[str, Any]:
        order = self.order(**changes)
        try:
            return map_country(order)
        finally:
            order.desk.close()

"""How exact licences are found: the detector against files that people have read and labelled.

Promise: at least 99 % of the files right, none wrong in silence. What the detector does not know, it must say.
Run: python benchmarks/licence_gold.py FOLDER   (bare or other clones, named owner+name or owner/name, in FOLDER)
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from ospolis.engines.licences import (
    Compound,
    Expression,
    FileReading,
    Licence,
    classify_path,
    parse_expression,
    read_blob,
)
from ospolis.engines.licences.assemble import read_files
from ospolis.engines.licences.queue import make_queue

TABLE = Path(__file__).with_name("licence_gold.tsv")
NONE, ASK = "none", "ask"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One file of the gold set. No text is kept here, only where it stands and what a reader says of it.

    lines   where the statement stands, "-" where there is none
    right   an SPDX expression; "none": the file says nothing about its licence; "ask": terms stand there, and the
            text alone does not lead to an SPDX expression (no version, terms outside the SPDX list)
    set     "first": the detector was mended with these at hand; "hold-out", 2 and 3: drawn at random from other
            repositories and labelled before the detector read them
    """

    repository: str
    commit: str
    path: str
    lines: str
    right: str
    reason: str
    set: str = "first"


def read_table(path: Path = TABLE) -> tuple[Labelled, ...]:
    """The labelled files in the order of the table."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, dialect="excel-tab", quoting=csv.QUOTE_NONE)
        return tuple(Labelled(**{field.name: row[field.name] for field in fields(Labelled)}) for row in rows)


def find_mirror(folder: Path, repository: str) -> Path | None:
    """The clone of a repository below a folder, under one of the usual names."""
    flat = repository.replace("/", "+")
    for name in (f"{flat}/repo/.git", f"{flat}/repo", f"{flat}.git", flat, f"{repository}.git", repository):
        if (folder / name / "HEAD").exists() or (folder / name / ".git").exists():
            return folder / name
    return None


def read_content(mirror: Path, row: Labelled) -> bytes | None:
    """The bytes of a labelled file, None when the clone does not have them."""
    command = ["git", "-C", str(mirror), "cat-file", "blob", f"{row.commit}:{row.path}"]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def judge(row: Labelled, content: bytes) -> tuple[str, str]:
    """Hold the detector against one label.

    Returns  ("right", "queued" or "wrong", what the detector says); "queued" is asked where an answer was possible
    """
    file = FileReading(row.path, "", read_blob(content, classify_path(row.path, size=len(content))))
    found = next(iter(read_files([file]).values()), None)
    asked = [item.reason for item in make_queue([file])]
    says = found.expression if found else NONE
    if asked:
        reasons = f"{says}, asks: {asked[0]}"
        at_odds = found is not None and row.right != ASK and not _names(says) <= _names(row.right)
        return ("right" if row.right == ASK else "wrong" if at_odds else "queued"), reasons
    if row.right == ASK:
        return ("right" if "LicenseRef-" in says else "wrong"), says
    return ("right" if _order(says) == _order(row.right) else "wrong"), says


def _names(text: str) -> set[str]:
    read = parse_expression(text)
    return set() if not isinstance(read, Expression) or read.node is None else set(_flatten(read.node))


def _flatten(node: Licence | Compound) -> Iterator[str]:
    if isinstance(node, Licence):
        yield str(node)
    else:
        for part in node.parts:
            yield from _flatten(part)


def _order(text: str) -> object:
    """An expression without the order of its parts."""
    read = parse_expression(text)
    return _shape(read.node) if isinstance(read, Expression) and read.node else text


def _shape(node: Licence | Compound) -> object:
    return str(node) if isinstance(node, Licence) else (node.operator, frozenset(_shape(part) for part in node.parts))


def main() -> None:
    folder = Path(sys.argv[1])
    for name in dict.fromkeys(row.set for row in read_table()):
        print(f"--- {name}", flush=True)
        judge_set(folder, [row for row in read_table() if row.set == name])


def judge_set(folder: Path, rows: list[Labelled]) -> None:
    """Judge the rows of one set and print its figures, with each row that is not right."""
    counted: Counter[str] = Counter()
    for row in rows:
        mirror = find_mirror(folder, row.repository)
        content = read_content(mirror, row) if mirror else None
        verdict, says = ("not at hand", "") if content is None else judge(row, content)
        counted[verdict] += 1
        if verdict in ("queued", "wrong"):
            print(f"{verdict}: {row.repository} {row.path}: {says}; right is {row.right} ({row.reason})", flush=True)
    judged = counted.total() - counted["not at hand"]
    for verdict in ("right", "queued", "wrong"):
        print(f"{verdict:<12}{counted[verdict]:>6} of {judged} ({counted[verdict] / max(1, judged):.1%})")
    print(f"{'not at hand':<12}{counted['not at hand']:>6}")


if __name__ == "__main__":
    main()

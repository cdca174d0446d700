"""How often our detector and ScanCode say the same of one text, and why not.

Promise: the same licences in at least 99 % of the windows that our detector names.
Run: OSPOLIS_DEEP_PYTHON=.cache/deep/bin/python python benchmarks/licence_agreement.py REPOSITORY... [--windows=1000]
     [--seed=1] [--answers=FILE] [--all] [--whole]; each difference is printed with its place, or with --all each text.
     What ScanCode answers is kept in FILE and not asked again. A text belongs to the sample by its id and the seed
     alone. With --whole every file is read, and each text counts as often as it stands: the windows of a tree.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from _agreement import Rows, judge, list_ids, read_keys, read_rows
from _measuring import ROOT, given_folders, measured, say
from _repositories import LIMITS, name_of

from ospolis.core.scanbox import ScanBox
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import read_snapshot
from ospolis.engines.licences import UNREAD, Answer, classify_path, find_windows, identify_window
from ospolis.mapping.deep.scanner import find_scanner

FILES_OF_EACH = 400
EACH = 100
PYTHON = Path(os.environ.get("OSPOLIS_DEEP_PYTHON", ROOT / ".cache" / "deep" / "bin" / "python")).absolute()


@dataclass(frozen=True, slots=True)
class Told:
    """How one text came out: the cause of a difference, whether ScanCode was sure, whether weak matches make it."""

    cause: str
    is_sure: bool
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One text, where it stands first and how often it stands in what was read, and what our detector says of it."""

    window: str
    text: str
    place: str
    answer: Answer
    times: int = 1


def collect_texts(folders: list[Path], seed: int, most: int | None) -> dict[str, Text]:
    """Different texts of files drawn at random, at most so many files of each repository; None: of all files."""
    drawn = random.Random(seed)  # noqa: S311  # a sample
    found: dict[str, Text] = {}
    for folder in folders:
        try:
            snapshot = read_snapshot(folder, limits=LIMITS)
        except GitRefused as refused:
            print(f"{folder}: left out, {refused.message}", flush=True)
            continue
        files = []
        for entry in snapshot.entries:
            path_class = classify_path(entry.path, int(entry.mode, 8), entry.size or 0)
            if entry.kind in ("file", "executable") and path_class not in UNREAD:
                files.append((entry, path_class))
        if most is not None:
            files = drawn.sample(files, min(most, len(files)))
        blobs = read_blobs(folder, ((entry.oid, LIMITS.blob_bytes) for entry, _ in files), limits=LIMITS)
        for (entry, path_class), blob in zip(files, blobs, strict=True):
            scan = find_windows(blob.content or b"", path_class)
            for window, text in zip(scan.windows, scan.texts, strict=True):
                if window.id in found:
                    found[window.id] = replace(found[window.id], times=found[window.id].times + 1)
                else:
                    place = f"{name_of(folder)}@{snapshot.commit[:12]}:{entry.path}:{window.first_line}"
                    found[window.id] = Text(window.id, text, place, identify_window(text))
    return found


class Answers:
    """What ScanCode said, by text; kept in a file where one is given."""

    def __init__(self, box: ScanBox, file: Path | None) -> None:
        self.box, self.file = box, file
        lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
        self.known: dict[str, Rows] = dict(json.loads(line) for line in lines)

    def ask(self, text: Text) -> Rows:
        """The rows for a text, in a process of its own the first time."""
        if text.window not in self.known:
            answer = self.box.run(json.dumps({"text": text.text}).encode())
            self.known[text.window] = [json.loads(line) for line in answer.lines]
            if self.file:
                with self.file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps([text.window, self.known[text.window]]) + "\n")
        return self.known[text.window]


def compare(answers: Answers, texts: list[Text], keys: dict[str, str]) -> Iterator[tuple[Told, int]]:
    """Hold both answers for each text against each other, and print where they differ; with how often it stands."""
    for text in texts:
        rows = answers.ask(text)
        theirs = read_rows(rows, keys)
        cause, is_weak = judge(list_ids(text.answer.expression), theirs)
        if cause or "--all" in sys.argv:
            shown = " + ".join(str(row["expression"]) for row in rows) or "nothing"
            sure = "" if theirs.is_sure else ", weak" if is_weak else ", unsure"
            says = text.answer.expression or text.answer.verdict
            print(f"  [{cause or 'same'}{sure}] {text.place}, {text.times} times", flush=True)
            print(f"     ours {says}; ScanCode {shown}", flush=True)
        yield Told(cause, theirs.is_sure, is_weak), text.times


def option(name: str, default: str) -> str:
    return next((word.partition("=")[2] for word in sys.argv[1:] if word.startswith(f"--{name}=")), default)


def draw(texts: list[Text], seed: int, most: int) -> list[Text]:
    """So many texts by chance, the same ones however many others there are."""
    return sorted(texts, key=lambda text: hashlib.blake2b(f"{seed} {text.window}".encode()).digest())[:most]


def main() -> None:
    scanner = find_scanner(PYTHON)
    if scanner is None:
        sys.exit("skipped: the second scanner is not installed; make deep installs it")
    seed, most, kept = int(option("seed", "1")), int(option("windows", "1000")), option("answers", "")
    whole = "--whole" in sys.argv
    with measured() as cost:
        texts = list(collect_texts(given_folders(), seed, None if whole else FILES_OF_EACH).values())
    say("texts", cost, count=len(texts), unit="different texts")
    for title, verdicts, share in (("named", ("named",), 1), ("names nothing", ("mention", "pointer"), 4)):
        chosen = draw([text for text in texts if text.answer.verdict in verdicts], seed, most // share)
        counted: Counter[Told] = Counter()
        standing: Counter[Told] = Counter()
        with scanner.open_box() as box, measured() as cost:
            for told, times in compare(Answers(box, Path(kept) if kept else None), chosen, read_keys(PYTHON)):
                counted[told] += 1
                standing[told] += times
                if not counted.total() % EACH:
                    tell(title, counted)
        say(title, cost)
        tell(title, counted)
        if whole:
            tell(f"{title}, each as often as it stands", standing)


def tell(title: str, counted: Counter[Told]) -> None:
    """Print how often both say the same so far, and the causes of the rest."""
    weighed = [(told, n) for told, n in counted.items() if "does not know" not in told.cause]
    for words, held in (
        ("of all", [(not told.cause, n) for told, n in weighed]),
        ("weak matches left aside", [(not told.cause or told.is_weak, n) for told, n in weighed]),
        ("where every match is sure", [(not told.cause, n) for told, n in weighed if told.is_sure]),
    ):
        same, asked = sum(n for is_same, n in held if is_same), sum(n for _, n in held)
        print(f"{title}, {words}: {same:,} of {asked:,} the same, {100 * same / max(1, asked):.2f} %")
    for told, n in counted.most_common():
        if told.cause:
            how = "" if told.is_sure else ", by a weak match" if told.is_weak else ", ScanCode unsure"
            print(f"{n:8} {told.cause}{how}", flush=True)


if __name__ == "__main__":
    main()

"""How often our detector and ScanCode say the same of one text, and why not.

Promise: the same licences in at least 99 % of the texts that our detector names.
Run: OSPOLIS_DEEP_PYTHON=.cache/deep/bin/python python benchmarks/licence_agreement.py REPOSITORY... [--windows=1000]
     [--seed=1] [--all]; each difference is printed with its place, or with --all each text.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _measuring import ROOT, given_folders, measured, say
from _repositories import LIMITS, name_of

from ospolis.core.scanbox import ScanBox
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import read_snapshot
from ospolis.engines.licences import (
    UNREAD,
    Answer,
    classify_path,
    find_windows,
    identify_window,
    list_licences,
    parse_expression,
)
from ospolis.mapping.deep.scanner import find_scanner

FILES_OF_EACH = 400
EACH = 100
SURE = 90.0  # the lowest score of all matches in a text; below it we do not believe ScanCode either
PYTHON = Path(os.environ.get("OSPOLIS_DEEP_PYTHON", ROOT / ".cache" / "deep" / "bin" / "python")).absolute()
# What ScanCode calls what it does not know either, and texts that are no licence.
NOISE = ("unknown", "free-unknown", "proprietary-license", "commercial-license", "other-", "generic-", "warranty-",
         "license-clue")  # fmt: skip
REF = "LicenseRef-scancode-"


@dataclass(frozen=True, slots=True)
class Text:
    """One text, where it stands, and what our detector says of it."""

    window: str
    text: str
    place: str
    answer: Answer


def collect_texts(folders: list[Path], seed: int) -> dict[str, Text]:
    """Different texts of files drawn at random, at most so many files of each repository."""
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
        files = drawn.sample(files, min(FILES_OF_EACH, len(files)))
        blobs = read_blobs(folder, ((entry.oid, LIMITS.blob_bytes) for entry, _ in files), limits=LIMITS)
        for (entry, path_class), blob in zip(files, blobs, strict=True):
            scan = find_windows(blob.content or b"", path_class)
            for window, text in zip(scan.windows, scan.texts, strict=True):
                if window.id not in found:
                    place = f"{name_of(folder)}@{snapshot.commit[:12]}:{entry.path}:{window.first_line}"
                    found[window.id] = Text(window.id, text, place, identify_window(text))
    return found


def ids_of(expressions: list[str]) -> frozenset[str]:
    """The licences of expressions, without what names none."""
    ids = {one.id for text in expressions for one in list_licences(parse_expression(text or None))}
    ids |= {
        one.exception for text in expressions for one in list_licences(parse_expression(text or None)) if one.exception
    }
    return frozenset(one for one in ids if not one.removeprefix(REF).startswith(NOISE) or not one.startswith(REF))


def ask(box: ScanBox, text: Text) -> tuple[list[str], float]:
    """What ScanCode names in a text, and the lowest score of its matches."""
    answer = box.run(json.dumps({"text": text.text}).encode())
    rows = [json.loads(line) for line in answer.lines]
    scores = [score for row in rows for _, score, _ in row["matches"]]
    return [row["expression"] for row in rows if row["expression"]], min(scores, default=0.0)


def judge(ours: frozenset[str], theirs: frozenset[str], *, is_named: bool) -> str:
    """The cause of a difference, in words; empty when there is none."""
    if ours == theirs:
        return ""
    if not theirs:
        return "ScanCode names nothing"
    if not is_named:
        return "our detector names nothing"
    if {_bare(one) for one in ours} == {_bare(one) for one in theirs}:
        return "only, or later"
    if {_family(one) for one in ours} == {_family(one) for one in theirs}:
        return "another version or variant of the same family"
    if ours < theirs:
        return "ScanCode names more"
    return "ScanCode names less" if theirs < ours else "different licences"


def _bare(one: str) -> str:
    return one.removesuffix("-only").removesuffix("-or-later").removesuffix("+")


def _family(one: str) -> str:
    return one.removeprefix(REF).partition("-")[0].lower()


def compare(box: ScanBox, texts: list[Text], *, is_named: bool, show_all: bool) -> Iterator[tuple[str, bool]]:
    """The cause of each difference, empty when there is none, and whether ScanCode was sure of its answer."""
    for text in texts:
        said, score = ask(box, text)
        ours, theirs = ids_of([text.answer.expression]), ids_of(said)
        cause = judge(ours, theirs, is_named=is_named)
        if cause or show_all:
            shown = " + ".join(said) or "nothing"
            print(f"  [{cause or 'same'}] {text.place}\n     ours {text.answer.expression or text.answer.verdict}; "
                  f"ScanCode {shown} ({score:.0f})", flush=True)  # fmt: skip
        yield cause, score >= SURE


def option(name: str, default: int) -> int:
    return next((int(word.partition("=")[2]) for word in sys.argv[1:] if word.startswith(f"--{name}=")), default)


def main() -> None:
    scanner = find_scanner(PYTHON)
    if scanner is None:
        sys.exit("skipped: the second scanner is not installed; make deep installs it")
    seed, most = option("seed", 1), option("windows", 1_000)
    with measured() as cost:
        texts = collect_texts(given_folders(), seed)
    say("texts", cost, count=len(texts), unit="different texts")
    rows = sorted(texts.values(), key=lambda text: text.window)
    drawn = random.Random(seed)  # noqa: S311  # a sample
    for title, verdicts, share in (("named", ("named",), 1), ("names nothing", ("mention", "pointer"), 4)):
        pool = [text for text in rows if text.answer.verdict in verdicts]
        chosen = drawn.sample(pool, min(most // share, len(pool)))
        causes: Counter[tuple[str, bool]] = Counter()
        with scanner.open_box() as box, measured() as cost:
            for told in compare(box, chosen, is_named=title == "named", show_all="--all" in sys.argv):
                causes[told] += 1
                if not causes.total() % EACH:
                    tell(title, causes)
        say(title, cost)
        tell(title, causes)


def tell(title: str, causes: Counter[tuple[str, bool]]) -> None:
    """Print how often both say the same so far, and the causes of the rest."""
    for words, held in (("of all", (True, False)), ("where ScanCode is sure", (True,))):
        asked = sum(n for (_, is_sure), n in causes.items() if is_sure in held)
        same = sum(n for (cause, is_sure), n in causes.items() if is_sure in held and not cause)
        print(f"{title}, {words}: {same:,} of {asked:,} the same, {100 * same / max(1, asked):.2f} %")
    for (cause, is_sure), n in causes.most_common():
        if cause:
            print(f"{n:8} {cause}{'' if is_sure else ', ScanCode unsure'}", flush=True)


if __name__ == "__main__":
    main()

"""The index of known licence texts, and how well a piece of text fits one of them.

Texts are kept as sequences of word numbers. A text and a window are compared by the runs of four words they share:
a text is found where it lies, however the window goes on before, between and after, and a word that was replaced
(the name of the holder in BSD) costs one word and not the sentence.
"""

from __future__ import annotations

import array
import json
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from .reference import read_reference

RUN = 4
UNKNOWN_WORD = 65_535
# Shares, from 0 to 1.
RARE_SHARE = 0.55
LOWEST_SCORE = 0.90
# Texts below this many words must be there to the last one: a sentence is easily like another.
SHORT_TEXT = 40

Runs = list[int]


@dataclass(frozen=True, slots=True)
class KnownText:
    """One normalised text of the SPDX list; `ids` share it word for word."""

    ids: tuple[str, ...]
    words: tuple[int, ...]
    body: int
    rare: frozenset[int]


@dataclass(frozen=True, slots=True)
class TextIndex:
    """All known texts and the ways into them."""

    numbers: dict[str, int]
    texts: tuple[KnownText, ...]
    by_hash: dict[str, int]
    by_rare: dict[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a known text lies in a sequence of words.

    Units    start, end: places of words; score: 0 to 1, missing and foreign words both lower it
    """

    text: int
    start: int
    end: int
    score: float
    missing: int
    foreign: int


@cache
def load_texts() -> TextIndex:
    """Read the index once.

    Returns  TextIndex; about 20 ms
    Source   reference/licences/texts.idx and its README
    """
    plain = zlib.decompress(read_reference("texts.idx"))
    head, _, packed = plain.partition(b"\n")
    table = json.loads(head)
    words = array.array("H")
    words.frombytes(packed)
    if sys.byteorder == "big":  # pragma: no cover - the machines we test on are little-endian
        words.byteswap()
    texts: list[KnownText] = []
    by_hash: dict[str, int] = {}
    by_rare: dict[int, list[int]] = {}
    at = 0
    for place, row in enumerate(table["texts"]):
        end = at + row["length"]
        texts.append(KnownText(tuple(row["ids"]), tuple(words[at:end]), row["body"], frozenset(row["rare"])))
        by_hash[row["hash"]] = place
        for word in row["rare"]:
            by_rare.setdefault(word, []).append(place)
        at = end
    numbers = {word: number for number, word in enumerate(table["vocabulary"])}
    return TextIndex(numbers, tuple(texts), by_hash, {word: tuple(places) for word, places in by_rare.items()})


def number_words(tokens: list[str]) -> list[int]:
    """Words as the numbers of the index; a word no licence uses is UNKNOWN_WORD."""
    numbers = load_texts().numbers
    return [numbers.get(token, UNKNOWN_WORD) for token in tokens]


def find_candidates(words: list[int]) -> list[int]:
    """The texts whose rare words are here in sufficient share, best first."""
    index = load_texts()
    votes: Counter[int] = Counter()
    for word in set(words):
        votes.update(index.by_rare.get(word, ()))
    texts = index.texts
    chosen = [place for place, count in votes.items() if count >= RARE_SHARE * len(texts[place].rare)]
    return sorted(chosen, key=lambda place: (-votes[place] / len(texts[place].rare), place))


def make_runs(words: tuple[int, ...] | list[int]) -> Runs:
    """Every run of RUN words as one number; runs with a foreign word are -1 and equal to none."""
    runs = []
    last = len(words) - RUN + 1
    for at in range(last):
        a, b, c, d = words[at : at + RUN]
        foreign = a == UNKNOWN_WORD or b == UNKNOWN_WORD or c == UNKNOWN_WORD or d == UNKNOWN_WORD
        runs.append(-1 if foreign else ((a << 16 | b) << 16 | c) << 16 | d)
    return runs


@cache
def runs_of_text(place: int) -> tuple[Runs, frozenset[int]]:
    """The runs of a known text, in order and as a set."""
    runs = make_runs(load_texts().texts[place].words)
    return runs, frozenset(runs)


def fit_text(place: int, runs: Runs) -> Fit | None:
    """Lay one known text over a sequence of words, where it fits best.

    Shapes   place: number of the text; runs: make_runs of the sequence
    Returns  Fit, or None when less than LOWEST_SCORE of the text is there
    """
    text = load_texts().texts[place]
    known, known_set = runs_of_text(place)
    marks = [run in known_set for run in runs]
    hits = sum(marks)
    if hits < 0.6 * (text.body - RUN + 1) or not hits:
        return None
    start, end = _densest(marks, len(text.words))
    present = set(runs[start:end])
    covered = _count_covered([run in present for run in known[: max(1, text.body - RUN + 1)]])
    inside = _count_covered(marks[start:end])
    missing = max(text.body - covered, 0)
    foreign = end - start + RUN - 1 - inside
    score = covered / (text.body + foreign)
    lowest = 1.0 if text.body < SHORT_TEXT else LOWEST_SCORE
    if covered / text.body < lowest:
        return None
    return Fit(place, start, end + RUN - 1, score, missing, foreign)


def _densest(marks: list[bool], length: int) -> tuple[int, int]:
    """The best stretch of at most about `length` places: many marks, and few places without one at its ends."""
    width = min(len(marks), length + length // 6 + 24)
    sums = [0, *accumulate(marks)]
    base = max(range(len(marks) - width + 1), key=lambda at: sums[at + width] - sums[at])
    best = total = 0
    start, end, opened = base, base, base
    for at in range(base, base + width):
        total += 2 if marks[at] else -1
        if total <= 0:
            total, opened = 0, at + 1
        elif total > best:
            best, start, end = total, opened, at + 1
    return start, end


def _count_covered(marks: list[bool]) -> int:
    """How many words lie in at least one marked run."""
    covered = reach = 0
    for at, marked in enumerate(marks):
        if marked:
            covered += at + RUN - max(at, reach)
            reach = at + RUN
    return covered


def distinguishing_runs(place: int, other: int) -> frozenset[int]:
    """What the one text says and the other does not: the proof that a rare twin is meant."""
    return runs_of_text(place)[1] - runs_of_text(other)[1]

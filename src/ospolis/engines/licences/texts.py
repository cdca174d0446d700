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

from .reference import read_reference

RUN = 4
UNKNOWN_WORD = 65_535
# Shares, from 0 to 1.
RARE_SHARE = 0.55
LOWEST_SCORE = 0.90
# Texts below this many words must be there to the last one: a sentence is easily like another.
SHORT_TEXT = 40
# Words that may be put in or left out before a later part of a text no longer counts as in its place.
MOST_SHIFT = 60

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

    Units    start, end: places of words; score: 0 to 1, missing and foreign words both lower it; order: share of the
             runs that are there, which tells apart texts of the same sentences in another order
    """

    text: int
    start: int
    end: int
    score: float
    order: float


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


@dataclass(frozen=True, slots=True)
class Sequence:
    """A piece of a window, ready to lay texts over it.

    places   where each run stands
    """

    length: int
    places: dict[int, list[int]]


def make_sequence(words: list[int]) -> Sequence:
    """Note where each run of a piece of text stands; runs with a word no licence uses stand nowhere."""
    places: dict[int, list[int]] = {}
    for at, run in enumerate(make_runs(words)):
        places.setdefault(run, []).append(at)
    places.pop(-1, None)
    return Sequence(len(words), places)


@cache
def runs_of_text(place: int) -> Runs:
    """The runs of a known text, in order."""
    return make_runs(load_texts().texts[place].words)


def fit_text(place: int, sequence: Sequence) -> Fit | None:
    """Lay one known text over a sequence of words, where it fits best.

    Shapes   place: number of the text; sequence: make_sequence of the words
    Returns  Fit, or None when less than LOWEST_SCORE of the text is there
    """
    text = load_texts().texts[place]
    known = runs_of_text(place)
    body = known[: max(1, text.body - RUN + 1)]
    lowest = 1.0 if text.body < SHORT_TEXT else LOWEST_SCORE
    if count_covered([run in sequence.places for run in body]) < lowest * text.body:
        return None
    start, end, inside = _place(known, sequence, len(text.words))
    present = [any(at in inside for at in sequence.places.get(run, ())) for run in body]
    covered = count_covered(present)
    if covered < lowest * text.body:
        return None
    foreign = end - start + RUN - 1 - count_covered([at in inside for at in range(start, end)])
    return Fit(place, start, end + RUN - 1, covered / (text.body + foreign), sum(present) / len(body))


def _place(known: Runs, sequence: Sequence, length: int) -> tuple[int, int, set[int]]:
    """Where a text lies: the hits whose shift against the text is about the same as that of most of them.

    A sentence that another licence shares stands elsewhere in the text than here, and does not stretch the place.
    """
    pairs = [(at, at - own) for own, run in enumerate(known) for at in sequence.places.get(run, ())]
    shifts = sorted(shift for _, shift in pairs)
    usual = shifts[len(shifts) // 2]
    slack = max(MOST_SHIFT, length // 4)
    hits = sorted({at for at, shift in pairs if abs(shift - usual) <= slack})
    start, end = _trim(hits)
    return start, end, {at for at in hits if start <= at < end}


def _trim(hits: list[int]) -> tuple[int, int]:
    """Leave out what hangs on loosely at either end: a hit earns two, a place without one costs one."""
    best = total = 0
    start = end = opened = before = hits[0]
    for hit in hits:
        total -= hit - before - 1 if hit > before else 0
        if total <= 0:
            total, opened = 0, hit
        total += 2
        if total > best:
            best, start, end = total, opened, hit + 1
        before = hit
    return start, end


def count_covered(marks: list[bool]) -> int:
    """How many words lie in at least one marked run."""
    covered = reach = 0
    for at, marked in enumerate(marks):
        if marked:
            covered += at + RUN - max(at, reach)
            reach = at + RUN
    return covered


def distinguishing_runs(place: int, other: int) -> frozenset[int]:
    """What the one text says and the other does not: the proof that a rare twin is meant."""
    return frozenset(runs_of_text(place)) - frozenset(runs_of_text(other))

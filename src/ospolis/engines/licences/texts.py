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
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence as Words
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress

from .reference import load_table, read_reference

RUN = 4
UNKNOWN_WORD = 65_535
# Shares, from 0 to 1.
RARE_SHARE = 0.55
LOWEST_SCORE = 0.90
# Texts below this many words must be there to the last one: a sentence is easily like another.
SHORT_TEXT = 40
# Words that may be put in or left out before a later part of a text no longer counts as in its place.
MOST_SHIFT = 60

# Above every place of a word in a window.
_SHIFT = 1 << 24

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
    numbers = {word: number for number, word in enumerate(table["vocabulary"])}
    texts: list[KnownText] = []
    by_hash: dict[str, int] = {}
    at = 0
    for place, row in enumerate(table["texts"]):
        end = at + row["length"]
        texts.append(KnownText(tuple(row["ids"]), tuple(words[at:end]), row["body"], frozenset(row["rare"])))
        by_hash[row["hash"]] = place
        at = end
    _cut_tails(texts, numbers)
    texts += _reword(texts, numbers)
    by_rare: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        for word in text.rare:
            by_rare.setdefault(word, []).append(place)
    return TextIndex(numbers, tuple(texts), by_hash, {word: tuple(places) for word, places in by_rare.items()})


def _cut_tails(texts: list[KnownText], numbers: dict[str, int]) -> None:
    """End the bodies of texts before a last sentence that speaks of one product and is left out elsewhere."""
    tails = {
        key: [numbers[word] for word in tail.split()] for key, tail in load_table("rewordings.json")["tails"].items()
    }
    for place, text in enumerate(texts):
        tail = next((tails[key] for key in text.ids if key in tails), None)
        if tail:
            body = _find_words(text.words, tail, 0)
            texts[place] = replace(text, body=body, rare=text.rare.intersection(text.words[:body]))


def _reword(texts: list[KnownText], numbers: dict[str, int]) -> list[KnownText]:
    """Known texts as people use them with other words in fixed places; words that are new get a number."""
    reworded = []
    for row in load_table("rewordings.json")["rewordings"]:
        base = next(text for text in texts if text.ids[0] == row["of"])
        words = list(base.words)
        for old, new in row["replace"]:
            sought = [numbers[word] for word in old.split()]
            put = [numbers.setdefault(word, len(numbers)) for word in new.split()]
            at = _find_words(words, sought, 0)
            while at >= 0:
                words[at : at + len(sought)] = put
                at = _find_words(words, sought, at + len(put))
        body = base.body + len(words) - len(base.words)
        reworded.append(KnownText(base.ids, tuple(words), body, base.rare.intersection(words)))
    return reworded


def _find_words(words: Words[int], sought: list[int], start: int) -> int:
    """Where some words begin, -1 where they do not stand."""
    return next((at for at in range(start, len(words)) if list(words[at : at + len(sought)]) == sought), -1)


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
    return [
        -1 if UNKNOWN_WORD in four else ((four[0] << 16 | four[1]) << 16 | four[2]) << 16 | four[3]
        for four in zip(words, words[1:], words[2:], words[3:], strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A piece of a window, ready to lay texts over it.

    runs     make_runs of its words; places: where each run stands
    """

    runs: Runs
    places: dict[int, list[int]]


def make_sequence(words: list[int]) -> Sequence:
    """Note where each run of a piece of text stands; runs with a word no licence uses stand nowhere."""
    runs = make_runs(words)
    places: dict[int, list[int]] = {}
    for at, run in enumerate(runs):
        places.setdefault(run, []).append(at)
    places.pop(-1, None)
    return Sequence(runs, places)


@cache
def runs_of_text(place: int) -> tuple[Runs, frozenset[int]]:
    """The runs of a known text, in order and as a set."""
    runs = make_runs(load_texts().texts[place].words)
    return runs, frozenset(runs)


def fit_text(place: int, sequence: Sequence) -> list[Fit]:
    """Lay one known text over a sequence of words, wherever it fits.

    Shapes   place: number of the text; sequence: make_sequence of the words
    Returns  a Fit for each copy of which at least LOWEST_SCORE is there, in order of place
    """
    text = load_texts().texts[place]
    known, known_set = runs_of_text(place)
    body = known[: max(1, text.body - RUN + 1)]
    lowest = (1.0 if text.body < SHORT_TEXT else LOWEST_SCORE) * text.body
    found = [run in sequence.places for run in body]
    if sum(found) * RUN < lowest or count_covered(found) < lowest:
        return []
    fits = []
    for hits in _find_copies(known, sequence, len(text.words)):
        start, end = _trim(hits)
        near = sequence.runs[start:end]
        there = set(near)
        present = [run in there for run in body]
        covered = count_covered(present)
        if covered >= lowest:
            foreign = end - start + RUN - 1 - count_covered([run in known_set for run in near])
            score = covered / (text.body + foreign)
            fits.append(Fit(place, start, end + RUN - 1, score, sum(present) / len(body)))
    return fits


def _find_copies(known: Runs, sequence: Sequence, length: int) -> Iterator[list[int]]:
    """The places of each copy of a text: runs whose shift against the text is about the same.

    A sentence that another licence shares stands elsewhere in the text than here, and does not stretch the place.
    """
    # Shift and place in one number, which sorts and compares several times faster than a pair.
    get = sequence.places.get
    pairs = sorted((at - own) * _SHIFT + at for own, run in enumerate(known) for at in get(run, ()))
    slack = max(MOST_SHIFT, length // 4)
    fewest = len(known) // 2
    opening = 0
    while opening < len(pairs):
        # The middle one of the next runs is of a copy, if a copy begins here.
        closing = bisect_left(pairs, (pairs[opening] // _SHIFT + slack + 1) * _SHIFT)
        if closing - opening > fewest:
            usual = pairs[(opening + closing) // 2] // _SHIFT
            closing = bisect_left(pairs, (usual + slack + 1) * _SHIFT)
            first = bisect_left(pairs, (usual - slack) * _SHIFT, opening)
            yield sorted({pair % _SHIFT for pair in pairs[first:closing]})
            opening = closing
        else:
            opening += max(1, (closing - opening) // 2)


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
    for at in compress(range(len(marks)), marks):
        covered += RUN if at >= reach else at + RUN - reach
        reach = at + RUN
    return covered


def distinguishing_runs(place: int, other: int) -> frozenset[int]:
    """What the one text says and the other does not: the proof that a rare twin is meant."""
    return runs_of_text(place)[1] - runs_of_text(other)[1]

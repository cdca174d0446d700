"""Whole licence texts in a sequence of words: SPDX texts first, twins only with proof."""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from dataclasses import dataclass, replace
from functools import cache

from .normalise import make_window_id
from .reference import load_table
from .texts import (
    RUN,
    Fit,
    Sequence,
    count_covered,
    distinguishing_runs,
    find_candidates,
    fit_text,
    load_texts,
    make_runs,
    make_sequence,
    number_words,
    runs_of_text,
)

FEWEST_WORDS = 12
# A rare twin needs this share of the words that set it apart (COMPLIANCE.md 2.5, near-twin rule).
PROOF = 0.8
# Fits nearer than this are twins of each other.
NEAR = 0.06
# This share of the words of a stretch must be those of a text found beside it, to be a part of it.
EXPLAINED = 0.8
# A text may have this many foreign words in one place (names of holders) before they are read for themselves.
LONGEST_FOREIGN = 12
MOST_PIECES = 120
MOST_CANDIDATES = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A licence text found in a window; `twins` fit as well word for word.

    text   its number in the index
    """

    id: str
    score: float
    start: int
    end: int
    twins: tuple[str, ...] = ()
    text: int = -1


def match_texts(tokens: list[str]) -> tuple[list[Piece], list[list[str]], list[list[str]]]:
    """Find every whole licence text, and give back what lies between.

    Shapes   tokens: the words of one window
    Returns  pieces in order of place; the rests between them, in order; long foreign stretches inside them
    """
    if len(tokens) < FEWEST_WORDS:
        return [], [tokens] if tokens else [], []
    index = load_texts()
    exact = index.by_hash.get(make_window_id(tokens))
    if exact is not None:
        return [Piece(choose_id(exact), 1.0, 0, len(tokens), text=exact)], [], []
    pieces: list[Piece] = []
    words = number_words(tokens)
    open_parts = [(0, len(tokens))]
    while open_parts and len(pieces) < MOST_PIECES:
        start, end = open_parts.pop()
        found = _find_pieces(words[start:end]) if end - start >= FEWEST_WORDS else []
        at = start
        for piece in found:
            moved = replace(piece, start=start + piece.start, end=start + piece.end)
            pieces.append(moved)
            open_parts.append((at, moved.start))
            at = moved.end
        if found:
            open_parts.append((at, end))
    pieces.sort(key=lambda piece: piece.start)
    foreign = [tokens[slice(*part)] for piece in pieces for part in _find_foreign(words, piece)]
    return pieces, _cut_rests(tokens, words, pieces), foreign


def _cut_rests(tokens: list[str], words: list[int], pieces: list[Piece]) -> list[list[str]]:
    """What stands between the pieces.

    A stretch whose words all are those of a piece is a part of that text in another place.
    """
    borders = [0, *(at for piece in pieces for at in (piece.start, piece.end)), len(tokens)]
    between = [(borders[at], borders[at + 1]) for at in range(0, len(borders), 2) if borders[at] < borders[at + 1]]
    known = frozenset[int]().union(*(runs_of_text(piece.text)[1] for piece in pieces))
    return [tokens[slice(*part)] for part in between if not _is_explained(words[slice(*part)], known)]


def _is_explained(words: list[int], known: frozenset[int]) -> bool:
    runs = make_runs(words)
    return len(runs) >= FEWEST_WORDS and count_covered([run in known for run in runs]) >= EXPLAINED * len(words)


def _find_foreign(words: list[int], piece: Piece) -> Iterator[tuple[int, int]]:
    """The long stretches inside a piece that its text does not have."""
    known = runs_of_text(piece.text)[1]
    open_since = piece.start
    for at, run in enumerate(make_runs(words[piece.start : piece.end]), piece.start):
        if run in known:
            if at - open_since >= LONGEST_FOREIGN:
                yield open_since, at
            open_since = at + RUN


def choose_id(place: int) -> str:
    """The id that speaks for texts shared word for word: the plain or "only" one, never "or later"."""
    return min(load_texts().texts[place].ids, key=lambda key: (key.endswith("-or-later"), len(key), key))


@cache
def _common() -> frozenset[str]:
    return frozenset(load_table("names.json")["common"])


def _find_pieces(words: list[int]) -> list[Piece]:
    """The texts that fit best and do not overlap, in order of place."""
    fits, sequence = _fit_all(words)
    present = sequence.places.keys()
    regions: list[Fit] = []
    for fit in fits:
        if all(fit.end <= taken.start or fit.start >= taken.end for taken in regions):
            regions.append(_prefer_longer([fit, *fits], present))
    if len(regions) == 1:
        return [_choose(fits, present, 0)]
    judged: dict[tuple[int, ...], tuple[list[Fit], Sequence]] = {}
    pieces = []
    for region in sorted(regions, key=lambda fit: fit.start):
        # Each place is judged by itself: a twin may lie elsewhere in the window without any rival.
        local_words = tuple(words[region.start : region.end])
        if local_words not in judged:
            judged[local_words] = _fit_all(list(local_words))
        local, around = judged[local_words]
        here = [*local, replace(region, start=0, end=len(local_words))]
        pieces.append(_choose(here, around.places.keys(), region.start))
    return pieces


def _fit_all(words: list[int]) -> tuple[list[Fit], Sequence]:
    """Every text that fits somewhere, best first."""
    sequence = make_sequence(words)
    candidates = find_candidates(words)[:MOST_CANDIDATES]
    fits = [fit for place in candidates for fit in fit_text(place, sequence)]
    fits.sort(key=lambda fit: (-round(fit.score, 4), -fit.order, -(fit.end - fit.start), choose_id(fit.text)))
    return fits, sequence


def _choose(fits: list[Fit], present: KeysView[int], offset: int) -> Piece:
    """The text of one place: the longer before the shorter inside it, common ones before their rare twins."""
    best = _prefer_common(_prefer_longer(fits, present), fits, present)
    twins = _find_twins(best, fits)
    return Piece(choose_id(best.text), best.score, offset + best.start, offset + best.end, twins, best.text)


def _find_twins(best: Fit, fits: list[Fit]) -> tuple[str, ...]:
    """The texts that fit as well in the same place."""
    return tuple(
        choose_id(fit.text)
        for fit in fits
        if choose_id(fit.text) != choose_id(best.text)
        and (fit.score, fit.order) >= (best.score, best.order)
        and abs(fit.start - best.start) <= RUN * 2
        and abs(fit.end - best.end) <= RUN * 2
    )[:3]


def _prefer_longer(fits: list[Fit], present: KeysView[int]) -> Fit:
    """A short text inside a longer one whose further words are there too (BSD-2-Clause in BSD-3-Clause) gives way."""
    best = fits[0]
    for fit in fits[1:]:
        holds = (
            fit.start <= best.start + 2 and fit.end >= best.end - 2 and fit.end - fit.start > best.end - best.start + 4
        )
        if holds and fit.score >= best.score - NEAR and _is_proven(fit, best, present):
            best = fit
    return best


def _prefer_common(best: Fit, fits: list[Fit], present: KeysView[int]) -> Fit:
    """A rare text wins over a common one only when the words that set it apart are there."""
    if choose_id(best.text) in _common():
        return best
    for fit in fits:
        overlaps = fit.start < best.end and best.start < fit.end
        near = overlaps and fit.score >= best.score - NEAR
        if near and choose_id(fit.text) in _common() and not _is_proven(best, fit, present):
            return fit
    return best


def _is_proven(rare: Fit, common: Fit, present: KeysView[int]) -> bool:
    """Whether the words that set one text apart from another are there in sufficient share."""
    proof = distinguishing_runs(rare.text, common.text)
    return bool(proof) and len(proof & present) >= PROOF * len(proof)

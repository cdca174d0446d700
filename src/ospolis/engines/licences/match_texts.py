"""Whole licence texts in a sequence of words: SPDX texts first, twins only with proof."""

from __future__ import annotations

from collections.abc import KeysView
from dataclasses import dataclass
from functools import cache

from .normalise import make_window_id
from .reference import load_table
from .texts import (
    Fit,
    distinguishing_runs,
    find_candidates,
    fit_text,
    load_texts,
    make_sequence,
    number_words,
)

FEWEST_WORDS = 12
# A rare twin needs this share of the words that set it apart (COMPLIANCE.md 2.5, near-twin rule).
PROOF = 0.8
# Fits nearer than this are twins of each other.
NEAR = 0.06
MOST_PIECES = 40
MOST_CANDIDATES = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A licence text found in a window; `twins` fit as well word for word."""

    id: str
    score: float
    start: int
    end: int
    twins: tuple[str, ...] = ()


def match_texts(tokens: list[str]) -> tuple[list[Piece], list[list[str]]]:
    """Find every whole licence text, and give back what lies between.

    Shapes   tokens: the words of one window
    Returns  pieces in order of place; the rests, in order, without the pieces
    """
    if len(tokens) < FEWEST_WORDS:
        return [], [tokens] if tokens else []
    index = load_texts()
    exact = index.by_hash.get(make_window_id(tokens))
    if exact is not None:
        return [Piece(choose_id(exact), 1.0, 0, len(tokens))], []
    pieces: list[Piece] = []
    words = number_words(tokens)
    open_parts = [(0, len(tokens))]
    while open_parts and len(pieces) < MOST_PIECES:
        start, end = open_parts.pop()
        piece = _best_piece(words[start:end]) if end - start >= FEWEST_WORDS else None
        if piece:
            pieces.append(Piece(piece.id, piece.score, start + piece.start, start + piece.end, piece.twins))
            open_parts += [(start, start + piece.start), (start + piece.end, end)]
    pieces.sort(key=lambda piece: piece.start)
    return pieces, _cut_rests(tokens, pieces)


def _cut_rests(tokens: list[str], pieces: list[Piece]) -> list[list[str]]:
    borders = [0, *(at for piece in pieces for at in (piece.start, piece.end)), len(tokens)]
    return [tokens[borders[at] : borders[at + 1]] for at in range(0, len(borders), 2) if borders[at] < borders[at + 1]]


def choose_id(place: int) -> str:
    """The id that speaks for texts shared word for word: the plain or "only" one, never "or later"."""
    return min(load_texts().texts[place].ids, key=lambda key: (key.endswith("-or-later"), len(key), key))


@cache
def _common() -> frozenset[str]:
    return frozenset(load_table("names.json")["common"])


def _best_piece(words: list[int]) -> Piece | None:
    """The text that fits best, common texts before their rare twins."""
    sequence = make_sequence(words)
    candidates = find_candidates(words)[:MOST_CANDIDATES]
    fits = [fit for fit in (fit_text(place, sequence) for place in candidates) if fit]
    if not fits:
        return None
    fits.sort(key=lambda fit: (-round(fit.score, 4), -fit.order, -(fit.end - fit.start), choose_id(fit.text)))
    best = _prefer_common(_prefer_longer(fits), fits, sequence.places.keys())
    twins = tuple(
        choose_id(fit.text)
        for fit in fits
        if fit is not best
        and (fit.score, fit.order) >= (best.score, best.order)
        and abs(fit.start - best.start) <= 8
        and abs(fit.end - best.end) <= 8
    )
    return Piece(choose_id(best.text), best.score, best.start, best.end, twins[:3])


def _prefer_longer(fits: list[Fit]) -> Fit:
    """A short text that lies inside a longer fitting one (BSD-2-Clause in BSD-3-Clause) gives way."""
    best = fits[0]
    for fit in fits[1:]:
        holds = (
            fit.start <= best.start + 2 and fit.end >= best.end - 2 and fit.end - fit.start > best.end - best.start + 4
        )
        if holds and fit.score >= best.score - NEAR:
            best = fit
    return best


def _prefer_common(best: Fit, fits: list[Fit], present: KeysView[int]) -> Fit:
    """A rare text wins over a common one only when the words that set it apart are there."""
    if choose_id(best.text) in _common():
        return best
    for fit in fits:
        overlaps = fit.start < best.end and best.start < fit.end
        if choose_id(fit.text) in _common() and overlaps and fit.score >= best.score - NEAR:
            proof = distinguishing_runs(best.text, fit.text)
            if not proof or len(proof & present) < PROOF * len(proof):
                return fit
    return best

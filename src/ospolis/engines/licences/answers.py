"""What a window says, in values: its matches and the answer made of them."""

from __future__ import annotations

from dataclasses import dataclass

# Why a person must read a window.
OPEN = "the sentence can mean "
UNKNOWN = "it speaks of terms that are not known"
LIKE = "it tells of a licence that is like a known one"
LONE = "a licence is named without words that grant it"
ANOTHER = "another licence is named beside it without words that grant it"
# The rule of a lone name that is called a licence right where it stands.
BESIDE = "lone-name-of-a-licence"
# Scores, 0 to 1: a tag and a whole text are certain, a sentence nearly so, a labelled field less.
TAG, GRANT, FIELD, TRANSLATION = 1.0, 0.95, 0.9, 0.92


@dataclass(frozen=True, slots=True)
class Match:
    """One licence statement of a window.

    kind   tag, text, grant, field, addendum, pointer, name, or open: several readings, which are its flags
    """

    kind: str
    expression: str
    score: float
    rule: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a window says.

    verdict      named: `expression` says it; queued: it speaks of terms and is not understood, or not wholly;
                 pointer: it sends the reader to a licence file; mention: it states nothing
    expression   "" unless named; a queued window keeps its matches and has no expression
    """

    verdict: str
    expression: str
    matches: tuple[Match, ...] = ()
    reason: str = ""

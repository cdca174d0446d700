"""What a second scanner says of texts that our detector does not name, as the page of a repository shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ospolis.core.addresses import address_of
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import place_of
from ospolis.mapping.second_answers import MEASURE

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class SecondLine:
    """One text: what the second scanner says, which one and of which version, where the text stands."""

    expression: str
    tool: str
    place: str
    url: str


def list_second_lines(values: Sequence[CurrentValue]) -> tuple[SecondLine, ...]:
    """The first texts, in order of their places; every one of them has its page of evidence."""
    found = [value.fact for value in values if value.measure == MEASURE][:MOST_LINES]
    return tuple(
        SecondLine(
            expression=fact.text,
            tool=f"{fact.method} {fact.method_version}",
            place=place_of(fact),
            url=address_of("evidence:fact", fact.pk),
        )
        for fact in found
    )

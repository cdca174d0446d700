"""Files that came into repositories lately, put to the questions that they speak for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from ospolis.assessment.hooks import day_of
from ospolis.engines.maturity import AddedFile

if TYPE_CHECKING:
    from ospolis.engines.maturity import Item
    from ospolis.evidence.selectors import HeldFact

ADDED: Final = "repository.added-file"
_PRACTICE: Final = "repository.practice"
_NEW_DAYS: Final = 365


def find_added(
    items: Iterable[Item], repositories: Collection[str], facts: Iterable[HeldFact], day: date
) -> Iterator[AddedFile]:
    """Say for each question which files came into the repositories of an institution, and when.

    Shapes   facts: their part names the practice that the file shows, and its path; the text says what stands in it
             day: of the assessment; what came more than a year before it is no longer new
    """
    fresh = (fact for fact in facts if fact.subject in repositories and (day - day_of(fact)).days <= _NEW_DAYS)
    found = sorted(fresh, key=lambda fact: fact.pk)
    if not found:
        return
    asked = [(item.code, hook.part) for item in items for hook in item.hooks if hook.measure == _PRACTICE]
    for fact in found:
        practice, _, path = fact.part.partition("/")
        for item in dict.fromkeys(code for code, part in asked if part == practice):
            yield AddedFile(fact.subject, path, fact.text, day_of(fact), item, fact.pk)

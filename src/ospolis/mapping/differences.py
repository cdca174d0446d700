"""What is different between two states of the ledger, as plain values; no database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ospolis.mapping.choices import ChangeKind

STATE: Final = "repository.state"
LICENCE: Final = "repository.licence-declared"
CLARITY: Final = "repository.licence-clarity"
PRACTICE: Final = "repository.practice"
COMPARED: Final = (STATE, LICENCE, CLARITY, PRACTICE)

# Subject, measure, part: at any time only one fact holds for a place.
Place: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """A fact that held: what it said, by which version of its method."""

    fact_id: int
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `fact_id` is the fact that shows it."""

    kind: ChangeKind
    subject: str
    part: str
    before: str
    after: str
    fact_id: int


def compare(before: Mapping[Place, Held], after: Mapping[Place, Held], known: Collection[str]) -> Iterator[Difference]:
    """Say what is different about repositories.

    What another version of a method answers differently is no change of the repository, so it is left out.

    Shapes   before: what held and does so no more; after: what began to hold since; places that stayed are in neither;
             known: keys of repositories of which something held before
    """
    for subject in sorted({place[0] for place in (*before, *after)}):
        was, now = before.get((subject, STATE, "")), after.get((subject, STATE, ""))
        if now and subject not in known:
            yield Difference(ChangeKind.NEW_REPOSITORY, subject, "", "", now.text, now.fact_id)
        elif was and not now:
            yield Difference(ChangeKind.GONE_REPOSITORY, subject, "", was.text, "", was.fact_id)
        else:
            yield from _compare_licence(subject, before, after)
            yield from _compare_practices(subject, before, after)


def _compare_licence(subject: str, before: Mapping[Place, Held], after: Mapping[Place, Held]) -> Iterator[Difference]:
    place, clarity = (subject, LICENCE, ""), (subject, CLARITY, "")
    was, now = before.get(place), after.get(place)
    shown = now or after.get(clarity) or was
    if shown is None or (was.text if was else "") == (now.text if now else ""):
        return
    if _by_one_method(was, now) and _by_one_method(before.get(clarity), after.get(clarity)):
        yield Difference(
            ChangeKind.LICENCE, subject, "", was.text if was else "", now.text if now else "", shown.fact_id
        )


def _compare_practices(subject: str, before: Mapping[Place, Held], after: Mapping[Place, Held]) -> Iterator[Difference]:
    for place in sorted(place for place in after if place[:2] == (subject, PRACTICE)):
        was, now = before.get(place), after[place]
        kind = _PRACTICES.get((was.text, now.text)) if was else None
        if was and kind and _by_one_method(was, now):
            yield Difference(kind, subject, place[2], was.text, now.text, now.fact_id)


_PRACTICES: Mapping[tuple[str, str], ChangeKind] = {
    ("not-met", "met"): ChangeKind.PRACTICE_WON,
    ("met", "not-met"): ChangeKind.PRACTICE_LOST,
}


def _by_one_method(was: Held | None, now: Held | None) -> bool:
    return was is None or now is None or was.version == now.version

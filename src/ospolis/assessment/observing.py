"""Everything that is known of an institution, put into the form in which the engine judges it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from ospolis.assessment.hooks import TIER, Ages, SeenFact, day_of, sight_of
from ospolis.engines.maturity import Answer, Grade, InstitutionInput, ItemInput, Stray

if TYPE_CHECKING:
    from ospolis.assessment.banks import InstalledBank
    from ospolis.assessment.inventory import Holding
    from ospolis.engines.maturity import Item
    from ospolis.evidence.selectors import HeldFact

ANSWER: Final = "institution.answer"
REVIEWED: Final = "institution.reviewed-level"
GRADE: Final = "institution.document-grade"
WORDS: Final = frozenset({ANSWER, REVIEWED, GRADE})
_HIGHEST: Final = 4
# What was taken back: its number is the one that it had, and keeps its weight without counting.
_WITHDRAWN: Final = "withdrawn"
# Questions about a country or an office are asked in packs of their own.
_OF_INSTITUTIONS: Final = frozenset({"institution", "system", "repository"})


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a bank that institutions are judged by, and the facts that speak for them."""

    digest: str
    items: tuple[Item, ...]
    codes: frozenset[str]
    measures: frozenset[str]
    parts: frozenset[str]
    dimensions: tuple[str, ...]

    @staticmethod
    def of(installed: InstalledBank) -> Questions:
        """Take from a bank what institutions are judged by."""
        items = tuple(item for item in installed.bank.items if item.unit in _OF_INSTITUTIONS)
        hooks = [hook for item in items for hook in item.hooks]
        tiers = [TIER] if any(hook.from_tier for hook in hooks) else []
        return Questions(
            digest=installed.digest,
            items=items,
            codes=frozenset(item.code for item in items),
            measures=frozenset((*(hook.measure for hook in hooks), *tiers)),
            parts=frozenset((*(hook.part for hook in hooks), *([""] if tiers else []))),
            dimensions=tuple(dict.fromkeys(item.dimension for item in items)),
        )


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for every institution of an office on one day.

    Shapes   ages: of facts on the day; targets: level aimed at, by kind and dimension
             bias: how far answers to a question are too high, 0 to 1; settled: numbers of answers that no longer
             count, because the evidence was accepted; watched: measures that collections or desks of the office record
    """

    ages: Ages
    policy_version: str
    targets: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()
    watched: frozenset[str] = frozenset()


@dataclass(slots=True)
class Said:
    """What people said of one question: answers, documents, a reviewed level."""

    answers: list[Answer] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    reviewed: float | None = None
    reviewed_fact: int | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """One institution, ready to be judged.

    Shapes   digest: equal as long as nothing changed that the judgement stands on; dropped: answers that hold and do
             not count; odd: facts that could not be used, each with the reason
    """

    given: InstitutionInput
    digest: str
    roles: int
    dropped: frozenset[int]
    odd: tuple[tuple[HeldFact, str], ...]


def observe_institution(
    questions: Questions, holding: Holding, facts: Iterable[HeldFact], around: Circumstances
) -> Observed:
    """Put together what is known of one institution on one day."""
    said: dict[str, Said] = defaultdict(Said)
    found: dict[tuple[str, str], dict[str, SeenFact]] = defaultdict(dict)
    strays: dict[str, list[int]] = defaultdict(list)
    odd: list[tuple[HeldFact, str]] = []
    dropped: set[int] = set()
    roles: set[str] = set()
    for fact in facts:
        if fact.measure in WORDS:
            if fact.measure == ANSWER and fact.pk in around.settled:
                dropped.add(fact.pk)
            elif reason := _hear(fact, questions, said, around.ages.day):
                odd.append((fact, reason))
            elif fact.measure == ANSWER:
                roles.add(fact.part.split("/")[1])
        elif fact.subject in holding.known:
            found[fact.measure, fact.part][fact.subject] = SeenFact(fact, around.ages.of(fact))
        else:
            strays[fact.subject].append(fact.pk)
    items = tuple(_ask(item, holding, said.get(item.code), found, around) for item in questions.items)
    given = InstitutionInput(
        id=holding.profile.key,
        items=items,
        targets=around.targets.get(holding.profile.kind, {}),
        strays=tuple(Stray(place=place, facts=tuple(sorted(ids))) for place, ids in sorted(strays.items())),
    )
    digest = _digest(questions, holding, given, found, around)
    return Observed(given, digest, len(roles), frozenset(dropped), tuple(odd))


def _ask(
    item: Item,
    holding: Holding,
    said: Said | None,
    found: Mapping[tuple[str, str], Mapping[str, SeenFact]],
    around: Circumstances,
) -> ItemInput:
    words = said or Said()
    tiers = found.get((TIER, ""), {})
    sights = tuple(
        sight_of(
            hook, holding, found.get((hook.measure, hook.part), {}), tiers, is_watched=hook.measure in around.watched
        )
        for hook in item.hooks
    )
    turn = item.reverse
    answers = [_turn(answer) for answer in words.answers] if turn else words.answers
    reviewed = words.reviewed
    return ItemInput(
        code=item.code,
        dimension=item.dimension,
        weight=item.weight,
        essential_for=item.essential_for,
        applicable=item.applicability.holds(holding.names),
        answers=tuple(answers),
        reviewed_level=_HIGHEST - reviewed if turn and reviewed is not None else reviewed,
        reviewed_fact=words.reviewed_fact,
        grades=tuple(words.grades),
        sights=sights,
        bias=around.bias.get(item.code, 0.0),
    )


def _turn(answer: Answer) -> Answer:
    """An answer to a question of which less is better."""
    level = None if answer.level is None else _HIGHEST - answer.level
    return Answer(answer.role, level, answer.date, answer.place, answer.withdrawn, answer.fact)


def _hear(fact: HeldFact, questions: Questions, said: dict[str, Said], day: date) -> str:
    """Add what a fact says to what was said; returns why it cannot be used, or nothing."""
    code, *rest = fact.part.split("/")
    if code.upper() not in questions.codes:
        return "unknown-item"
    words = said[code.upper()]
    number = fact.number
    if fact.measure == ANSWER:
        is_gone = fact.text == _WITHDRAWN
        level = None if fact.text == "na" else number
        if not rest or (level is None and fact.text != "na" and not is_gone):
            return "unreadable"
        if level is not None and not 0 <= level <= _HIGHEST:
            return "unreadable"
        place = rest[1] if len(rest) > 1 else ""
        words.answers.append(Answer(rest[0], level, day_of(fact), place, is_gone, fact.pk))
        return ""
    if fact.measure == REVIEWED:
        if fact.text == _WITHDRAWN:
            return ""
        if number is None or not 0 <= number <= _HIGHEST:
            return "unreadable"
        words.reviewed, words.reviewed_fact = number, fact.pk
        return ""
    if number is None or not 0 <= number <= 1 or len(rest) != 2:
        return "unreadable"
    age = (day - day_of(fact)).days
    kind = "audit" if fact.text == "audit" else "one"
    words.grades.append(Grade(rest[0], rest[1], number, age, kind, fact.text == _WITHDRAWN, fact.pk))  # type: ignore[arg-type]
    return ""


def _digest(
    questions: Questions,
    holding: Holding,
    given: InstitutionInput,
    found: Mapping[tuple[str, str], Mapping[str, SeenFact]],
    around: Circumstances,
) -> str:
    """Facts never change, so their numbers stand for them; ages move with the day."""
    seen = sorted((one.fact.pk, one.age) for group in found.values() for one in group.values())
    words = sorted(
        fact
        for item in given.items
        for fact in (
            item.reviewed_fact,
            *(answer.fact for answer in item.answers),
            *(grade.fact for grade in item.grades),
        )
        if fact is not None
    )
    aged = sorted((grade.fact or 0, grade.age_days) for item in given.items for grade in item.grades)
    units = [(name, sorted(keys)) for name, keys in holding.populations.items()]
    rest = (
        questions.digest, around.policy_version, units, list(holding.names.items()), sorted(given.targets.items()),
        sorted(around.bias.items()), [(stray.place, stray.facts) for stray in given.strays], sorted(around.watched),
    )  # fmt: skip
    return hashlib.blake2b(repr((rest, seen, words, aged)).encode(), digest_size=16).hexdigest()

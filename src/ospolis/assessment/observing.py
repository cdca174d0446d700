"""Everything that is known of an institution, put into the form in which the engine judges it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ospolis.assessment.added import find_added
from ospolis.assessment.hearing import ANSWER, HIGHEST, Said, hear, role_of, turn_answer
from ospolis.assessment.hooks import TIER, Ages, SeenFact, sight_of
from ospolis.assessment.inventory import asks_hosts
from ospolis.engines.maturity import InstitutionInput, ItemInput, Stray

if TYPE_CHECKING:
    from ospolis.assessment.banks import InstalledBank
    from ospolis.assessment.inventory import Holding
    from ospolis.engines.maturity import AddedFile, Item
    from ospolis.evidence.selectors import HeldFact, SaidFact

# Of these questions, only hosts of an office are asked; they stand in nobody else's result.
_OF_HOSTS: Final = frozenset({"office", "country"})


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a bank that institutions are judged by, and the facts that speak for them.

    Shapes   asked: measures that are asked for by the same parts together, after those parts
    """

    digest: str
    items: tuple[Item, ...]
    codes: frozenset[str]
    measures: frozenset[str]
    asked: tuple[tuple[frozenset[str], frozenset[str]], ...]
    dimensions: tuple[str, ...]

    @staticmethod
    def of(installed: InstalledBank) -> Questions:
        """Take from a bank what institutions are judged by."""
        items = installed.bank.items
        hooks = [hook for item in items for hook in item.hooks]
        parts: dict[str, set[str]] = defaultdict(set)
        for hook in hooks:
            parts[hook.measure].add(hook.part)
        if any(hook.from_tier for hook in hooks):
            parts[TIER].add("")
        alike: dict[frozenset[str], set[str]] = defaultdict(set)
        for measure, named in parts.items():
            alike[frozenset(named)].add(measure)
        return Questions(
            digest=installed.digest,
            items=items,
            codes=frozenset(item.code for item in items),
            measures=frozenset(parts),
            asked=tuple((named, frozenset(measures)) for named, measures in alike.items()),
            dimensions=tuple(dict.fromkeys(item.dimension for item in items)),
        )

    @property
    def asks_hosts(self) -> bool:
        """Whether some of the questions go to hosts of an office alone."""
        return asks_hosts(self.items)

    @property
    def is_of_hosts(self) -> bool:
        """Whether nobody but hosts of an office is asked anything."""
        return all(item.unit in _OF_HOSTS for item in self.items)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for every institution of an office on one day.

    Shapes   ages: of facts on the day; targets: level aimed at, by kind and dimension
             bias: how far answers to a question are too high, 0 to 1; settled: numbers of answers that no longer
             count, because the evidence was accepted; watched: measures that collections or desks of the office record
             priors: by institution and question, where the policy starts from what peers are known for
    """

    ages: Ages
    policy_version: str
    targets: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()
    watched: frozenset[str] = frozenset()
    priors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observed:
    """One institution, ready to be judged.

    Shapes   given: None when the digest is the one that was known, so that nothing is to be judged
             digest: equal as long as nothing changed that the judgement stands on; dropped: answers that hold and do
             not count; odd: facts that could not be used, each with the reason
    """

    given: InstitutionInput | None
    digest: str
    roles: int
    dropped: frozenset[int]
    odd: tuple[tuple[SaidFact, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger tells of one institution: what people said, what hooks count, which files came lately."""

    words: Sequence[SaidFact] = ()
    facts: Sequence[HeldFact] = ()
    added: Sequence[HeldFact] = ()


def observe_institution(
    questions: Questions, holding: Holding, told: Told, around: Circumstances, known: str = ""
) -> Observed:
    """Put together what is known of one institution on one day.

    Shapes   known: the digest of what it was judged by last; when it is the same, nothing more is put together
    """
    heard = _listen(questions, told.words, around)
    seen = _look(holding, told.facts, around.ages)
    added = tuple(find_added(questions.items, holding.populations["repositories"], told.added, around.ages.day))
    digest = _digest(questions, holding, told, heard, seen, added, around)
    given = None
    if digest != known:
        given = InstitutionInput(
            id=holding.profile.key,
            items=tuple(
                _ask(item, holding, heard.said.get(item.code), seen.found, around)
                for item in questions.items
                if item.unit not in _OF_HOSTS or item.concerns(holding.names)
            ),
            targets=around.targets.get(holding.profile.kind, {}),
            strays=seen.list_strays(),
            added=added,
        )
    return Observed(given, digest, len(heard.roles), frozenset(heard.dropped), tuple(heard.odd))


@dataclass(slots=True)
class _Heard:
    """What people said, by question; in which roles; which answers hold and do not count; what cannot be used."""

    said: dict[str, Said] = field(default_factory=lambda: defaultdict(Said))
    roles: set[str] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    odd: list[tuple[SaidFact, str]] = field(default_factory=list)


def _listen(questions: Questions, words: Iterable[SaidFact], around: Circumstances) -> _Heard:
    heard = _Heard()
    codes, said, day, settled = questions.codes, heard.said, around.ages.day, around.settled
    for fact in words:
        is_answer = fact.measure == ANSWER
        if is_answer and fact.pk in settled:
            heard.dropped.add(fact.pk)
        elif reason := hear(fact, codes, said, day):
            heard.odd.append((fact, reason))
        elif is_answer:
            heard.roles.add(role_of(fact))
    return heard


@dataclass(slots=True)
class _Seen:
    """Facts by what they say and about what; those about something that is not the institution's apart."""

    found: dict[tuple[str, str], dict[str, SeenFact]] = field(default_factory=lambda: defaultdict(dict))
    strays: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_age: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def list_strays(self) -> tuple[Stray, ...]:
        """Places that are not the institution's, in order."""
        return tuple(Stray(place=place, facts=tuple(sorted(ids))) for place, ids in sorted(self.strays.items()))


def _look(holding: Holding, facts: Iterable[HeldFact], ages: Ages) -> _Seen:
    seen = _Seen()
    found, by_age, its_own = seen.found, seen.by_age, holding.known
    for fact in facts:
        subject = fact.subject
        if subject in its_own:
            age = ages.of(fact)
            found[fact.measure, fact.part][subject] = SeenFact(fact, age)
            by_age[age].append(fact.pk)
        else:
            seen.strays[subject].append(fact.pk)
    return seen


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
    answers = [turn_answer(answer) for answer in words.answers] if turn else words.answers
    reviewed = words.reviewed
    return ItemInput(
        code=item.code,
        dimension=item.dimension,
        weight=item.weight,
        essential_for=item.essential_for,
        applicable=item.concerns(holding.names),
        answers=tuple(answers),
        reviewed_level=HIGHEST - reviewed if turn and reviewed is not None else reviewed,
        reviewed_fact=words.reviewed_fact,
        grades=tuple(words.grades),
        sights=sights,
        bias=around.bias.get(item.code, 0.0),
        prior=around.priors.get(holding.profile.key, {}).get(item.code),
    )


def _digest(
    questions: Questions,
    holding: Holding,
    told: Told,
    heard: _Heard,
    seen: _Seen,
    added: Sequence[AddedFile],
    around: Circumstances,
) -> str:
    """Facts never change, so their numbers stand for them; ages move with the day."""
    facts = [(age, sorted(numbers)) for age, numbers in sorted(seen.by_age.items())]
    words = sorted(fact.pk for fact in told.words)
    aged = sorted((grade.fact or 0, grade.age_days) for said in heard.said.values() for grade in said.grades)
    units = [(name, sorted(keys)) for name, keys in holding.populations.items()]
    key = holding.profile.key
    rest = (
        questions.digest, around.policy_version, units, list(holding.names.items()), sorted(heard.dropped),
        sorted(around.targets.get(holding.profile.kind, {}).items()), sorted(around.bias.items()),
        sorted((place, sorted(ids)) for place, ids in seen.strays.items()), sorted(around.watched),
        [(one.fact, one.item) for one in added], sorted(around.priors.get(key, {}).items()),
    )  # fmt: skip
    return hashlib.blake2b(repr((rest, facts, words, aged)).encode(), digest_size=16).hexdigest()

"""What people say: the answers of one institution to one item as one share with its weight, and its documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ospolis.engines.maturity.observation import Answer, BadObservation, Grade, ItemInput
from ospolis.engines.maturity.policy import Policy

HIGHEST = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What an institution says of itself.

    Units    share: 0 to 1, None without an answer; safe: the same with withdrawn answers at 0; weight, unseen: answers;
             spread: levels between the highest and the lowest respondent
    """

    share: float | None = None
    safe: float = 0.0
    weight: float = 0.0
    unseen: float = 0.0
    spread: float = 0.0
    only_na: bool = False
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """What the graded documents of an item bring: `best` is the highest grade of those that count, None without one."""

    good: float = 0.0
    bad: float = 0.0
    unseen: float = 0.0
    best: float | None = None
    newest_age: float | None = None


NO_CLAIM = Claim()
NO_PAPERS = Papers()


def read_claim(item: ItemInput, policy: Policy) -> Claim:
    """Make one claim of the answers to an item. A reviewed level replaces them.

    Returns  the mean of the means of the roles; what was withdrawn keeps its weight as unseen
    Raises   BadObservation when a level is not from 0 to 4
    """
    if item.reviewed_level is not None:
        share = _share(item.reviewed_level, item)
        return Claim(share, share, policy.answer_reviewed, reviewed=True)
    if not item.answers:
        return NO_CLAIM
    newest = _newest_answers(item.answers)
    given = [answer for answer in newest if answer.level is not None]
    if not given:
        return Claim(only_na=any(not answer.withdrawn for answer in newest))
    if len(given) == 1 and not given[0].withdrawn:
        share = _share(given[0].level, item)
        return Claim(share, share, policy.answer_one)
    return _join_roles(given, item, policy)


def _join_roles(given: list[Answer], item: ItemInput, policy: Policy) -> Claim:
    """Every role counts the same; inside a role, every respondent does."""
    roles: dict[str, list[Answer]] = defaultdict(list)
    for answer in given:
        roles[answer.role].append(answer)
    means, kept, safe, levels = [], [], [], []
    for role in sorted(roles):
        shares = sorted(_share(answer.level, item) for answer in roles[role])
        stand = sorted(_share(answer.level, item) for answer in roles[role] if not answer.withdrawn)
        means.append(sum(shares) / len(shares))
        kept.append(len(stand) / len(shares))
        safe.append(sum(stand) / len(shares))
        levels += stand
    agree = len(means) >= policy.answer_agree_roles and max(means) - min(means) < policy.answer_agree_range
    weight = policy.answer_agree if agree else policy.answer_one
    if not levels:
        return Claim(unseen=weight)
    stands, part = sum(kept), sum(kept) / len(means)
    spread = HIGHEST * (max(levels) - min(levels))
    return Claim(sum(safe) / stands, sum(safe) / len(means), weight * part, weight * (1 - part), spread)


def _newest_answers(answers: tuple[Answer, ...]) -> list[Answer]:
    """The newest answer of each respondent; of two of one day the lower one."""
    if len(answers) == 1:
        return list(answers)
    newest: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        place = (answer.role, answer.place)
        before = newest.get(place)
        if before is None or _freshness(answer) > _freshness(before):
            newest[place] = answer
    return list(newest.values())


def _freshness(answer: Answer) -> tuple[int, bool, float, bool]:
    level = HIGHEST + 1 if answer.level is None else answer.level
    return (answer.date.toordinal(), answer.level is not None, -level, answer.withdrawn)


def _share(level: float | None, item: ItemInput) -> float:
    if level is None or not 0 <= level <= HIGHEST:
        raise BadObservation(f"{item.code}: a level is from 0 to 4, not {level}")
    return level / HIGHEST


def read_papers(item: ItemInput, policy: Policy) -> Papers:
    """Add up the documents of an item; the newest grade of each assessor of each document counts.

    Raises   BadObservation when a grade is not from 0 to 1
    """
    if not item.grades:
        return NO_PAPERS
    documents: dict[str, dict[str, Grade]] = defaultdict(dict)
    for grade in sorted(item.grades, key=_grade_order):
        if not 0 <= grade.value <= 1:
            raise BadObservation(f"{item.code}: a grade is from 0 to 1, not {grade.value}")
        documents[grade.document][grade.assessor] = grade
    good, bad, unseen = 0.0, 0.0, 0.0
    best, ages = [], []
    for name in sorted(documents):
        by_age = sorted(documents[name].values(), key=_grade_order)
        newest, weight = by_age[-1], _document_weight(by_age, policy)
        if newest.withdrawn:
            unseen += weight
            continue
        good, bad = good + weight * newest.value, bad + weight * (1 - newest.value)
        best.append(newest.value)
        ages.append(newest.age_days)
    return Papers(good, bad, unseen, max(best, default=None), min(ages, default=None))


def _grade_order(grade: Grade) -> tuple[float, bool, float, str]:
    """Oldest first; of two of one day the lower grade counts."""
    return (-grade.age_days, grade.withdrawn, -grade.value, grade.assessor)


def _document_weight(by_age: list[Grade], policy: Policy) -> float:
    newest = by_age[-1]
    if newest.kind == "audit":
        return policy.document_audit
    same = sum(grade.value == newest.value and grade.withdrawn == newest.withdrawn for grade in by_age)
    return policy.document_agree if same > 1 else policy.document_one

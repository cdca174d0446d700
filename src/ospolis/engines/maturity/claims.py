"""What people say: the answers of one institution to one item as one share with its weight, and its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
        _check_levels(item, [item.reviewed_level])
        share = item.reviewed_level / HIGHEST
        return Claim(share, share, policy.answer_reviewed, reviewed=True)
    if not item.answers:
        return NO_CLAIM
    if len(item.answers) == 1 or len({answer.role for answer in item.answers}) == len(item.answers):
        levels = sorted(answer.level for answer in item.answers if answer.level is not None and not answer.withdrawn)
        if len(levels) == len(item.answers):
            _check_levels(item, levels)
            return _join_means([level / HIGHEST for level in levels], levels[-1] - levels[0], policy)
    return _join_roles(item, policy)


def _join_means(means: list[float], spread: float, policy: Policy) -> Claim:
    """Every role counts the same; `means` are in order."""
    share = sum(means) / len(means)
    return Claim(share, share, _weigh(means, policy), 0.0, spread)


def _weigh(means: list[float], policy: Policy) -> float:
    agree = len(means) >= policy.answer_agree_roles and means[-1] - means[0] < policy.answer_agree_range
    return policy.answer_agree if agree else policy.answer_one


def _join_roles(item: ItemInput, policy: Policy) -> Claim:
    """Several respondents of one role are one voice; what does not apply for one of them is no answer."""
    newest = _newest_answers(item.answers)
    shares: dict[str, list[float]] = defaultdict(list)
    lost: dict[str, int] = defaultdict(int)
    for answer in newest:
        if answer.level is None:
            continue
        if answer.withdrawn:
            lost[answer.role] += 1
        shares[answer.role].append(answer.level / HIGHEST)
    if not shares:
        return Claim(only_na=any(not answer.withdrawn for answer in newest))
    levels = [HIGHEST * share for several in shares.values() for share in several]
    _check_levels(item, levels)
    means = sorted(sum(sorted(several)) / len(several) for several in shares.values())
    if lost:
        return _leave_out(newest, lost, shares, _weigh(means, policy))
    return _join_means(means, max(levels) - min(levels), policy)


def _leave_out(newest: Sequence[Answer], lost: dict[str, int], shares: dict[str, list[float]], weight: float) -> Claim:
    """Leave out what was withdrawn: the part of each role that it was stays as weight that nobody sees."""
    stand: dict[str, list[float]] = {role: [] for role in sorted(shares)}
    for answer in newest:
        if answer.level is not None and not answer.withdrawn:
            stand[answer.role].append(answer.level / HIGHEST)
    levels = sorted(level for several in stand.values() for level in several)
    if not levels:
        return Claim(unseen=weight)
    safe = sum(sum(sorted(several)) / len(shares[role]) for role, several in stand.items())
    kept = sum(1 - lost[role] / len(shares[role]) for role in stand)
    part = kept / len(stand)
    spread = HIGHEST * (levels[-1] - levels[0])
    return Claim(safe / kept, safe / len(stand), weight * part, weight * (1 - part), spread)


def _newest_answers(answers: tuple[Answer, ...]) -> Sequence[Answer]:
    """The newest answer of each respondent; of two of one day the lower one."""
    if len({(answer.role, answer.place) for answer in answers}) == len(answers):
        return answers
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


def _check_levels(item: ItemInput, levels: list[float]) -> None:
    for level in levels:
        if not 0 <= level <= HIGHEST:
            raise BadObservation(f"{item.code}: a level is from 0 to 4, not {level}")


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

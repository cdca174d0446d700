"""What a repository is for, and whether it does what that asks: a repository is judged against its intended tier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ospolis.engines.practices.crosswalk import PracticeWords, shipped_words
from ospolis.engines.practices.looks import shown
from ospolis.engines.practices.practice import Answer, Evidence
from ospolis.engines.practices.repository import Repository
from ospolis.engines.practices.table_documents import CODE_JSON
from ospolis.engines.practices.table_history import day_of, days_since
from ospolis.engines.practices.table_people import CODE_OF_CONDUCT, CONTRIBUTING, GOVERNANCE, ISSUE_FORMS

Fitness: TypeAlias = Literal["fits", "gaps", "cannot tell"]
Weight: TypeAlias = Literal["asked", "recommended"]

_ONE_TIME, _CLOSE, _PUBLIC, _COMMUNITY = 1, 2, 3, 4
_YEAR = 365
_STATED = re.compile(r'"maturityModelTier"[ \t]*:[ \t]*"?(?P<tier>\d+)')
_WEIGHTS: Mapping[str, Weight] = {"M": "asked", "R": "recommended"}


@dataclass(frozen=True, slots=True)
class TierReading:
    """The tier that a repository is meant for.

    Shapes   tier: 0 to 4, the place in `tiers` of the words; is_stated: said by its code.json, else deduced from what
             shows; evidence: the line that states it, or the reasons of the deduction
    """

    tier: int
    is_stated: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One practice that a tier asks or recommends, with its answer."""

    code: str
    weight: Weight
    answer: Answer


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a repository does what its tier asks.

    Shapes   state: `gaps` when something asked is not met, else `cannot tell` when something asked cannot be told;
             asked: what applies, asked or recommended, in the order in which steps are worth taking
    """

    tier: int
    state: Fitness
    asked: tuple[Asked, ...]

    def codes(self, weight: Weight, *answers: Answer) -> tuple[str, ...]:
        """Name the practices of a weight that have one of some answers, in order."""
        return tuple(one.code for one in self.asked if one.weight == weight and one.answer in answers)

    @property
    def met(self) -> int:
        """How many of the practices that are asked are met."""
        return len(self.codes("asked", "met"))

    @property
    def needed(self) -> int:
        """How many practices are asked and could be answered."""
        return len(self.codes("asked", "met", "not met"))

    @property
    def next_step(self) -> str:
        """The practice to take up next: the first that is asked, else recommended, and not met; empty when none is."""
        return next(iter((*self.codes("asked", "not met"), *self.codes("recommended", "not met"))), "")


def read_tier(repository: Repository) -> TierReading:
    """Read which tier a repository is meant for, or deduce it from what shows.

    A deduction never says `private`, and asks the least where the history was not at hand.

    Returns  the tier with its evidence
    Raises   nothing on content
    Source   CMS open source maturity tiers: `maturityModelTier` of code.json, else their questions, answered from
             history (more than one contributor, still changed) and files (others invited, somebody named who decides)
    """
    return _read_stated(repository) or _deduce(repository)


def _read_stated(repository: Repository) -> TierReading | None:
    """An inventory of many projects states nothing about one of them."""
    for path in repository.list_texts(CODE_JSON):
        text = repository.text(path) or ""
        found = list(_STATED.finditer(text))
        if len(found) == 1 and int(found[0]["tier"][:3]) <= _COMMUNITY:
            line = text.count("\n", 0, found[0].start()) + 1
            return TierReading(int(found[0]["tier"]), True, (Evidence("This line states the tier.", path, line),))
    return None


def _deduce(repository: Repository) -> TierReading:
    people, last = repository.history.contributors_365d, repository.history.last_commit_at
    if people is None or last is None:
        return _deduced(_ONE_TIME, Evidence("The history was not at hand in full, so the least is asked."))
    if days_since(last, repository.now) > _YEAR:
        return _deduced(_ONE_TIME, Evidence(f"The newest change is of {day_of(last)}; nothing was changed for a year."))
    if people <= 1:
        return _deduced(_ONE_TIME, Evidence("At most one person changed it in the last 365 days."))
    several = Evidence(f"{people} people changed it in the last 365 days.")
    invitation = repository.find(CONTRIBUTING.places | CODE_OF_CONDUCT | ISSUE_FORMS, 1)
    if not invitation:
        return _deduced(_CLOSE, several, Evidence("No file invites others to take part."))
    invited = shown(invitation, "This file invites others to take part.")
    deciders = repository.find(GOVERNANCE, 1)
    if not deciders:
        return _deduced(_PUBLIC, several, *invited, Evidence("No file says that others decide with the team."))
    return _deduced(_COMMUNITY, several, *invited, *shown(deciders, "This file says who decides."))


def _deduced(tier: int, *evidence: Evidence) -> TierReading:
    return TierReading(tier, False, evidence)


def judge_fit(tier: int, answers: Mapping[str, Answer], *, words: PracticeWords | None = None) -> Fit:
    """Say how far answers meet what a tier asks.

    Shapes   tier: 0 to 4; answers: by the code of the practice; what was never asked is left out
    Returns  what applies of that which the tier asks or recommends
    Raises   IndexError when there is no such tier
    Source   reference/practices/tiers.yml
    """
    asked = tuple(
        Asked(code, weight, answers[code])
        for code, letters in (words or shipped_words()).asks.items()
        if (weight := _WEIGHTS.get(letters[tier])) and answers.get(code, "not applicable") != "not applicable"
    )
    needed = [one.answer for one in asked if one.weight == "asked"]
    state: Fitness = (
        "gaps" if "not met" in needed else "cannot tell" if "cannot tell" in needed or not needed else "fits"
    )
    return Fit(tier, state, asked)

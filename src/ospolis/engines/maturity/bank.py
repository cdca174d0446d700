"""A question bank: its dimensions, its questions with five levels each, and the facts that speak for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from ospolis.engines.maturity.applicability import ALWAYS, Condition, Value, parse_condition

UnitOfAnalysis: TypeAlias = Literal["country", "office", "institution", "system", "repository"]
EvidenceClass: TypeAlias = Literal["A", "P", "H"]
Strength: TypeAlias = Literal["decisive", "supporting", "hint"]
Form: TypeAlias = Literal["count", "share", "value"]

UNITS = ("country", "office", "institution", "system", "repository")
EVIDENCE_CLASSES = ("A", "P", "H")
STRENGTHS = ("decisive", "supporting", "hint")
FORMS = ("count", "share", "value")
# Which units of the confirmed inventory a count runs over. Key systems have a criticality of 3 or 4.
POPULATIONS = (
    "institution",
    "repositories",
    "systems",
    "key-systems",
    "open-systems",
    "own-systems",
)
RESPONDENT_ROLES = (
    "focal_point",
    "head_of_it",
    "leadership",
    "legal_officer",
    "procurement_officer",
    "security_officer",
    "hr_officer",
    "finance_officer",
    "communications_officer",
    "service_owner",
    "developer",
)
MOST_RELIABLE = {"decisive": 0.95, "supporting": 0.6, "hint": 0.6}
LEVELS = (1, 2, 3, 4)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
# The language of a bank that does not name one.
FIRST_LANGUAGE = "en"
# Questions about an office are asked of its host, those about a country of the host of the country's office.
_ASKED_OF: Mapping[str, Condition] = {
    "office": parse_condition("hosts in office, country"),
    "country": parse_condition("hosts = country"),
}
DEFAULT_UNITS = 8


class MeasureShape(Protocol):
    """What a bank must know of a measure of the ledger."""

    @property
    def subject(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def states(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Dimension:
    """A subject that several questions belong to."""

    code: str
    title: str
    explanation: str
    language: str = FIRST_LANGUAGE


@dataclass(frozen=True, slots=True)
class Hook:
    """Which facts speak for a question, and how they become k of m of E.

    Units    reliability: 0 to 1; max_age: days, 0 for no limit
             units: E of a share, a value, or a count over the institution itself
    Shapes   measure, part: of the ledger; an empty part stands for the facts without one
             among: the units a count runs over; empty for share and value, which are read for the institution
             passes, fails, excused: texts of a fact; an excused unit leaves E (the question does not arise there);
             every other text is not observed
             from_tier: units with an intended tier that is known and lower leave E too; 0 asks every repository
             at_least, at_most: for a fact that is a number, the range in which its unit passes; all others fail
             scale: five numbers at which the share is 0, 0.25, 0.5, 0.75 and 1, rising or falling
    """

    measure: str
    part: str
    strength: Strength
    form: Form
    among: str
    passes: tuple[str, ...]
    fails: tuple[str, ...]
    excused: tuple[str, ...]
    at_least: float | None
    at_most: float | None
    scale: tuple[float, ...]
    from_tier: int
    units: int
    reliability: float
    max_age: int


@dataclass(frozen=True, slots=True)
class ActionLink:
    """An action that helps with a question, and by how many levels (low, middle, high guess)."""

    action: str
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Action:
    """Code and title of an action that the bank links to."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    Shapes   anchors: five texts, level 0 first; respondent_roles: the first is asked first
             applicability: whom it concerns, by the confirmed inventory; ask_when: after which earlier answer
             essential_for: the level (1 to 4) that cannot be held without it, or None
             replaces: the questions of earlier banks that it continues, as `core-1/D1.1`
             added_by: the code of the addition that brought it, empty for the bank's own
             language: the one in which its words are
             is_outdated: it was translated, from words that have changed since, and is shown as it was written
    """

    code: str
    dimension: str
    statement: str
    help: str
    anchors: tuple[str, str, str, str, str]
    unit: UnitOfAnalysis
    respondent_roles: tuple[str, ...]
    applicability: Condition
    ask_when: Condition
    evidence_class: EvidenceClass
    hooks: tuple[Hook, ...]
    no_hook_reason: str
    weight: float
    essential_for: int | None
    reverse: bool
    inclusion: bool
    sdg_tags: tuple[str, ...]
    action_links: tuple[ActionLink, ...]
    replaces: tuple[str, ...]
    added_by: str = ""
    language: str = FIRST_LANGUAGE
    is_outdated: bool = False

    @property
    def whom(self) -> tuple[Condition, Condition]:
        """The conditions that say whom it concerns: by its unit of analysis, and by what it says itself."""
        return _ASKED_OF.get(self.unit, ALWAYS), self.applicability

    def concerns(self, names: Mapping[str, Value]) -> bool:
        """Say whether it concerns an institution; it does when that cannot be told."""
        return all(condition.holds(names) for condition in self.whom)


@dataclass(frozen=True, slots=True)
class Bank:
    """A whole bank. `version` names additions too (`1+taluma-1`), so that an assessment pins exactly what was asked."""

    code: str
    version: str
    date: str
    title: str
    licence: str
    source: str
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    actions: tuple[Action, ...]
    language: str = FIRST_LANGUAGE

    def item(self, code: str) -> Item | None:
        """Find a question by its code, without regard to case."""
        wanted = code.strip().upper()
        return next((item for item in self.items if item.code == wanted), None)

    def items_of(self, dimension: str) -> tuple[Item, ...]:
        """Give the questions of a dimension, in the order of the bank."""
        return tuple(item for item in self.items if item.dimension == dimension)

    def link_items(self, earlier: Bank) -> dict[str, str]:
        """Say which question continues which of an earlier bank.

        Returns  code here -> code there; a question is new when neither `replaces` names its forerunner nor the earlier
                 bank is the same version, with or without additions
        """
        version = earlier.version.partition("+")[0]
        same = (earlier.code, version) == (self.code, self.version.partition("+")[0])
        links: dict[str, str] = {}
        for item in self.items:
            named = [code.rpartition("/")[2] for code in item.replaces if _names_bank(code, earlier.code, version)]
            forerunner = earlier.item(named[0] if named else item.code)
            if forerunner and (named or (same and forerunner.added_by == item.added_by)):
                links[item.code] = forerunner.code
        return links


def _names_bank(replaced: str, code: str, version: str) -> bool:
    """Say whether `core-1/D1.1` names a bank and version; additions to it do not count."""
    return replaced.rpartition("/")[0].partition("+")[0] == f"{code}-{version}"

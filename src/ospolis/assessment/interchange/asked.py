"""What a campaign asks, as every way without a connection needs it: questions in the languages of their wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from ospolis.engines.maturity.applicability import ALWAYS, Condition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Level: TypeAlias = Literal["0", "1", "2", "3", "4", "na", ""]
LEVELS: Final[tuple[Level, ...]] = ("0", "1", "2", "3", "4")
NOT_APPLICABLE: Final = "na"
NOT_KNOWN: Final = "unknown"


_Said = TypeVar("_Said")


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in one language; `anchors` are the five levels, level 0 first."""

    statement: str
    anchors: tuple[str, ...]
    help: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: under which code it is answered, whom it concerns, and after which answer it is asked.

    `roles` are the respondent roles that are asked; none means every role. `may_be_na`: whether "does not apply" is an
    answer; it is none where a level cannot be held without the question.
    """

    code: str
    section: str
    wordings: Mapping[str, Wording]
    applies: Condition = ALWAYS
    ask_when: Condition = ALWAYS
    roles: tuple[str, ...] = ()
    may_be_na: bool = True

    def wording(self, *languages: str) -> Wording:
        """The wording in the first of the languages that has one, else in the one that it was written in."""
        return _choose(self.wordings, languages)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questions with its title by language."""

    code: str
    titles: Mapping[str, str]

    def title(self, *languages: str) -> str:
        """The title in the first of the languages that has one, else in the one that it was written in."""
        return _choose(self.titles, languages)


@dataclass(frozen=True, slots=True)
class Institution:
    """Who answers: the key, the name, and what conditions may ask of it (see `applicability.NAMES`)."""

    key: str
    name: str
    facts: Mapping[str, float | str | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A campaign as it is carried to places without a connection.

    Shapes   languages: code -> name in that language; the first is the one that the bank was written in
             roles: code -> title, those that the campaign asks
    """

    campaign: int
    title: str
    bank: str
    version: str
    languages: Mapping[str, str]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    roles: Mapping[str, StrOrPromise] = field(default_factory=dict)

    def question(self, code: str) -> Question | None:
        """Find a question by its code, without regard to case."""
        wanted = code.strip().upper()
        return next((question for question in self.questions if question.code.upper() == wanted), None)

    def of_section(self, section: str) -> tuple[Question, ...]:
        """The questions of a part, in the order of the bank."""
        return tuple(question for question in self.questions if question.section == section)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What somebody says to one question: the columns of answers.csv. An empty level means *not known*."""

    item: str
    level: Level
    role: str = ""
    date: str = ""
    comment: str = ""
    evidence: str = ""


def _choose(said: Mapping[str, _Said], languages: tuple[str, ...]) -> _Said:
    """What is said in the first of the languages, or in the one that it is a variant of; else as it was written."""
    by_code = {code.casefold(): words for code, words in said.items()}
    wanted = [name for code in languages for name in (code.casefold(), code.casefold().partition("-")[0])]
    return next((by_code[name] for name in wanted if name in by_code), next(iter(said.values())))

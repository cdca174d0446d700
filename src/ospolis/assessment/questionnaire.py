"""Which questions somebody is asked, in which order, and how far the answers are.

A question is asked when it concerns the institution (applicability, by the inventory), belongs to the sections and to
the role of the assignment, and an earlier answer does not rule it out (skip logic).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from ospolis.assessment.choices import DraftState, RespondentRole
from ospolis.assessment.inventory import Name
from ospolis.assessment.selectors.inventory import names_for
from ospolis.assessment.selectors.wording import bank_asked

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Campaign, Draft
    from ospolis.core.access import Viewer
    from ospolis.engines.maturity.bank import Bank, Item
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked. The first level stands first; `language` is that of its words."""

    code: str
    dimension: str
    statement: str
    help: str
    anchors: tuple[str, ...]
    may_be_na: bool
    language: str = ""
    is_outdated: bool = False

    @property
    def lang(self) -> str:
        """The language of its words where it is not that of the page, else nothing."""
        return foreign_language(self.language)


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one dimension, in the order of the bank; `language` is that of its title."""

    code: str
    title: str
    explanation: str
    questions: tuple[Question, ...]
    language: str = ""

    @property
    def lang(self) -> str:
        """The language of its title where it is not that of the page, else nothing."""
        return foreign_language(self.language)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that one respondent is asked now."""

    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def find(self, code: str) -> Question | None:
        return next((question for question in self.questions if question.code == code), None)

    def section(self, code: str) -> Section | None:
        return next((section for section in self.sections if section.code == code), None)

    def after(self, code: str) -> Question | None:
        """The question that follows one, None after the last."""
        return next((later for one, later in pairwise(self.questions) if one.code == code), None)

    def before(self, code: str) -> Question | None:
        """The question before one, None for the first."""
        return next((one for one, later in pairwise(self.questions) if later.code == code), None)

    def section_after(self, code: str) -> Section | None:
        """The section that follows one, None after the last."""
        return next((later for one, later in pairwise(self.sections) if one.code == code), None)


def paper_of(viewer: Viewer, assignment: Assignment, drafts: Mapping[str, Draft]) -> Paper:
    """What an assignment asks, given what was typed so far.

    Cost     2 queries, one more where the bank is in another language, and one where it asks about an office
    """
    campaign = assignment.campaign
    bank = bank_asked(viewer, campaign)
    names = names_for(viewer, bank, assignment.institution)
    levels = {code: row.level for code, row in drafts.items() if row.state == DraftState.LEVEL and not row.is_prefill}
    chosen = [
        item
        for item in items_asked(bank, sections=assignment.sections or campaign.sections, names=names, levels=levels)
        if is_for(item, assignment.role, campaign.roles)
    ]
    return _arrange(bank, chosen)


def paper_of_room(viewer: Viewer, campaign: Campaign, institution: Institution) -> Paper:
    """What a campaign asks of an institution as a whole, whatever the role.

    Cost     as `paper_of`
    """
    bank = bank_asked(viewer, campaign)
    names = names_for(viewer, bank, institution)
    return _arrange(bank, list(items_asked(bank, sections=campaign.sections, names=names, levels={})))


def items_asked(
    bank: Bank, *, sections: Collection[str], names: Mapping[str, Name], levels: Mapping[str, int | None]
) -> Iterator[Item]:
    """The questions that concern an institution and that no earlier answer rules out.

    Shapes   sections: codes of dimensions, all when empty; levels: answers so far
    """
    known = {**names, **{code: level for code, level in levels.items() if level is not None}}
    for item in bank.items:
        if sections and item.dimension not in sections:
            continue
        if item.concerns(names) and item.ask_when.holds(known):
            yield item


def is_for(item: Item, role: str, roles: Collection[str]) -> bool:
    """Whether somebody in a role is asked a question. What none of the roles asked could answer falls to the focal
    point, so that no question is lost."""
    if role in item.respondent_roles:
        return True
    return role == RespondentRole.FOCAL_POINT and not set(roles) & set(item.respondent_roles)


def may_be_left_out(item: Item) -> bool:
    """Whether "does not apply to us" is an answer: not where a level cannot be held without it, for then saying so
    would be a way around it; whom the question does not concern is told by the inventory."""
    return item.essential_for is None


def count_answered(paper: Paper, drafts: Mapping[str, Draft]) -> int:
    """How many questions were answered; what was carried over and not confirmed does not count."""
    return sum(is_answered(drafts.get(question.code)) for question in paper.questions)


def is_answered(draft: Draft | None) -> bool:
    """Whether a draft says something that its writer confirmed; "not known" is an answer."""
    return draft is not None and not draft.is_prefill


def first_open(paper: Paper, drafts: Mapping[str, Draft]) -> Question | None:
    """The first question that still waits, None when none does."""
    return next((one for one in paper.questions if not is_answered(drafts.get(one.code))), None)


def _arrange(bank: Bank, items: list[Item]) -> Paper:
    found = []
    for dimension in bank.dimensions:
        questions = tuple(_question(item) for item in items if item.dimension == dimension.code)
        if questions:
            section = Section(dimension.code, dimension.title, dimension.explanation, questions, dimension.language)
            found.append(section)
    return Paper(tuple(found))


def _question(item: Item) -> Question:
    return Question(
        item.code, item.dimension, item.statement, item.help, item.anchors, may_be_na=may_be_left_out(item),
        language=item.language, is_outdated=item.is_outdated,
    )  # fmt: skip


def foreign_language(language: str) -> str:
    """A language where it is not the one of the page, for the attribute `lang`; else nothing."""
    here = (get_language() or "").casefold()
    return "" if language.casefold() in {"", here, here.partition("-")[0]} else language

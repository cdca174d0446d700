"""What the pages of assessors and workshops show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.campaign_pages import crumbs_to
from ospolis.assessment.choices import Confidentiality, RespondentRole
from ospolis.assessment.forms.answering import name_of
from ospolis.assessment.questionnaire import Paper, Question, Section, paper_of_room
from ospolis.assessment.selectors.evidence_held import HeldEvidence, evidence_held
from ospolis.assessment.selectors.reviewing import (
    SaidAnswer,
    answers_said,
    files_given,
    levels_reviewed,
    proposals_for,
)
from ospolis.core.files.reading import address_of
from ospolis.core.page import Crumb

if TYPE_CHECKING:
    from django import forms
    from django.forms.boundfield import BoundField

    from ospolis.assessment.models import Attachment, Campaign, Moderation
    from ospolis.core.access import Viewer
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """One answer in words."""

    role: str
    words: str
    comment: str
    evidence: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question for an assessor: what was said, what is held, what oneself and others propose.

    What others propose is shown once one has proposed oneself, so that it leads nobody.
    """

    question: Question
    level: BoundField
    note: BoundField
    answers: tuple[AnswerWords, ...]
    files: tuple[tuple[str, str, str], ...]
    evidence: tuple[HeldEvidence, ...]
    others: tuple[tuple[str, str], ...]
    waiting: int
    agreed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """One section in the list of an assessor."""

    section: Section
    done: int
    agreed: int
    url: str

    @property
    def total(self) -> int:
        return len(self.section.questions)

    @property
    def tone(self) -> str:
        return "good" if self.agreed == self.total else "info" if self.done else "none"


@dataclass(frozen=True, slots=True)
class Desk:
    """What an assessor has before them: one institution in one campaign."""

    viewer: Viewer
    campaign: Campaign
    institution: Institution
    paper: Paper
    proposals: dict[str, list[Moderation]]
    reviewed: dict[str, int]

    def own(self, code: str) -> Moderation | None:
        """What this assessor said of a question."""
        return next((row for row in self.proposals.get(code, []) if self._is_own(row)), None)

    def others(self, code: str) -> list[Moderation]:
        """What other assessors, and workshops, said of it."""
        return [row for row in self.proposals.get(code, []) if not self._is_own(row)]

    def held(self, section: Section) -> dict[str, tuple[int, str]]:
        """The own levels and notes of a section, for its form."""
        own = ((question.code, self.own(question.code)) for question in section.questions)
        return {code: (row.level, row.note) for code, row in own if row is not None}

    def _is_own(self, row: Moderation) -> bool:
        account = getattr(row.assessor, "account", None) if row.assessor else None
        return account is not None and account.pk == self.viewer.pk


def open_desk(viewer: Viewer, campaign: Campaign, institution: Institution) -> Desk:
    """Read what an assessor has before them.

    Cost     4 queries
    """
    return Desk(
        viewer, campaign, institution, paper_of_room(viewer, campaign, institution),
        proposals_for(viewer, campaign, institution), levels_reviewed(viewer, institution),
    )  # fmt: skip


def section_lines(desk: Desk, way: str) -> list[ReviewSection]:
    """The sections, with how far each is; `way` names the address of a section."""
    found = []
    for section in desk.paper.sections:
        codes = [question.code for question in section.questions]
        found.append(
            ReviewSection(
                section,
                done=sum(desk.own(code) is not None for code in codes),
                agreed=sum(code in desk.reviewed for code in codes),
                url=reverse(way, args=[desk.campaign.pk, desk.institution.key, section.code]),
            )
        )
    return found


def review_rows(desk: Desk, section: Section, form: forms.Form) -> list[ReviewRow]:
    """The questions of a section with everything that an assessor reads.

    Cost     3 queries
    """
    said = answers_said(desk.viewer, desk.institution)
    codes = [question.code for question in section.questions]
    files = files_given(desk.viewer, desk.campaign, desk.institution, codes)
    items = [item for item in parsed_bank(desk.campaign.bank.content).items if item.code in set(codes)]
    evidence = evidence_held(desk.viewer, desk.institution, items)
    silent = desk.campaign.confidentiality == Confidentiality.INSTITUTION
    return [
        ReviewRow(
            question=question,
            level=form[name_of(question.code)],
            note=form[f"{name_of(question.code)}_note"],
            answers=tuple(_answer(question, row, silent) for row in said.get(question.code, [])),
            files=tuple(_tell_file(desk, row) for row in files.get(question.code, [])),
            evidence=tuple(evidence.get(question.code, [])),
            **_around(desk, question),
        )
        for question in section.questions
    ]


def _tell_file(desk: Desk, row: Attachment) -> tuple[str, str, str]:
    """The name of a file, where it is, and where it is taken as a document."""
    take = reverse("assessment:take-file", args=[desk.campaign.pk, desk.institution.key, row.pk])
    return row.file.name, address_of(row.file), take


def _around(desk: Desk, question: Question) -> dict[str, Any]:
    """What others propose, and what stands."""
    own, others = desk.own(question.code), desk.others(question.code)
    agreed = desk.reviewed.get(question.code)
    return {
        "others": tuple((question.anchors[row.level], row.note) for row in others) if own else (),
        "waiting": 0 if own else len(others),
        "agreed": "" if agreed is None else question.anchors[agreed],
        "differs": own is not None and any(row.level != own.level for row in others),
    }


def way_to(campaign: Campaign, institution: Institution, *last: Crumb) -> tuple[Crumb, ...]:
    """The way to a page about an institution in a campaign."""
    here = reverse("assessment:respondents", args=[campaign.pk, institution.key])
    return (*crumbs_to(campaign), Crumb(institution.name, here), *last)


def section_after(paper: Paper, code: str, way: str, args: Sequence[object]) -> str:
    """The address of the section that follows one; of the list when it was the last."""
    later = paper.section_after(code)
    return reverse(f"{way}-section", args=[*args, later.code]) if later else reverse(way, args=[*args])


def _answer(question: Question, row: SaidAnswer, silent: bool) -> AnswerWords:
    known = row.role in RespondentRole.values
    return AnswerWords(
        role=str(RespondentRole(row.role).label) if known else row.role,
        words=question.anchors[row.level] if row.level is not None else _("This does not apply to us"),
        comment="" if silent else row.comment,
        evidence="" if silent else row.evidence,
        why=reverse("evidence:fact", args=[row.fact]),
    )

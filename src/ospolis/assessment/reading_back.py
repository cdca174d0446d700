"""Files that come back, before anything is written: what would be taken, what stays, what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.answers import GivenAnswer
from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.carrying import asked_in_the_field, asked_of_respondent, held_answers
from ospolis.assessment.choices import RespondentRole
from ospolis.assessment.interchange.answer_reading import Expected, PlacedAnswer, Reading, read_answers, read_head
from ospolis.assessment.interchange.asked import LEVELS, NOT_APPLICABLE, AnswerRow
from ospolis.assessment.interchange.found import Problem
from ospolis.assessment.interchange.merging import Merge, merge_answers
from ospolis.assessment.interchange.submission_records import read_records
from ospolis.assessment.interchange.submissions import FieldExpected, FieldReading, FieldSubmission, read_submissions
from ospolis.assessment.interchange.workbook import Sheet, read_workbook
from ospolis.assessment.questionnaire import items_asked
from ospolis.assessment.selectors.carrying import Arrived, arrived_of, earlier_banks, respondents_of
from ospolis.assessment.selectors.inventory import names_for
from ospolis.core.files.archives import BadArchive
from ospolis.core.files.choices import Fault
from ospolis.engines.untrusted.refusal import Refused

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Campaign, Draft
    from ospolis.core.access import Viewer

NEW, REPEAT, OLDER = "new", "repeat", "older"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What would come of a spreadsheet. `ruled_out` are answers to questions that other answers rule out."""

    reading: Reading
    merge: Merge
    ruled_out: tuple[PlacedAnswer, ...] = ()

    @property
    def may_apply(self) -> bool:
        return not self.reading.problems and bool(self.merge.taken or self.merge.unchanged)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One submission and whom it is of; `state` says whether it is new, a repeat, or older than what is held."""

    submission: FieldSubmission
    assignment: Assignment
    state: str

    @property
    def role(self) -> str:
        """The role in words."""
        return str(RespondentRole(self.assignment.role).label)


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """What would come of a file of submissions, oldest first."""

    rows: tuple[FieldRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    @property
    def may_apply(self) -> bool:
        return not self.problems and bool(self.rows)

    def count(self, state: str) -> int:
        """How many submissions are in a state."""
        return sum(row.state == state for row in self.rows)


def open_workbook(content: bytes) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The sheets of a workbook, or why it cannot be read."""
    try:
        return read_workbook(content), ()
    except BadArchive as problem:
        return (), (Problem("archive", str(Fault(str(problem)).label)),)
    except Refused as problem:
        return (), (_tell(problem),)


def respondent_named(sheets: tuple[Sheet, ...]) -> int | None:
    """The number of the respondent that a sheet of ours names."""
    told = read_head(sheets).get("respondent", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 12 else None


def plan_sheet(
    viewer: Viewer, assignment: Assignment, content: bytes, *, drafts: Mapping[str, Draft], at: datetime
) -> SheetPlan:
    """Say what would come of a spreadsheet of one respondent.

    Cost     4 queries, one more for a sheet of an earlier bank
    """
    sheets, problems = open_workbook(content)
    nothing = Merge((), (), ())
    if problems:
        return SheetPlan(Reading((), problems, ()), nothing)
    asked = asked_of_respondent(viewer, assignment)
    head = read_head(sheets)
    named = f"{head.get('bank', asked.bank)}-{head.get('version', asked.version)}"
    reading = read_answers(
        sheets,
        Expected(
            asked, assignment.institution.key, assignment.institution.name, timezone.localdate(at), assignment.pk,
            frozenset({assignment.role}), _links(viewer, assignment.campaign, {named}),
        ),
    )  # fmt: skip
    if reading.problems:
        return SheetPlan(reading, nothing)
    merge = merge_answers(reading.answers, held_answers(drafts), written=reading.written)
    return _rule_out(viewer, assignment, drafts, SheetPlan(reading, merge))


def plan_field(viewer: Viewer, campaign: Campaign, content: bytes, media_type: str, *, at: datetime) -> FieldPlan:
    """Say what would come of a file of submissions of field forms.

    Cost     5 queries
    """
    try:
        records = read_records(content, media_type)
    except Refused as problem:
        return FieldPlan((), (_tell(problem),), ())
    people = respondents_of(viewer, campaign)
    asked = asked_in_the_field(viewer, campaign)
    versions = {record.fields.get("__version__", "").split(" ")[0] for record in records} - {""}
    expected = FieldExpected(
        asked, {row.institution.key: row.institution.name for row in people}, at, _links(viewer, campaign, versions)
    )
    reading = read_submissions(records, expected)
    return _place(reading, people, arrived_of(viewer, people))


def given_of(answer: AnswerRow, *, day: date | None = None) -> GivenAnswer:
    """An answer as it is handed in; `day` where the row has none."""
    return GivenAnswer(
        answer.item,
        level=int(answer.level) if answer.level in LEVELS else None,
        not_applicable=answer.level == NOT_APPLICABLE,
        comment=answer.comment,
        evidence=answer.evidence,
        date=date.fromisoformat(answer.date) if answer.date else day,
    )


def number_of(content: bytes) -> str:
    """The number under which a file is known, so that the same one twice is one submission."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _tell(problem: Refused) -> Problem:
    return Problem(problem.code, problem.message, row=problem.line, column=problem.column)


def _links(viewer: Viewer, campaign: Campaign, named: set[str]) -> dict[str, dict[str, str]]:
    """Codes there -> codes here, by each earlier bank that a file names."""
    bank = parsed_bank(campaign.bank.content)
    earlier = earlier_banks(viewer, campaign, named - {f"{bank.code}-{bank.version}"})
    links = {name: bank.link_items(parsed_bank(row.content)) for name, row in earlier.items()}
    return {name: {there: here for here, there in codes.items()} for name, codes in links.items()}


def _rule_out(viewer: Viewer, assignment: Assignment, drafts: Mapping[str, Draft], plan: SheetPlan) -> SheetPlan:
    """Leave out what is not asked once all answers are known: skip logic, as on the pages."""
    coming = (*plan.merge.taken, *plan.merge.unchanged)
    levels: dict[str, int | None] = {code: row.level for code, row in drafts.items() if not row.is_prefill}
    levels |= {row.answer.item: int(row.answer.level) if row.answer.level in LEVELS else None for row in coming}
    campaign = assignment.campaign
    bank = parsed_bank(campaign.bank.content)
    items = items_asked(
        bank, sections=assignment.sections or campaign.sections,
        names=names_for(viewer, bank, assignment.institution), levels=levels,
    )  # fmt: skip
    asked = {item.code for item in items}
    merge = replace(
        plan.merge,
        taken=tuple(row for row in plan.merge.taken if row.answer.item in asked),
        unchanged=tuple(row for row in plan.merge.unchanged if row.answer.item in asked),
    )
    return replace(plan, merge=merge, ruled_out=tuple(row for row in coming if row.answer.item not in asked))


def _place(reading: FieldReading, people: list[Assignment], arrived: Mapping[int, Arrived]) -> FieldPlan:
    """Find whom each submission is of."""
    rows: list[FieldRow] = []
    problems = list(reading.problems)
    newest = {pk: found.newest for pk, found in arrived.items()}
    for submission in reading.submissions:
        found = [
            row
            for row in people
            if row.institution.key == submission.institution
            and row.role == submission.role
            and submission.assignment in {None, row.pk}
        ]
        if len(found) != 1:
            problems.append(_misplaced(submission, len(found)))
            continue
        row = found[0]
        before = newest.get(row.pk)
        known = row.pk in arrived and submission.external in arrived[row.pk].externals
        state = REPEAT if known else OLDER if before and before > submission.sent_at else NEW
        newest[row.pk] = max(before or submission.sent_at, submission.sent_at)
        rows.append(FieldRow(submission, row, state))
    return FieldPlan(tuple(rows), tuple(problems), reading.notes)


def _misplaced(submission: FieldSubmission, found: int) -> Problem:
    told = {"institution": submission.institution, "role": submission.role}
    if found:
        words = _("Several people of %(institution)s were asked as %(role)s. Write the number of the letter.")
        return Problem("several-asked", words % told, row=submission.place)
    words = _("Nobody of %(institution)s was asked as %(role)s. Ask somebody in the campaign first.")
    return Problem("nobody-asked", words % told, row=submission.place)

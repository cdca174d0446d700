"""The one door through which answers become facts: from the web, a spreadsheet, a field form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ospolis.assessment.answers import GivenAnswer, digest_of_answers, fact_of, origin_of
from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.choices import AssignmentState, Channel
from ospolis.assessment.events.answers import AnswersSubmitted
from ospolis.assessment.models import Assignment, Submission
from ospolis.assessment.questionnaire import may_be_left_out
from ospolis.assessment.selectors.campaigns import takes_answers
from ospolis.assessment.services.answering import Closed, hold_assignment
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.journal.services import record
from ospolis.evidence.services import record_facts

# Facts name no respondent: not as their author either.
_HOUSE = system_viewer("campaign")
LEVELS = range(5)


class AnswersRefused(ValueError):
    """Answers that cannot be taken; `problems` names each question with a code, and nothing was written."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{item}: {code}" for item, code in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission. A repeat and an older one change nothing in the ledger."""

    submission_id: int
    is_repeat: bool = False
    is_older: bool = False
    facts: int = 0


@transaction.atomic
def submit_answers(
    *,
    assignment_id: int,
    answers: Sequence[GivenAnswer],
    channel: Channel,
    sent_at: datetime,
    external: str = "",
    actor: Viewer,
    at: datetime,
) -> Submitted:
    """Write answers into the ledger. Questions that are not named keep what was said of them before.

    The same `external` twice is one submission. One that was filled in before the newest one is kept as a row, and
    its answers do not take the place of newer ones.
    Raises   Assignment.DoesNotExist; Closed; AnswersRefused
    Emits    assessment.answers_submitted, unless it is a repeat; evidence.facts_recorded
    """
    row = hold_assignment(assignment_id)
    known = Submission.objects.filter(assignment=row, external=external).first() if external else None
    if known is not None:
        return Submitted(known.pk, is_repeat=True)
    if not takes_answers(row.campaign, on=timezone.localdate(at)):
        raise Closed(assignment_id)
    if problems := find_problems(row, answers):
        raise AnswersRefused(problems)
    is_older = Submission.objects.filter(assignment=row, sent_at__gt=sent_at).exists()
    submission = Submission.objects.create(
        assignment=row, channel=channel, external=external[:100], digest=digest_of_answers(answers),
        answers=len(answers), sent_at=sent_at, received_at=at,
    )  # fmt: skip
    written = 0 if is_older else _write_facts(row, answers, sent_at, at)
    _note(row, at)
    event = AnswersSubmitted(
        submission_id=submission.pk, assignment_id=row.pk, channel=str(channel), answers=len(answers)
    )
    record(event, actor=actor, at=at, realm=row.campaign.realm)
    return Submitted(submission.pk, is_older=is_older, facts=written)


def find_problems(assignment: Assignment, answers: Sequence[GivenAnswer]) -> list[tuple[str, str]]:
    """What is wrong with answers: each question with a code.

    Returns  pairs of question and one of unknown-item, twice, level, not-applicable; empty when all can be taken
    """
    bank = parsed_bank(assignment.campaign.bank.content)
    found, seen = [], set()
    for answer in answers:
        item = bank.item(answer.item)
        if item is None:
            found.append((answer.item, "unknown-item"))
            continue
        if item.code in seen:
            found.append((answer.item, "twice"))
        seen.add(item.code)
        is_level = answer.level in LEVELS and not answer.not_applicable
        is_na = answer.not_applicable and answer.level is None
        if not answer.withdrawn and not is_level and not is_na:
            found.append((answer.item, "level"))
        elif is_na and not may_be_left_out(item):
            found.append((answer.item, "not-applicable"))
    return found


def _write_facts(row: Assignment, answers: Sequence[GivenAnswer], sent_at: datetime, at: datetime) -> int:
    """Record the facts of a submission; returns how many are new."""
    day, bank = timezone.localdate(sent_at), parsed_bank(row.campaign.bank.content)
    items = {answer.item: bank.item(answer.item) for answer in answers}
    facts = [
        fact_of(replace(answer, item=item.code), row, day)
        for answer in answers
        if (item := items[answer.item]) is not None
    ]
    if not facts:
        return 0
    return record_facts(realm=row.institution.realm, origin=origin_of(row), facts=facts, actor=_HOUSE, at=at).new


def _note(row: Assignment, at: datetime) -> None:
    """Note that answers were handed in; a sign-off of before no longer holds for what came after it."""
    row.state, row.submitted_at = AssignmentState.SUBMITTED, at
    row.consented_at = row.consented_at or at
    row.signed_off_at = row.signed_off_by = None
    row.save(update_fields=["state", "submitted_at", "consented_at", "signed_off_at", "signed_off_by"])

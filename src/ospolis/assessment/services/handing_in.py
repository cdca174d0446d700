"""Files with answers: taken in, and, once somebody saw what would come of them, handed in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ospolis.assessment.choices import Channel, DraftState
from ospolis.assessment.events.files import AnswerFileHandedIn
from ospolis.assessment.interchange.asked import LEVELS, AnswerRow
from ospolis.assessment.models import Assignment, Campaign, Draft
from ospolis.assessment.reading_back import NEW, given_of, number_of, plan_field, plan_sheet
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.selectors.campaigns import takes_answers
from ospolis.assessment.services.answering import Closed, NoConsent, hold_assignment
from ospolis.assessment.services.submitting import AnswersRefused, submit_answers
from ospolis.core.access import Viewer
from ospolis.core.files.choices import FileState
from ospolis.core.files.reading import find_given
from ospolis.core.files.services import content_store, store_file
from ospolis.core.jobs import enqueue_job
from ospolis.core.jobs.registry import find_job
from ospolis.core.journal.services import record

if TYPE_CHECKING:
    from ospolis.core.files.models import StoredFile

# How long a second wish to hand in the same file counts as the first one. Units: seconds
_PAUSE = 60
MOST_SHEET_BYTES = 5_000_000
MOST_FIELD_BYTES = 10_000_000


class FileRefused(ValueError):
    """A file that cannot be handed in as it is: it has problems, or nothing in it is an answer."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of a file: answers taken, and answers that stay since they are newer."""

    taken: int
    kept: int


def purpose_of_sheet(assignment_id: int) -> str:
    """The word under which the store keeps sheets of one respondent."""
    return f"assessment.sheet.{assignment_id}"


def purpose_of_field(campaign_id: int) -> str:
    """The word under which the store keeps files that an office hands in for a campaign."""
    return f"assessment.field.{campaign_id}"


def take_sheet(*, assignment_id: int, name: str, portions: Iterable[bytes], actor: Viewer, at: datetime) -> StoredFile:
    """Take a spreadsheet in; it lies in quarantine until a job has looked at it.

    Raises   Assignment.DoesNotExist; NoConsent; Closed; TooManyFiles, TooLarge, NotRecognised of the store
    Emits    core.file_stored
    """
    row = Assignment.objects.select_related("campaign").get(pk=assignment_id)
    if row.consented_at is None:
        raise NoConsent(assignment_id)
    if not takes_answers(row.campaign, on=timezone.localdate(at)):
        raise Closed(assignment_id)
    return store_file(
        name=name, portions=portions, realm=row.campaign.realm, actor=actor, at=at,
        purpose=purpose_of_sheet(assignment_id), limit=MOST_SHEET_BYTES,
    )  # fmt: skip


def take_field_file(
    *, campaign_id: int, name: str, portions: Iterable[bytes], actor: Viewer, at: datetime
) -> StoredFile:
    """Take in a file that an office got from the field: a sheet, or submissions of field forms.

    Raises   Campaign.DoesNotExist; Closed; TooManyFiles, TooLarge, NotRecognised of the store
    Emits    core.file_stored
    """
    row = Campaign.objects.get(pk=campaign_id)
    if not takes_answers(row, on=timezone.localdate(at)):
        raise Closed(campaign_id)
    return store_file(
        name=name, portions=portions, realm=row.realm, actor=actor, at=at,
        purpose=purpose_of_field(campaign_id), limit=MOST_FIELD_BYTES,
    )  # fmt: skip


@transaction.atomic
def hand_in_sheet(*, assignment_id: int, content: bytes, actor: Viewer, at: datetime) -> HandedIn:
    """Hand in what a spreadsheet says, beside what is held and newer. It is read anew: nothing of a page is trusted.

    Raises   Assignment.DoesNotExist; FileRefused; Closed; AnswersRefused
    Emits    assessment.answer_file_handed_in; assessment.answers_submitted, unless the same file was handed in before
    """
    row = hold_assignment(assignment_id)
    drafts = drafts_of(actor, row)
    plan = plan_sheet(actor, row, content, drafts=drafts, at=at)
    if not plan.may_apply:
        raise FileRefused(assignment_id)
    days = {code: timezone.localdate(draft.saved_at) for code, draft in drafts.items()}
    given = [given_of(placed.answer) for placed in plan.merge.taken]
    given += [given_of(placed.answer, day=days[placed.answer.item]) for placed in plan.merge.unchanged]
    _keep_drafts(row, [placed.answer for placed in plan.merge.taken], at)
    submit_answers(
        assignment_id=assignment_id, answers=given, channel=Channel.SPREADSHEET, sent_at=at,
        external=number_of(content), actor=actor, at=at,
    )  # fmt: skip
    done = HandedIn(len(given), len(plan.merge.newer_held))
    event = AnswerFileHandedIn(row.campaign_id, str(Channel.SPREADSHEET), done.taken, done.kept)
    record(event, actor=actor, at=at, realm=row.campaign.realm)
    return done


@transaction.atomic
def hand_in_submissions(*, campaign_id: int, content: bytes, media_type: str, actor: Viewer, at: datetime) -> HandedIn:
    """Hand in submissions of field forms, the oldest first, whole or not at all.

    Raises   Campaign.DoesNotExist; FileRefused; Closed; AnswersRefused
    Emits    assessment.answer_file_handed_in; assessment.answers_submitted for each that is not a repeat
    """
    campaign = Campaign.objects.select_related("bank").get(pk=campaign_id)
    plan = plan_field(actor, campaign, content, media_type, at=at)
    if not plan.may_apply:
        raise FileRefused(campaign_id)
    for row in plan.rows:
        told = row.submission
        if row.state == NEW:
            _keep_drafts(row.assignment, told.answers, told.sent_at)
        submit_answers(
            assignment_id=row.assignment.pk, answers=[given_of(answer) for answer in told.answers],
            channel=Channel.FIELD_FORM, sent_at=told.sent_at, external=told.external, actor=actor, at=at,
        )  # fmt: skip
    done = HandedIn(plan.count(NEW), len(plan.rows) - plan.count(NEW))
    event = AnswerFileHandedIn(campaign.pk, str(Channel.FIELD_FORM), done.taken, done.kept)
    record(event, actor=actor, at=at, realm=campaign.realm)
    return done


def ask_to_hand_in(*, campaign_id: int, file_key: str, actor: Viewer, at: datetime) -> None:
    """Let a large file of submissions be handed in by a job; asking twice asks once.

    Raises   Campaign.DoesNotExist
    Emits    nothing: handing it in has an entry of its own
    """
    campaign = Campaign.objects.get(pk=campaign_id)
    enqueue_job(
        find_job("assessment.hand_in_field_file"), viewer=actor, at=at, realm=campaign.realm,
        key=f"field:{file_key}:{int(at.timestamp()) // _PAUSE}", campaign_id=campaign_id, file_key=file_key,
    )  # fmt: skip


def hand_in_stored(*, campaign_id: int, file_key: str, actor: Viewer, at: datetime) -> HandedIn | None:
    """Hand in a file of submissions that lies in the store, where nothing speaks against it any more.

    Returns  nothing when the campaign closed meanwhile, or the file has problems: its page tells them
    Raises   Campaign.DoesNotExist
    Emits    what `hand_in_submissions` emits
    """
    file = find_given(purpose_of_field(campaign_id), file_key)
    if file is None or file.state != FileState.CLEARED:
        return None
    with content_store().open(file.digest) as stored:
        content = stored.read()
    try:
        return hand_in_submissions(
            campaign_id=campaign_id, content=content, media_type=file.media_type, actor=actor, at=at
        )
    except (Closed, FileRefused, AnswersRefused):
        return None


def _keep_drafts(row: Assignment, answers: Iterable[AnswerRow], at: datetime) -> None:
    """Let the pages show what was handed in by a file; what was typed after it stays as it is."""
    newer = set(Draft.objects.filter(assignment=row, is_prefill=False, saved_at__gt=at).values_list("item", flat=True))
    for answer in answers:
        if answer.item not in newer:
            is_level = answer.level in LEVELS
            Draft.objects.update_or_create(
                assignment=row, item=answer.item,
                defaults={
                    "state": DraftState.LEVEL if is_level else DraftState.NOT_APPLICABLE,
                    "level": int(answer.level) if is_level else None, "comment": answer.comment,
                    "evidence": answer.evidence, "is_prefill": False, "saved_at": at,
                },
            )  # fmt: skip

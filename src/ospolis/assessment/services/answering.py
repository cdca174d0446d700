"""The only writer of drafts: consent, answers while they are typed, files that come with them, a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ospolis.assessment.choices import AssignmentState, CampaignState, Confidentiality, DraftState
from ospolis.assessment.events.answers import AnsweringBegan, AskingDeclined, FileAttached, FileDetached
from ospolis.assessment.file_readers import ANSWER_FILE
from ospolis.assessment.models import Assignment, Attachment, Draft
from ospolis.assessment.questionnaire import paper_of
from ospolis.assessment.selectors.asking import drafts_of
from ospolis.assessment.selectors.reviewing import earlier_answers
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.files.services import store_file
from ospolis.core.journal.services import INSTALLATION, record

_HOUSE = system_viewer("prefill")
MOST_FILE_BYTES = 2_000_000
MOST_FILES = 5


class NoConsent(ValueError):
    """Nothing is kept before somebody has read what happens with it, and agreed."""


class NotAsked(ValueError):
    """A question that this respondent is not asked."""


class TooManyAttachments(ValueError):
    """One answer has as many files as it may have."""


class Closed(ValueError):
    """The campaign takes no answers now."""


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What somebody typed for one question."""

    item: str
    state: DraftState
    level: int | None = None
    comment: str = ""
    evidence: str = ""


@transaction.atomic
def begin_answering(*, assignment_id: int, actor: Viewer, at: datetime) -> Assignment:
    """Note that a respondent read what happens with the answers, and agrees; from now on drafts are kept.

    Raises   Assignment.DoesNotExist; Closed
    Emits    assessment.answering_began, unless somebody agreed before
    """
    row = hold_assignment(assignment_id)
    if row.campaign.state != CampaignState.OPEN:
        raise Closed(assignment_id)
    if row.consented_at is None:
        row.consented_at = at
        row.state = AssignmentState.STARTED
        row.save(update_fields=["consented_at", "state"])
        _carry_over(row, at)
        record(AnsweringBegan(assignment_id=row.pk), actor=actor, at=at, realm=row.campaign.realm)
    return row


@transaction.atomic
def save_answers(*, assignment_id: int, answers: Sequence[TypedAnswer], actor: Viewer, at: datetime) -> None:
    """Keep what was typed, also when the campaign closed meanwhile: then it cannot be handed in, and is not lost.

    Raises   Assignment.DoesNotExist; NoConsent; NotAsked, and then nothing is kept
    Emits    nothing: a draft is nobody's word before it is handed in
    """
    row = hold_assignment(assignment_id)
    if row.consented_at is None:
        raise NoConsent(assignment_id)
    asked = {question.code: question for question in paper_of(actor, row, drafts_of(actor, row)).questions}
    for answer in answers:
        question = asked.get(answer.item)
        if question is None or (answer.state == DraftState.NOT_APPLICABLE and not question.may_be_na):
            raise NotAsked(answer.item)
        Draft.objects.update_or_create(
            assignment=row, item=answer.item,
            defaults={
                "state": answer.state, "level": answer.level if answer.state == DraftState.LEVEL else None,
                "comment": answer.comment, "evidence": answer.evidence, "is_prefill": False, "saved_at": at,
            },
        )  # fmt: skip
    if row.state == AssignmentState.DECLINED:
        row.state = AssignmentState.STARTED
        row.save(update_fields=["state"])


@transaction.atomic
def decline_asking(*, assignment_id: int, actor: Viewer, at: datetime) -> None:
    """Note that somebody will not answer: no reminder follows. Who begins again is simply asked again.

    Raises   Assignment.DoesNotExist; Closed, also once answers were handed in
    Emits    assessment.asking_declined
    """
    row = hold_assignment(assignment_id)
    if row.campaign.state != CampaignState.OPEN or row.submitted_at is not None:
        raise Closed(assignment_id)
    row.state = AssignmentState.DECLINED
    row.save(update_fields=["state"])
    record(AskingDeclined(assignment_id=row.pk), actor=actor, at=at, realm=row.campaign.realm)


def attach_file(
    *, assignment_id: int, item: str, name: str, portions: Iterable[bytes], actor: Viewer, at: datetime
) -> Attachment:
    """Keep a file that shows what an answer rests on; it lies in quarantine until a job has looked at it.

    Raises   Assignment.DoesNotExist; NoConsent; TooManyAttachments; TooManyFiles, TooLarge, NotRecognised of the store
    Emits    core.file_stored and assessment.file_attached
    """
    row = Assignment.objects.select_related("campaign").get(pk=assignment_id)
    if row.consented_at is None:
        raise NoConsent(assignment_id)
    if Attachment.objects.filter(assignment=row, item=item).count() >= MOST_FILES:
        raise TooManyAttachments(item)
    stored = store_file(
        name=name, portions=portions, realm=_keeper(row), actor=actor, at=at, purpose=ANSWER_FILE,
        limit=MOST_FILE_BYTES,
    )  # fmt: skip
    with transaction.atomic():
        attachment = Attachment.objects.create(assignment=row, item=item, file=stored, added_at=at)
        event = FileAttached(attachment_id=attachment.pk, assignment_id=row.pk)
        record(event, actor=actor, at=at, realm=row.campaign.realm)
    return attachment


@transaction.atomic
def detach_file(*, assignment_id: int, attachment_id: int, actor: Viewer, at: datetime) -> str:
    """Take a file off an answer; its content goes with the rules of the file store.

    Returns  the code of the question
    Raises   Attachment.DoesNotExist, also for that of another assignment
    Emits    assessment.file_detached
    """
    row = Attachment.objects.select_related("assignment__campaign").get(pk=attachment_id, assignment=assignment_id)
    realm, item = row.assignment.campaign.realm, row.item
    row.delete()
    event = FileDetached(attachment_id=attachment_id, assignment_id=assignment_id)
    record(event, actor=actor, at=at, realm=realm)
    return item


def _carry_over(row: Assignment, at: datetime) -> None:
    """Put the answers of last time into drafts that wait to be confirmed; only to questions that are asked now."""
    asked = {question.code: question for question in paper_of(_HOUSE, row, {}).questions}
    drafts = []
    for item, said in earlier_answers(_HOUSE, row).items():
        question = asked.get(item)
        if question is None or (said.level is None and not question.may_be_na):
            continue
        state = DraftState.NOT_APPLICABLE if said.level is None else DraftState.LEVEL
        drafts.append(
            Draft(
                assignment=row, item=item, state=state, level=said.level, comment=said.comment[:2_000],
                evidence=said.evidence[:2_048], is_prefill=True, saved_at=at,
            )
        )  # fmt: skip
    Draft.objects.bulk_create(drafts, ignore_conflicts=True)


def _keeper(row: Assignment) -> str:
    """Which office may open the files: none, where the institution was promised that they stay with it."""
    stays = row.campaign.confidentiality == Confidentiality.INSTITUTION
    return INSTALLATION if stays else row.campaign.realm


def hold_assignment(assignment_id: int) -> Assignment:
    """Lock an assignment. Whether it is the actor's was settled by the selector that handed it out.

    Raises   Assignment.DoesNotExist
    """
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("campaign__bank", "institution")
    return rows.get(pk=assignment_id)

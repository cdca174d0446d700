"""The only writer of documents that institutions hand in, and of their grades."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.choices import DocumentState, GradeKind
from ospolis.assessment.events.reviews import DocumentGraded, DocumentHandedIn, DocumentWithdrawn
from ospolis.assessment.file_readers import DOCUMENT_FILE
from ospolis.assessment.models import Campaign, Document, Grade
from ospolis.assessment.reviewed import MOST_QUARTERS, WITHDRAWN, fact_of_grade, origin_of_document
from ospolis.assessment.selectors.documents import document_in_care, questions_to_document
from ospolis.assessment.selectors.reviewing import file_given
from ospolis.core.access import Role, Viewer, system_viewer
from ospolis.core.files.services import store_file
from ospolis.core.journal.services import record
from ospolis.evidence.services import record_facts
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.people.selectors.own_data import own_person

MOST_FILE_BYTES = 10_000_000
_HOUSE = system_viewer("grading")


class Withdrawn(ValueError):
    """The document was taken back."""


@dataclass(frozen=True, slots=True)
class WrittenProof:
    """What an institution shows for a question: a title, its day, and an address or a file."""

    item: str
    title: str
    day: date
    address: str = ""
    file_name: str = ""
    portions: Iterable[bytes] | None = None


def hand_in_document(*, institution_key: str, proof: WrittenProof, actor: Viewer, at: datetime) -> Document:
    """Keep a document that an institution shows for a question; assessors find it in their list.

    Raises   Institution.DoesNotExist when the actor does not work for it; ValidationError; TooManyFiles, TooLarge,
             NotRecognised of the store
    Emits    assessment.document_handed_in; core.file_stored for a file
    """
    institution = institutions_covered_by(actor).get(key=institution_key)
    if proof.item not in questions_to_document(actor, institution.realm):
        raise ValidationError(_("Choose the question that the document is for."))
    if not proof.address and proof.portions is None:
        raise ValidationError(_("Give the address of the document, or a file."))
    if proof.day > timezone.localdate(at):
        raise ValidationError(_("The day of the document lies in the future."))
    stored = None
    if proof.portions is not None:
        stored = store_file(
            name=proof.file_name, portions=proof.portions, realm=institution.realm, actor=actor, at=at,
            purpose=DOCUMENT_FILE, limit=MOST_FILE_BYTES,
        )  # fmt: skip
    with transaction.atomic():
        row = Document(
            institution=institution, realm=institution.realm, item=proof.item, title=proof.title,
            address=proof.address, file=stored, day=proof.day, added_at=at,
        )  # fmt: skip
        row.full_clean(exclude=["file"])
        row.save()
        event = DocumentHandedIn(document_id=row.pk, institution_key=institution_key, item=proof.item)
        record(event, actor=actor, at=at, realm=institution.realm)
    return row


@transaction.atomic
def take_as_document(
    *, attachment_id: int, campaign_id: int, institution_key: str, actor: Viewer, at: datetime
) -> Document:
    """Take a file that came with an answer as a document, so that it can be graded; taken twice it is one document.

    Raises   Institution.DoesNotExist, Campaign.DoesNotExist, Attachment.DoesNotExist when it is not the actor's to
             take, or was promised to stay with the institution
    Emits    assessment.document_handed_in, unless it was taken before
    """
    institution = institutions_covered_by(actor).get(key=institution_key)
    campaign = Campaign.objects.get(pk=campaign_id, realm__in=actor.realms(Role.OFFICER))
    given = file_given(actor, campaign, institution, attachment_id)
    values = {
        "realm": institution.realm, "title": given.file.name[:300], "day": timezone.localdate(given.added_at),
        "added_at": at,
    }  # fmt: skip
    row, is_new = Document.objects.get_or_create(
        institution=institution, item=given.item, file=given.file, defaults=values
    )
    if is_new:
        event = DocumentHandedIn(document_id=row.pk, institution_key=institution_key, item=given.item)
        record(event, actor=actor, at=at, realm=institution.realm)
    return row


@transaction.atomic
def withdraw_document(*, document_id: int, actor: Viewer, at: datetime) -> None:
    """Take a document back. Its grades stay on record and are marked as withdrawn.

    Raises   Document.DoesNotExist when the actor does not work for its institution; Withdrawn
    Emits    assessment.document_withdrawn; evidence.facts_recorded when it had a grade
    """
    row = _hold(document_id, actor)
    row.state = DocumentState.WITHDRAWN
    row.save(update_fields=["state"])
    key, day = row.institution.key, timezone.localdate(at)
    grades = Grade.objects.filter(document=row).order_by("pk")
    facts = [fact_of_grade(row.item, row.pk, grade.pk, grade.quarters, WITHDRAWN, key, day) for grade in grades]
    record_facts(realm=row.realm, origin=origin_of_document(row.pk), facts=facts, actor=_HOUSE, at=at)
    record(DocumentWithdrawn(document_id=row.pk, institution_key=key), actor=actor, at=at, realm=row.realm)


@transaction.atomic
def grade_document(
    *, document_id: int, quarters: int, kind: GradeKind, note: str, actor: Viewer, at: datetime
) -> Grade:
    """Say in quarters how far a document shows what its question asks. One assessor has one grade, which may change.

    Raises   Document.DoesNotExist when it is not in the care of the actor's office; Withdrawn; ValidationError
    Emits    assessment.document_graded; evidence.facts_recorded
    """
    row = _hold(document_id, actor)
    if row.realm not in actor.realms(Role.OFFICER):
        raise Document.DoesNotExist
    if quarters not in range(MOST_QUARTERS + 1):
        raise ValidationError(_("Choose a grade."))
    grade, _is_new = Grade.objects.update_or_create(
        document=row, assessor=own_person(actor),
        defaults={"quarters": quarters, "kind": kind, "note": note, "graded_at": at},
    )  # fmt: skip
    row.state = DocumentState.GRADED
    row.save(update_fields=["state"])
    key = row.institution.key
    fact = fact_of_grade(row.item, row.pk, grade.pk, quarters, kind, key, timezone.localdate(at))
    record_facts(realm=row.realm, origin=origin_of_document(row.pk), facts=[fact], actor=_HOUSE, at=at)
    event = DocumentGraded(document_id=row.pk, institution_key=key, quarters=quarters)
    record(event, actor=actor, at=at, realm=row.realm)
    return grade


def _hold(document_id: int, actor: Viewer) -> Document:
    """Lock a document of an institution that the actor works for.

    Raises   Document.DoesNotExist; Withdrawn
    """
    found = document_in_care(actor, document_id)
    row = Document.objects.select_for_update(of=("self",)).select_related("institution").get(pk=found.pk)
    if row.state == DocumentState.WITHDRAWN:
        raise Withdrawn(document_id)
    return row

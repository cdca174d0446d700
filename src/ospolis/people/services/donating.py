"""The only writer of what people tell about themselves: given, changed and deleted by the giver alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.choices import AgeBand, Dimension, Disability, Said, Sex
from ospolis.people.events import ConsentGiven, ConsentWithdrawn
from ospolis.people.models import Consent, Donation, Person
from ospolis.people.wordings import current_wording

PURPOSE = "people.donated_answers"
KEPT_UNUSED = timedelta(days=365)
ANSWERS = {Dimension.SEX: Sex, Dimension.AGE_BAND: AgeBand, Dimension.DISABILITY: Disability}
# Whose words count beside the list: an age is a band or nothing.
OWN_WORDS = frozenset({Dimension.SEX, Dimension.DISABILITY})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: of the list of its question, or in the person's own words."""

    value: str
    own_words: str = ""


@transaction.atomic
def give_answers(*, answers: Mapping[Dimension, Answer], form: str, actor: Viewer, at: datetime) -> None:
    """Keep what a person tells about themselves; a question that is not among the answers is not answered any more.

    Raises   Person.DoesNotExist for visitors; ValidationError when an answer is none of its question
    Emits    people.consent_given, or people.consent_withdrawn when nothing is answered any more
    """
    person = Person.objects.select_for_update(of=("self",)).get(account=actor.pk, erased_at__isnull=True)
    for dimension, answer in answers.items():
        _check(dimension, answer)
    if not answers:
        _take_back(person, actor, at)
        return
    consent = _consent_of(person, form, at)
    Donation.objects.filter(person=person).exclude(dimension__in=answers).delete()
    last = timezone.localdate(at) + KEPT_UNUSED
    for dimension, answer in answers.items():
        said = {"consent": consent, "value": answer.value, "own_words": answer.own_words.strip()}
        Donation.objects.update_or_create(
            person=person, dimension=dimension, defaults={**said, "given_at": at, "forget_after": last}
        )
    record(ConsentGiven(person_id=person.pk, consent_id=consent.pk), actor=actor, at=at)


def _check(dimension: Dimension, answer: Answer) -> None:
    """Refuse an answer that is none of its question.

    Raises   ValidationError
    """
    in_own_words = answer.value == Said.SELF_DESCRIBED and dimension in OWN_WORDS
    known = {*ANSWERS[dimension].values, Said.PREFER_NOT_TO_SAY}
    if answer.value not in known and not in_own_words:
        raise ValidationError(_("Choose one of the answers, or none."))
    if bool(answer.own_words.strip()) != in_own_words or len(answer.own_words.strip()) > 100:
        raise ValidationError(_("Say it in your own words, in at most 100 letters."))


def _consent_of(person: Person, form: str, at: datetime) -> Consent:
    """The consent to the words that stand on the page now; one to older words is taken back."""
    rows = Consent.objects.filter(person=person, purpose=PURPOSE, withdrawn_at__isnull=True)
    version = current_wording().version
    if found := rows.filter(wording_version=version).first():
        return found
    fresh = Consent.objects.create(
        person=person, purpose=PURPOSE, wording_version=version, form=form, given_at=at
    )  # fmt: skip
    Donation.objects.filter(person=person).update(consent=fresh)
    rows.exclude(pk=fresh.pk).update(withdrawn_at=at)
    return fresh


def _take_back(person: Person, actor: Viewer, at: datetime) -> None:
    """Delete every answer now; that it was given and taken back stays as proof."""
    rows = Consent.objects.filter(person=person, purpose=PURPOSE, withdrawn_at__isnull=True)
    consent = rows.first()
    count, _by_table = Donation.objects.filter(person=person).delete()
    rows.update(withdrawn_at=at)
    if consent is not None:
        event = ConsentWithdrawn(person_id=person.pk, consent_id=consent.pk, rows=count)
        record(event, actor=actor, at=at)

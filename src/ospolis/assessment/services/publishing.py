"""Publish results: of all institutions together, and of those that agreed one by one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.assessment.banks import CORE
from ospolis.assessment.events.results import PublicationAgreed, ResultsPublished, ResultsWithdrawn
from ospolis.assessment.models import AssessmentRun, InstitutionScore, PublicationConsent
from ospolis.core.access import Role, Viewer
from ospolis.core.journal import record
from ospolis.institutions.selectors import institutions_covered_by


class NotLead(PermissionError):
    """Only a lead of the office publishes its results."""


class NothingToPublish(ValueError):
    """The office was not assessed yet."""


@transaction.atomic
def agree_to_publication(*, institution_key: str, agrees: bool, actor: Viewer, at: datetime) -> None:
    """Say whether the own levels of an institution may be published; taking it back hides those that are public.

    Raises   Institution.DoesNotExist when no role of the actor covers it
    Emits    assessment.publication_agreed, unless it was said before
    """
    institution = institutions_covered_by(actor).get(key=institution_key)
    held = PublicationConsent.objects.filter(institution=institution)
    if held.exists() == agrees:
        return
    if agrees:
        PublicationConsent.objects.create(institution=institution, agreed_at=at, agreed_by=actor.pk)
    else:
        held.delete()
        InstitutionScore.objects.filter(institution=institution).update(is_public=False)
    event = PublicationAgreed(institution_key=institution_key, agrees=agrees)
    record(event, actor=actor, at=at, realm=institution.realm)


@transaction.atomic
def publish_results(*, realm: str, actor: Viewer, at: datetime, bank: str = CORE) -> int:
    """Publish the current results of an office; returns how many institutions agreed to show their own levels.

    Raises   NotLead, NothingToPublish
    Emits    assessment.results_published
    """
    if realm not in actor.realms(Role.LEAD):
        raise NotLead(realm)
    current = InstitutionScore.objects.filter(
        realm=realm, bank_code=bank, is_current=True, institution__withdrawn_at=None
    )
    newest = current.order_by("-id").first()
    if newest is None:
        raise NothingToPublish(realm)
    _hide(realm, bank)
    agreed = PublicationConsent.objects.filter(institution__realm=realm).values("institution")
    InstitutionScore.objects.filter(pk__in=current.order_by().values("pk")).update(published_at=at)
    shown = InstitutionScore.objects.filter(realm=realm, bank_code=bank, published_at=at, institution__in=agreed)
    count = shown.update(is_public=True)
    AssessmentRun.objects.filter(pk=newest.run_id).update(published_at=at)
    record(ResultsPublished(office_key=realm, institutions=count), actor=actor, at=at, realm=realm)
    return count


@transaction.atomic
def withdraw_results(*, realm: str, actor: Viewer, at: datetime, bank: str = CORE) -> int:
    """Take back what was published of an office; returns of how many institutions.

    Raises   NotLead
    Emits    assessment.results_withdrawn, unless nothing was public
    """
    if realm not in actor.realms(Role.LEAD):
        raise NotLead(realm)
    count = _hide(realm, bank)
    if count:
        record(ResultsWithdrawn(office_key=realm, institutions=count), actor=actor, at=at, realm=realm)
    return count


def _hide(realm: str, bank: str) -> int:
    """Take scores out of what is public; they stay as history."""
    public = InstitutionScore.objects.filter(realm=realm, bank_code=bank).exclude(published_at=None)
    return public.update(published_at=None, is_public=False)

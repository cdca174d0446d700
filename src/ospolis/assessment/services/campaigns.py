"""The only writer of campaigns: prepared, changed, opened, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.choices import CampaignState, Confidentiality
from ospolis.assessment.events.campaigns import (
    CampaignChanged,
    CampaignClosed,
    CampaignOpened,
    CampaignPrepared,
    InstitutionAsked,
    InstitutionLeftOut,
)
from ospolis.assessment.models import Assignment, Bank, Campaign
from ospolis.assessment.selectors.campaigns import banks_for
from ospolis.core.access import Role, Viewer
from ospolis.core.jobs.registry import find_job
from ospolis.core.jobs.services import enqueue_job
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

MOST_INSTITUTIONS = 5_000


class NotOpenAnyMore(ValueError):
    """A campaign is past the state in which this can be done."""


class NobodyToAsk(ValueError):
    """A campaign without an institution cannot open."""


class AnswersThere(ValueError):
    """An institution has answered already, so it stays in the campaign."""


@dataclass(frozen=True, slots=True)
class CampaignWish:
    """What a campaign is to be. Empty `kinds` and `sectors` choose every institution that the writer covers."""

    title: str
    bank_id: int
    opens: date
    closes: date
    roles: Sequence[str]
    sections: Sequence[str] = ()
    purpose: str = ""
    consent: str = ""
    confidentiality: str = Confidentiality.OFFICE
    reminder_days: int = 7
    is_workshop: bool = False
    kinds: Sequence[str] = field(default=())
    sectors: Sequence[str] = field(default=())


@transaction.atomic
def prepare_campaign(*, realm: str, wish: CampaignWish, actor: Viewer, at: datetime) -> Campaign:
    """Write a campaign down; nobody is asked anything before it opens.

    Raises   Campaign.DoesNotExist when the office is not the actor's; Bank.DoesNotExist; ValidationError
    Emits    assessment.campaign_prepared
    """
    if realm not in actor.realms(Role.OFFICER):
        raise Campaign.DoesNotExist
    row = Campaign(realm=realm, created_at=at)
    _fill(row, wish, actor)
    row.save()
    chosen = _chosen(row, wish, actor)
    row.institutions.set(chosen)
    event = CampaignPrepared(campaign_id=row.pk, bank=str(row.bank), institutions=len(chosen))
    record(event, actor=actor, at=at, realm=realm)
    return row


@transaction.atomic
def change_campaign(*, campaign_id: int, wish: CampaignWish, actor: Viewer, at: datetime) -> None:
    """Write a campaign anew that is not open yet; institutions stay as they are.

    Raises   Campaign.DoesNotExist; Bank.DoesNotExist; NotOpenAnyMore; ValidationError
    Emits    assessment.campaign_changed
    """
    row = _hold(campaign_id, actor, CampaignState.DRAFT)
    _fill(row, wish, actor)
    row.save()
    event = CampaignChanged(campaign_id=row.pk, institutions=row.institutions.count())
    record(event, actor=actor, at=at, realm=row.realm)


@transaction.atomic
def add_institution(*, campaign_id: int, institution_key: str, actor: Viewer, at: datetime) -> None:
    """Ask one more institution.

    Raises   Campaign.DoesNotExist; Institution.DoesNotExist when the actor does not cover it; NotOpenAnyMore
    Emits    assessment.institution_asked
    """
    row = _hold(campaign_id, actor, CampaignState.DRAFT, CampaignState.OPEN)
    found = institutions_covered_by(actor).get(key=institution_key, realm=row.realm)
    row.institutions.add(found)
    event = InstitutionAsked(campaign_id=row.pk, institution_key=institution_key)
    record(event, actor=actor, at=at, realm=row.realm)


@transaction.atomic
def leave_institution_out(*, campaign_id: int, institution_key: str, actor: Viewer, at: datetime) -> None:
    """Ask an institution no longer; whoever was asked for it is released with it.

    Raises   Campaign.DoesNotExist; Institution.DoesNotExist; NotOpenAnyMore; AnswersThere
    Emits    assessment.institution_left_out
    """
    row = _hold(campaign_id, actor, CampaignState.DRAFT, CampaignState.OPEN)
    found = row.institutions.get(key=institution_key)
    asked = Assignment.objects.filter(campaign=row, institution=found)
    if asked.filter(submitted_at__isnull=False).exists():
        raise AnswersThere(institution_key)
    asked.delete()
    row.institutions.remove(found)
    event = InstitutionLeftOut(campaign_id=row.pk, institution_key=institution_key)
    record(event, actor=actor, at=at, realm=row.realm)


@transaction.atomic
def open_campaign(*, campaign_id: int, actor: Viewer, at: datetime) -> None:
    """Begin to take answers. A job writes the letters after the commit.

    Raises   Campaign.DoesNotExist; NotOpenAnyMore when it was opened before; NobodyToAsk; ValidationError when its
             last day is over
    Emits    assessment.campaign_opened
    """
    row = _hold(campaign_id, actor, CampaignState.DRAFT)
    institutions = row.institutions.count()
    if not institutions:
        raise NobodyToAsk(campaign_id)
    if row.closes < timezone.localdate(at):
        raise ValidationError(_("The last day is over. Choose a later one first."))
    row.state, row.opened_at = CampaignState.OPEN, at
    row.save(update_fields=["state", "opened_at"])
    enqueue_job(find_job("assessment.send_invitations"), viewer=actor, at=at, realm=row.realm, campaign_id=row.pk)
    record(CampaignOpened(campaign_id=row.pk, institutions=institutions), actor=actor, at=at, realm=row.realm)


@transaction.atomic
def close_campaign(*, campaign_id: int, actor: Viewer, at: datetime) -> None:
    """Take no more answers; drafts are kept, and their pages say that it is closed.

    Raises   Campaign.DoesNotExist; NotOpenAnyMore
    Emits    assessment.campaign_closed
    """
    row = _hold(campaign_id, actor, CampaignState.OPEN)
    row.state, row.closed_at = CampaignState.CLOSED, at
    row.save(update_fields=["state", "closed_at"])
    record(CampaignClosed(campaign_id=row.pk), actor=actor, at=at, realm=row.realm)


def _hold(campaign_id: int, actor: Viewer, *states: CampaignState) -> Campaign:
    """Lock a campaign of an own office that is in one of these states.

    Raises   Campaign.DoesNotExist; NotOpenAnyMore
    """
    row = Campaign.objects.select_for_update(of=("self",)).get(
        pk=campaign_id, realm__in=actor.realms(Role.OFFICER)
    )  # fmt: skip
    if row.state not in states:
        raise NotOpenAnyMore(row.state)
    return row


def _fill(row: Campaign, wish: CampaignWish, actor: Viewer) -> None:
    """Put a wish into a row.

    Raises   Bank.DoesNotExist; ValidationError
    """
    row.bank = _bank(wish.bank_id, row.realm, actor)
    row.title, row.purpose, row.consent = wish.title, wish.purpose, wish.consent
    row.opens, row.closes, row.reminder_days = wish.opens, wish.closes, wish.reminder_days
    row.roles, row.sections = list(wish.roles), list(wish.sections)
    row.confidentiality, row.is_workshop = wish.confidentiality, wish.is_workshop
    if row.closes < row.opens:
        raise ValidationError(_("The last day lies before the first. Choose a later last day."))
    if not row.roles:
        raise ValidationError(_("Choose at least one role that is asked."))
    row.full_clean(exclude=["bank"])


def _bank(bank_id: int, realm: str, actor: Viewer) -> Bank:
    return banks_for(actor, realm).get(pk=bank_id)


def _chosen(row: Campaign, wish: CampaignWish, actor: Viewer) -> list[Institution]:
    rows = institutions_covered_by(actor).filter(realm=row.realm)
    if wish.kinds:
        rows = rows.filter(kind__in=list(wish.kinds))
    if wish.sectors:
        rows = rows.filter(sector__in=list(wish.sectors))
    return list(rows[:MOST_INSTITUTIONS])

"""The only writer of who is asked: named, written to, reminded, released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ospolis.assessment.choices import AssignmentState, CampaignState, RespondentRole
from ospolis.assessment.events.campaigns import InvitationsSent, RemindersSent, RespondentAsked, RespondentReleased
from ospolis.assessment.mail import INVITATION, REMINDER
from ospolis.assessment.models import Assignment, Campaign
from ospolis.assessment.selectors.asking import digest_of_link
from ospolis.assessment.services.campaigns import AnswersThere, NotOpenAnyMore
from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.core.mail.addresses import BadAddress
from ospolis.core.mail.kinds import LetterKind
from ospolis.core.mail.services import queue_letter
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.offices.selectors import get_office
from ospolis.people.selectors.persons import people_known_in_full
from ospolis.people.selectors.roles import holding, roles_around

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution
    from ospolis.people.models import Person

# A link outlives its campaign, so that whoever comes late reads that it is closed, and finds the own answers.
GOOD_AFTER = timedelta(days=30)
_TOKEN_LENGTH = 48


class AlreadyAsked(ValueError):
    """The person is asked for this institution in this role already."""


@transaction.atomic
def ask_respondent(
    *,
    campaign_id: int,
    institution_key: str,
    person_id: int,
    role: str,
    sections: Sequence[str] = (),
    actor: Viewer,
    at: datetime,
) -> Assignment:
    """Ask somebody in the register to answer for an institution. Once the campaign is open the letter goes out at once.

    Raises   Campaign.DoesNotExist; Institution.DoesNotExist; Person.DoesNotExist when the actor does not know the
             person; ValueError for a role that no bank knows; AlreadyAsked; NotOpenAnyMore
    Emits    assessment.respondent_asked
    """
    campaign = _hold(campaign_id, actor)
    institution = campaign.institutions.filter(pk__in=institutions_covered_by(actor).order_by()).get(
        key=institution_key
    )  # fmt: skip
    person = people_known_in_full(actor).get(pk=person_id)
    row, is_new = Assignment.objects.get_or_create(
        campaign=campaign, institution=institution, role=RespondentRole(role), person=person,
        defaults={"sections": list(sections)},
    )  # fmt: skip
    if not is_new:
        raise AlreadyAsked(person_id)
    if campaign.state == CampaignState.OPEN:
        _write_to(row, INVITATION, actor, at)
    event = RespondentAsked(
        assignment_id=row.pk, campaign_id=campaign.pk, institution_key=institution.key, role=row.role
    )
    record(event, actor=actor, at=at, realm=campaign.realm)
    return row


@transaction.atomic
def release_respondent(*, assignment_id: int, actor: Viewer, at: datetime) -> None:
    """Ask somebody no longer; drafts go with the assignment, and its link opens nothing.

    Raises   Assignment.DoesNotExist; AnswersThere when answers were handed in; NotOpenAnyMore
    Emits    assessment.respondent_released
    """
    found = Assignment.objects.get(pk=assignment_id, campaign__realm__in=actor.realms(Role.OFFICER))
    campaign = _hold(found.campaign_id, actor)
    row = Assignment.objects.select_for_update(of=("self",)).get(
        pk=assignment_id, institution__in=institutions_covered_by(actor).order_by()
    )
    if row.submitted_at is not None:
        raise AnswersThere(assignment_id)
    row.delete()
    event = RespondentReleased(assignment_id=assignment_id, campaign_id=campaign.pk)
    record(event, actor=actor, at=at, realm=campaign.realm)


@transaction.atomic
def write_again(*, assignment_id: int, actor: Viewer, at: datetime) -> None:
    """Send the letter with the link once more, because somebody asked for it.

    Raises   Assignment.DoesNotExist; NotOpenAnyMore when the campaign is not open, or answers were handed in
    Emits    assessment.invitations_sent
    """
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        campaign__realm__in=actor.realms(Role.OFFICER), institution__in=institutions_covered_by(actor).order_by()
    )
    row = rows.get(pk=assignment_id)
    if row.campaign.state != CampaignState.OPEN or row.state == AssignmentState.SUBMITTED:
        raise NotOpenAnyMore(assignment_id)
    sent = _write_to(row, INVITATION, actor, at)
    event = InvitationsSent(campaign_id=row.campaign_id, letters=int(sent))
    record(event, actor=actor, at=at, realm=row.campaign.realm)


@transaction.atomic
def send_invitations(*, campaign_id: int, actor: Viewer, at: datetime) -> int:
    """Write to everybody whom an open campaign asks and who got no letter yet. Focal points are asked by themselves,
    where the campaign asks that role. A repeat writes to nobody twice.

    Returns  how many letters went out
    Raises   Campaign.DoesNotExist; NotOpenAnyMore
    Emits    assessment.invitations_sent, unless there was nobody to write to
    """
    campaign = _hold(campaign_id, actor)
    if campaign.state != CampaignState.OPEN:
        raise NotOpenAnyMore(campaign.state)
    if RespondentRole.FOCAL_POINT in campaign.roles and not campaign.is_workshop:
        _ask_focal_points(campaign, actor, at)
    waiting = Assignment.objects.filter(campaign=campaign, invited_at=None, state=AssignmentState.INVITED)
    sent = sum(_write_to(row, INVITATION, actor, at) for row in _with_people(waiting))
    if sent:
        record(InvitationsSent(campaign_id=campaign.pk, letters=sent), actor=actor, at=at, realm=campaign.realm)
    return sent


@transaction.atomic
def send_reminders(*, campaign_id: int, actor: Viewer, at: datetime) -> int:
    """Write to whoever began or was asked, has not handed in, and heard nothing for `reminder_days`. The system does
    it each day; nobody who handed in or declined is written to.

    Returns  how many letters went out
    Raises   Campaign.DoesNotExist
    Emits    assessment.reminders_sent, unless there was nobody to remind
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    today = timezone.localdate(at)
    if campaign.state != CampaignState.OPEN or not campaign.opens <= today <= campaign.closes:
        return 0
    sent = 0
    if campaign.reminder_days:
        quiet_since = at - timedelta(days=campaign.reminder_days)
        due = Assignment.objects.filter(
            Q(reminded_at=None) | Q(reminded_at__lte=quiet_since),
            campaign=campaign, state__in=[AssignmentState.INVITED, AssignmentState.STARTED],
            invited_at__lte=quiet_since,
        )  # fmt: skip
        sent = sum(_write_to(row, REMINDER, actor, at) for row in _with_people(due))
    if sent:
        record(RemindersSent(campaign_id=campaign.pk, letters=sent), actor=actor, at=at, realm=campaign.realm)
    return sent


def link_token(assignment: Assignment) -> str:
    """The secret of the link of an assignment: signed, so that a later letter carries the same link and nothing but
    its digest is kept."""
    text = f"{assignment.pk}:{assignment.campaign_id}:{assignment.person_id}"
    return salted_hmac("ospolis.assessment.link", text, algorithm="sha256").hexdigest()[:_TOKEN_LENGTH]


def _hold(campaign_id: int, actor: Viewer) -> Campaign:
    """Lock a campaign of an own office that is not closed.

    Raises   Campaign.DoesNotExist; NotOpenAnyMore
    """
    row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id, realm__in=actor.realms(Role.OFFICER))
    if row.state == CampaignState.CLOSED:
        raise NotOpenAnyMore(row.state)
    return row


def _ask_focal_points(campaign: Campaign, actor: Viewer, at: datetime) -> None:
    """Ask the focal points that hold the role today, for each institution of a campaign."""
    institutions: Iterable[Institution] = campaign.institutions.order_by()
    grants = roles_around(actor, campaign.realm).filter(
        holding(timezone.localdate(at)), role=Role.FOCAL_POINT, institution__in=institutions
    )
    rows = [
        Assignment(
            campaign=campaign, institution_id=institution, role=RespondentRole.FOCAL_POINT, person_id=person
        )
        for institution, person in grants.values_list("institution_id", "person_id")
    ]  # fmt: skip
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)


def _with_people(rows: QuerySet[Assignment]) -> list[Assignment]:
    shown = rows.filter(person__isnull=False, person__erased_at=None).order_by("pk")
    return list(shown.select_related("campaign", "institution", "person__account"))


def _write_to(row: Assignment, kind: LetterKind, actor: Viewer, at: datetime) -> bool:
    """Queue a letter with the link, and keep the digest of the link. False for somebody without an address."""
    person, campaign = row.person, row.campaign
    address = _address_of(person) if person else ""
    if person is None or not address:
        return False
    token = link_token(row)
    last_day = datetime.combine(campaign.closes, time.max, tzinfo=at.tzinfo)
    context = {
        "name": person.name, "office": get_office(actor, campaign.realm).name, "institution": row.institution.name,
        "title": campaign.title, "purpose": campaign.purpose, "closes": campaign.closes,
        "path": f"/assessment/by-link/{token}/",
    }  # fmt: skip
    try:
        queue_letter(
            kind=kind, to=address, language=person.language, context=context, actor=actor, at=at,
            cause=f"{kind.code}:{row.pk}:{at:%Y%m%d%H%M%S}", reader=f"person:{person.pk}",
        )  # fmt: skip
    except BadAddress:
        return False
    row.link_digest, row.link_expires_at = digest_of_link(token), last_day + GOOD_AFTER
    if kind is REMINDER:
        row.reminded_at = at
    else:
        row.invited_at = at
    row.save(update_fields=["link_digest", "link_expires_at", "reminded_at", "invited_at"])
    return True


def _address_of(person: Person) -> str:
    account = getattr(person, "account", None)
    return str(account.email) if account is not None and account.is_active else person.email

"""The only writer of sign-offs: a focal point says that the answers of an institution stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.assessment.choices import AssignmentState
from ospolis.assessment.events.answers import AnswersSignedOff
from ospolis.assessment.models import Assignment, Campaign
from ospolis.assessment.selectors.institution import campaign_asking, institution_in_care
from ospolis.core.access import Viewer
from ospolis.core.journal.services import record


class NothingToSignOff(ValueError):
    """Nobody has handed in anything that is not signed off yet."""


@transaction.atomic
def sign_off_answers(*, campaign_id: int, institution_key: str, actor: Viewer, at: datetime) -> int:
    """Sign off everything that was handed in for an institution; what is handed in later needs a new sign-off.

    Returns  the answers of how many people were signed off
    Raises   Institution.DoesNotExist when the actor is not its focal point; Campaign.DoesNotExist; NothingToSignOff
    Emits    assessment.answers_signed_off
    """
    institution = institution_in_care(actor, institution_key)
    campaign = Campaign.objects.select_for_update(of=("self",)).get(
        pk=campaign_asking(actor, institution, campaign_id).pk
    )
    rows = Assignment.objects.filter(
        campaign=campaign, institution=institution, state=AssignmentState.SUBMITTED, signed_off_at=None
    )
    count = rows.update(signed_off_at=at, signed_off_by=actor.pk)
    if not count:
        raise NothingToSignOff(institution_key)
    event = AnswersSignedOff(campaign_id=campaign.pk, institution_key=institution_key, assignments=count)
    record(event, actor=actor, at=at, realm=campaign.realm)
    return count

"""What assessments hear of: new facts."""

from __future__ import annotations

from django.utils import timezone

from ospolis.assessment.services import asking
from ospolis.core.journal import Delivery, receives
from ospolis.evidence.events import FactsRecorded


@receives(FactsRecorded.verb, name="assessment.new_facts")
def hear_of_facts(delivery: Delivery) -> None:
    """Ask for an assessment soon; heard twice within a minute, it is asked once."""
    asking.ask_after_facts(realm=delivery.realm, at=timezone.now())

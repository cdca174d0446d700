"""What the ledger hears of: closed activities become facts."""

from __future__ import annotations

from ospolis.core.access import system_viewer
from ospolis.core.journal.receivers import Delivery, receives
from ospolis.evidence import services
from ospolis.evidence.activities import facts_of_activity, origin_of
from ospolis.people.events import ActivityClosed


@receives(ActivityClosed.verb, name="evidence.closed_activities")
def record_closed_activity(delivery: Delivery) -> None:
    """Write down what a closed activity says; heard twice, it says nothing new."""
    reference = delivery.references["reference"]
    viewer = system_viewer("closed activities")
    facts = facts_of_activity(viewer, delivery.realm, reference)
    services.record_facts(realm=delivery.realm, origin=origin_of(reference), facts=facts, actor=viewer, at=delivery.at)

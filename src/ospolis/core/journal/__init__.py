"""What happened in the office: append-only, chained by hashes, written with the change that it tells of."""

from ospolis.core.journal.events import BadEvent, Event, known_verbs
from ospolis.core.journal.receivers import Delivery, receives
from ospolis.core.journal.services import INSTALLATION, OutsideTransaction, actor_reference, record

__all__ = [
    "INSTALLATION",
    "BadEvent",
    "Delivery",
    "Event",
    "OutsideTransaction",
    "actor_reference",
    "known_verbs",
    "receives",
    "record",
]

"""Every table of `core`, gathered for Django; each lives beside the code that writes it."""

from ospolis.core.caching import CacheRow
from ospolis.core.files.models import StoredFile
from ospolis.core.idempotency import IdempotencyKey
from ospolis.core.jobs.models import JobRun, JobState, Schedule
from ospolis.core.journal.models import Audit, ChainHead, Entry, ReaderPosition, SignedHead, Undelivered
from ospolis.core.limiting.models import TryCount
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.models import BouncedAddress, Letter, MailPreference
from ospolis.core.search.models import SearchRow, Visibility

__all__ = [
    "Audit",
    "BouncedAddress",
    "CacheRow",
    "ChainHead",
    "Entry",
    "IdempotencyKey",
    "JobRun",
    "JobState",
    "Letter",
    "LetterState",
    "MailPreference",
    "ReaderPosition",
    "Rhythm",
    "Schedule",
    "SearchRow",
    "SignedHead",
    "StoredFile",
    "TryCount",
    "Undelivered",
    "Visibility",
]

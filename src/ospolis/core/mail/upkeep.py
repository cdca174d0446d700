"""What operators and mail servers tell us about letters: try again, it came back, the address works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal import Event, record
from ospolis.core.mail.addresses import check_address, digest_address
from ospolis.core.mail.bounced import note_failure, reopen
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.models import Letter
from ospolis.core.mail.reports import Report
from ospolis.core.mail.statuses import closes_address


@dataclass(frozen=True)
class LettersRetried(Event):
    """Letters that were set aside are to be tried anew."""

    verb = "core.letters_retried"
    words = _("Letters that were set aside are to be tried anew")
    count: int


@dataclass(frozen=True)
class LetterCameBack(Event):
    """A mail server said later that it could not deliver a letter: for good, or for now."""

    verb = "core.letter_came_back"
    words = _("A mail server said later that it could not deliver a letter")
    letter_id: int
    kind: str
    status: str
    is_permanent: bool


@dataclass(frozen=True)
class AddressReopened(Event):
    """An address that letters came back from is written to again."""

    verb = "core.address_reopened"
    words = _("An address that letters came back from is written to again")
    address_digest: str


@transaction.atomic
def retry_letters(*, letter_ids: Sequence[int], actor: Viewer, at: datetime) -> int:
    """Give letters that were set aside all their tries anew: those named, or all; return how many.

    Raises   nothing of its own
    Emits    core.letters_retried
    """
    rows = Letter.objects.filter(state=LetterState.SET_ASIDE).exclude(to="")
    if letter_ids:
        rows = rows.filter(pk__in=letter_ids)
    count = rows.update(state=LetterState.WAITING, attempts=0, next_try_at=at, ended_at=None)
    if count:
        record(LettersRetried(count=count), actor=actor, at=at)
    return count


@transaction.atomic
def take_report(*, report: Report, actor: Viewer, at: datetime) -> bool:
    """Write down that a letter came back; return whether it was one that we had sent. A repeat counts nothing.

    Raises   nothing of its own
    Emits    core.letter_came_back
    """
    rows = Letter.objects.select_for_update(of=("self",)).filter(state=LetterState.SENT).exclude(to="")
    named = rows.filter(pk=report.letter_id) if report.letter_id else rows.filter(message_id=report.message_id)
    letter = named.first()
    if letter is None:
        return False
    closes = report.is_permanent and closes_address(report.status)
    note_failure(digest_address(letter.to), is_permanent=closes, status=report.status, at=at)
    letter.reason = f"it came back: {report.status or 'no status told'}"
    if report.is_permanent:
        letter.state = LetterState.REFUSED
    letter.save(update_fields=["reason", "state"])
    event = LetterCameBack(letter.pk, letter.kind, report.status, report.is_permanent)
    record(event, actor=actor, at=at)
    return True


@transaction.atomic
def reopen_address(*, address: str, actor: Viewer, at: datetime) -> bool:
    """Forget that letters came back from an address; return whether any had.

    Raises   BadAddress
    Emits    core.address_reopened
    """
    checked = check_address(address)
    if not reopen(checked):
        return False
    record(AddressReopened(address_digest=digest_address(checked)), actor=actor, at=at)
    return True

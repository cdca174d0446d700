"""Send what waits: take a letter under a lock, hand it over outside of any transaction, write down what came of it.

A letter is taken for fifteen minutes, handing it over takes two at most. So a letter is sent twice only when a worker
or a server dies after the server has it and before that is written down; both carry the same Message-ID.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import system_viewer
from ospolis.core.journal import Event, record
from ospolis.core.mail.addresses import BadAddress, digest_address
from ospolis.core.mail.bounced import is_closed, note_failure
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.kinds import UnknownKind, find_kind
from ospolis.core.mail.messages import Envelope, build_envelope
from ospolis.core.mail.models import Letter
from ospolis.core.mail.server import read_password
from ospolis.core.mail.smtp import Answer, Outcome, hand_over

HOLD = timedelta(minutes=15)
_FIRST_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30))
_PAUSE = timedelta(hours=1)
# With the pauses above the last try is 47 hours and 50 minutes after the first.
MOST_TRIES = 51
_AT_ONCE = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LetterSetAside(Event):
    """A letter was given up after its last try."""

    verb = "core.letter_set_aside"
    words = _("A letter was given up after its last try")
    letter_id: int
    kind: str
    attempts: int


@dataclass(frozen=True)
class LetterRefused(Event):
    """A mail server refused a letter for good."""

    verb = "core.letter_refused"
    words = _("A mail server refused a letter for good")
    letter_id: int
    kind: str


def send_due(*, at: datetime) -> int:
    """Send every letter that is due, oldest first; return how many were taken by the mail server.

    While the server cannot be reached one letter is tried, and the others keep their tries.
    Raises   nothing of the network's own
    Emits    core.letter_refused, core.letter_set_aside for the letters concerned
    """
    due = Letter.objects.filter(state__in=(LetterState.WAITING, LetterState.SENDING), next_try_at__lte=at)
    sent = 0
    for letter_id in list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]):
        answer = send_one(letter_id=letter_id, at=at)
        if answer is Answer.UNREACHABLE:
            break
        sent += answer is Answer.TAKEN
    return sent


def send_one(*, letter_id: int, at: datetime) -> Answer | None:
    """Send one letter if it is due and nobody else has it; a repeat is harmless.

    Raises   nothing of the network's own
    Emits    core.letter_refused, core.letter_set_aside when it comes to that
    """
    letter = _take(letter_id, at=at)
    if letter is None:
        return None
    outcome = _try(letter, at=at)
    _finish(letter, outcome, at=at)
    return outcome.answer


@transaction.atomic
def _take(letter_id: int, *, at: datetime) -> Letter | None:
    """Take a letter for a while; one whose worker died is taken anew when that while is over."""
    rows = Letter.objects.select_for_update(of=("self",)).filter(pk=letter_id, next_try_at__lte=at)
    letter = rows.filter(state__in=(LetterState.WAITING, LetterState.SENDING)).first()
    if letter is None:
        return None
    letter.state, letter.attempts, letter.next_try_at = LetterState.SENDING, letter.attempts + 1, at + HOLD
    letter.save(update_fields=["state", "attempts", "next_try_at"])
    return letter


def _try(letter: Letter, *, at: datetime) -> Outcome:
    try:
        kind = find_kind(letter.kind)
        if not kind.essential and is_closed(letter.to):
            return Outcome(Answer.REFUSED, "letters to this address came back")
        return _send(build_envelope(letter, kind, at=at))
    except (UnknownKind, BadAddress, ValueError) as problem:
        return Outcome(Answer.REFUSED, f"it cannot be written as a message: {problem}")
    except OSError as problem:
        return Outcome(Answer.UNREACHABLE, f"{type(problem).__name__}: {problem.strerror or problem}")


def _send(envelope: Envelope) -> Outcome:
    config = settings.OSPOLIS
    if config.mail_server is None:
        _tell_once(keep_as_file(envelope, config.data_dir / "mail").parent)
        return Outcome(Answer.TAKEN, "kept as a file: no mail server is set")
    password = read_password(config.mail_server, config.mail_password_file)
    return hand_over(envelope, config.mail_server, password)


@cache
def _tell_once(folder: Path) -> None:
    """One line for each start of a worker; a line for each letter would hide everything else."""
    _log.warning("No mail server is set (OSPOLIS_MAIL_URL): letters are kept as files in %s", folder)


def keep_as_file(envelope: Envelope, folder: Path) -> Path:
    """Write a message into a folder that its owner alone may read; the same letter again is the same file.

    Raises   OSError
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{envelope.message['Message-ID'].strip('<>').partition('@')[0]}.eml"
    new = path.with_suffix(".part")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(envelope.as_bytes())
    new.replace(path)
    return path


@transaction.atomic
def _finish(taken: Letter, outcome: Outcome, *, at: datetime) -> None:
    """Write down what came of a try, unless the letter was taken anew or its reader was erased meanwhile."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=taken.pk)
    if letter.state != LetterState.SENDING or letter.attempts != taken.attempts:
        return
    letter.reason = outcome.reason[:500]
    if outcome.answer is Answer.TAKEN:
        _end(letter, LetterState.SENT, at=at)
    elif outcome.answer in {Answer.REFUSED, Answer.BAD_ADDRESS}:
        if outcome.answer is Answer.BAD_ADDRESS:
            note_failure(digest_address(letter.to), is_permanent=True, status=outcome.status, at=at)
        _end(letter, LetterState.REFUSED, at=at)
        record(LetterRefused(letter_id=letter.pk, kind=letter.kind), actor=system_viewer("mail"), at=at)
    elif letter.attempts >= MOST_TRIES:
        _end(letter, LetterState.SET_ASIDE, at=at)
        event = LetterSetAside(letter_id=letter.pk, kind=letter.kind, attempts=letter.attempts)
        record(event, actor=system_viewer("mail"), at=at)
    else:
        letter.state, letter.next_try_at = LetterState.WAITING, at + pause_after(letter.attempts)
        letter.save(update_fields=["state", "next_try_at", "reason"])


def _end(letter: Letter, state: LetterState, *, at: datetime) -> None:
    """End a letter; a text that may open an account or a form is gone as soon as it is sent."""
    letter.state, letter.ended_at, letter.next_try_at = state, at, None
    if state == LetterState.SENT:
        kind = find_kind(letter.kind)
        letter.body = [] if kind.essential or kind.opens_something else letter.body
    letter.save()


def pause_after(attempts: int) -> timedelta:
    """How long a letter rests after so many tries: short at first, because many servers ask to come again soon."""
    return _FIRST_PAUSES[attempts - 1] if attempts <= len(_FIRST_PAUSES) else _PAUSE

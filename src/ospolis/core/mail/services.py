"""The doors to mail for other apps: queue a letter, choose a rhythm, forget a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer, system_viewer
from ospolis.core.jobs import enqueue_job
from ospolis.core.journal import Event, OutsideTransaction, actor_reference, record
from ospolis.core.mail.addresses import BadAddress, check_address, digest_address
from ospolis.core.mail.calendar import next_round
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.choosing import keep_rhythm, rhythm_of
from ospolis.core.mail.jobs import send_letter
from ospolis.core.mail.kinds import DIGEST, LetterKind, find_kind
from ospolis.core.mail.models import LONGEST_READER, BouncedAddress, Letter, MailPreference
from ospolis.core.mail.writing import BadLetter, Draft, write_letter

__all__ = ["BadAddress", "BadLetter", "KindIsEssential", "choose_rhythms", "forget_reader", "queue_letter"]


@dataclass(frozen=True)
class RhythmsChosen(Event):
    """A reader chose how often letters of some kinds come."""

    verb = "core.mail_rhythms_chosen"
    words = _("A reader chose how often letters of some kinds come")
    reader: str
    kinds: tuple[str, ...]
    rhythms: tuple[str, ...]


@dataclass(frozen=True)
class ReaderForgotten(Event):
    """What mail kept about a reader was taken away."""

    verb = "core.mail_reader_forgotten"
    words = _("What mail kept about a reader was taken away")
    reader: str
    letters: int


class KindIsEssential(ValueError):
    """A kind of letters that nobody can stop or gather."""


def queue_letter(
    *,
    kind: LetterKind,
    to: str,
    language: str,
    context: Mapping[str, Any],
    cause: str,
    actor: Viewer,
    at: datetime,
    reader: str = "",
) -> Letter:
    """Write a letter into the caller's transaction; a job sends it after the commit.

    `cause` names what the letter tells of, such as `people.invitation:17`: the same kind, cause and address again are
    the same letter. `reader` is the caller's own key of the person, such as `person:12`, and carries what they chose.
    Raises   OutsideTransaction; BadAddress; BadLetter; ValueError when a cause or a reader cannot be kept
    Emits    nothing: the change that the letter tells of has an entry of its own
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{kind.code}: a letter belongs into the transaction of its change")
    address = check_address(to)
    if not cause or len(reader) > LONGEST_READER:
        raise ValueError(f"{kind.code}: a letter has a cause, and a reader of at most {LONGEST_READER} characters")
    message_id = _message_id(kind, cause, address)
    if known := Letter.objects.filter(message_id=message_id).first():
        return known
    language = language if language in settings.OSPOLIS.languages else settings.LANGUAGE_CODE
    draft = write_letter(kind, language=language, context=context)
    key = reader or f"address:{digest_address(address)}"
    values = {
        "kind": kind.code,
        "reader": key,
        "language": language,
        "asked_by": actor_reference(actor),
        "queued_at": at,
        **_as_wanted(rhythm_of(key, kind), draft, address, at=at),
    }
    # Of two callers with one cause at the same time the second waits here, and then finds the first one's letter.
    letter, is_new = Letter.objects.get_or_create(message_id=message_id, defaults=values)
    if is_new and letter.state == LetterState.WAITING:
        enqueue_job(send_letter, viewer=system_viewer("mail"), at=at, letter_id=letter.pk)
    return letter


@transaction.atomic
def choose_rhythms(*, reader: str, rhythms: Mapping[str, Rhythm], actor: Viewer, at: datetime) -> None:
    """Keep how often a reader wants letters of some kinds, by code; letters that are held follow the new choice.

    Raises   UnknownKind; KindIsEssential
    Emits    core.mail_rhythms_chosen when something is new
    """
    for kind in map(find_kind, rhythms):
        if kind.essential or kind == DIGEST:
            raise KindIsEssential(f"letters of the kind '{kind.code}' are sent to everybody whom they concern")
    changed = [kind for kind, rhythm in sorted(rhythms.items()) if keep_rhythm(reader, kind, rhythm, at=at)]
    if changed:
        event = RhythmsChosen(reader, tuple(changed), tuple(str(rhythms[kind]) for kind in changed))
        record(event, actor=actor, at=at)


@transaction.atomic
def forget_reader(*, reader: str, addresses: tuple[str, ...], actor: Viewer, at: datetime) -> None:
    """Take a person out of all mail: letters keep kind, state and moments only; what waits is not sent any more.

    Raises   nothing of its own
    Emits    core.mail_reader_forgotten
    """
    digests = [digest_address(address) for address in addresses]
    keys = [reader, *(f"address:{digest}" for digest in digests)]
    letters = Letter.objects.filter(reader__in=keys)
    letters.filter(state__in=_OPEN).update(state=LetterState.REFUSED, reason="the reader was erased", ended_at=at)
    count = letters.update(reader="", to="", subject="", body=[], language="", next_try_at=None)
    MailPreference.objects.filter(reader__in=keys).delete()
    BouncedAddress.objects.filter(address_digest__in=digests).delete()
    record(ReaderForgotten(reader=reader, letters=count), actor=actor, at=at)


_OPEN = (LetterState.WAITING, LetterState.SENDING, LetterState.HELD)


def _message_id(kind: LetterKind, cause: str, address: str) -> str:
    """A message id that only we could have made, so that a returned letter that names it is one of ours."""
    text = "\0".join((kind.code, cause, address.casefold()))
    digest = salted_hmac("ospolis.core.mail.message", text, algorithm="sha256").hexdigest()[:40]
    return f"<{digest}@{settings.OSPOLIS.mail_host}>"


def _as_wanted(rhythm: Rhythm, draft: Draft, address: str, *, at: datetime) -> dict[str, Any]:
    """The fields of a new letter that depend on what its reader wants; of an unwanted one nothing is kept."""
    if rhythm is Rhythm.NONE:
        reason = "the reader wants no letters of this kind"
        return {"state": LetterState.REFUSED, "reason": reason, "ended_at": at}
    body = [block.as_json() for block in draft.blocks]
    written = {"to": address, "subject": draft.subject, "body": body}
    if rhythm is Rhythm.SINGLE:
        return {**written, "state": LetterState.WAITING, "next_try_at": at}
    return {**written, "state": LetterState.HELD, "next_try_at": next_round(rhythm, after=at)}

"""Gather the letters that a reader wants together into one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.kinds import DIGEST
from ospolis.core.mail.models import Letter
from ospolis.core.mail.writing import Block, Part, write_letter

_MOST_LETTERS = 50
_MOST_BLOCKS = 400


def gather_digests(*, at: datetime) -> int:
    """Make one letter of all letters of a reader that are held until now; return how many were made.

    Raises   BadLetter
    Emits    nothing: the changes that the gathered letters tell of have entries of their own
    """
    held = Letter.objects.filter(state=LetterState.HELD, next_try_at__lte=at)
    readers = held.order_by("reader").values_list("reader", flat=True).distinct()
    return sum(_gather(reader, at=at) for reader in list(readers))


@transaction.atomic
def _gather(reader: str, *, at: datetime) -> int:
    """One digest of one reader; a single letter goes out as it is. What is too long for one follows in the next."""
    held = Letter.objects.select_for_update(of=("self",)).filter(reader=reader, state=LetterState.HELD)
    letters = _portion(list(held.filter(next_try_at__lte=at).order_by("queued_at", "pk")[:_MOST_LETTERS]))
    if not letters:
        return 0  # another worker was faster
    if len(letters) == 1:
        held.filter(pk=letters[0].pk).update(state=LetterState.WAITING, next_try_at=at)
        return 0
    digest = _make_digest(letters, at=at)
    gathered = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    gathered.update(state=LetterState.DIGESTED, digest=digest, ended_at=at, next_try_at=None)
    return 1


def _portion(letters: list[Letter]) -> list[Letter]:
    total = 0
    portion: list[Letter] = []
    for letter in letters:
        total += len(letter.body) + 1
        if portion and total > _MOST_BLOCKS:
            break
        portion.append(letter)
    return portion


def _make_digest(letters: list[Letter], *, at: datetime) -> Letter:
    """The newest letter says where to and in which language; the ids of all say which digest it is."""
    newest = letters[-1]
    head = write_letter(DIGEST, language=newest.language, context={"count": len(letters)})
    body = [block.as_json() for block in head.blocks]
    for letter in letters:
        body.append(Block(Part.HEADING, letter.subject).as_json())
        body += letter.body
    ids = ",".join(str(letter.pk) for letter in letters)
    name = salted_hmac("ospolis.core.mail.digest", ids, algorithm="sha256").hexdigest()[:40]
    return Letter.objects.create(
        message_id=f"<{name}@{settings.OSPOLIS.mail_host}>",
        kind=DIGEST.code,
        reader=newest.reader,
        to=newest.to,
        language=newest.language,
        subject=head.subject,
        body=body,
        asked_by="mail",
        queued_at=at,
        next_try_at=at,
    )

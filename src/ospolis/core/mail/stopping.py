"""What the link at the end of a letter stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal import Event, record
from ospolis.core.mail.choices import Rhythm
from ospolis.core.mail.choosing import keep_rhythm
from ospolis.core.mail.kinds import DIGEST, LetterKind, kinds_to_choose
from ospolis.core.mail.models import Letter
from ospolis.core.mail.tokens import Purpose, read_token


@dataclass(frozen=True)
class LettersStopped(Event):
    """A reader stopped letters by the link in one of them."""

    verb = "core.letters_stopped"
    words = _("A reader stopped letters by the link in one of them")
    letter_id: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """The kinds that a link stops; none when its letter is of a kind that nobody can stop."""

    reader: str
    letter_id: int
    kinds: tuple[LetterKind, ...]


def find_stop(viewer: Viewer, token: str) -> Stop | None:
    """Read the link of a letter; nothing when it is not ours, or the reader was erased. Holding it is the right.

    Cost     1 query, 2 for a digest
    """
    letter = Letter.objects.filter(pk=read_token(token, Purpose.STOP) or 0).exclude(reader="").first()
    if letter is None:
        return None
    codes = {letter.kind}
    if letter.kind == DIGEST.code:
        codes = set(Letter.objects.filter(digest=letter).values_list("kind", flat=True))
    kinds = tuple(kind for kind in kinds_to_choose() if kind.code in codes)
    return Stop(letter.reader, letter.pk, kinds)


@transaction.atomic
def stop_letters(*, token: str, actor: Viewer, at: datetime) -> None:
    """Stop the kinds of a letter for its reader; the same link again changes nothing more.

    Raises   Letter.DoesNotExist when the link is none of ours
    Emits    core.letters_stopped
    """
    found = find_stop(actor, token)
    if found is None:
        raise Letter.DoesNotExist
    stopped = [kind.code for kind in found.kinds if keep_rhythm(found.reader, kind.code, Rhythm.NONE, at=at)]
    if stopped:
        record(LettersStopped(letter_id=found.letter_id, kinds=tuple(stopped)), actor=actor, at=at)

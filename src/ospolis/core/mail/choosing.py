"""What readers want of letters: one row for each kind that is not simply sent at once."""

from __future__ import annotations

from datetime import datetime

from ospolis.core.mail.calendar import next_round
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.kinds import LetterKind
from ospolis.core.mail.models import Letter, MailPreference


def rhythm_of(reader: str, kind: LetterKind) -> Rhythm:
    """How often a reader wants letters of a kind; essential ones come at once whatever stands here."""
    if kind.essential:
        return Rhythm.SINGLE
    row = MailPreference.objects.filter(reader=reader, kind=kind.code).first()
    return Rhythm(row.rhythm) if row else Rhythm.SINGLE


def keep_rhythm(reader: str, kind: str, rhythm: Rhythm, *, at: datetime) -> bool:
    """Keep a choice inside the caller's transaction and let waiting letters follow it; say whether it was a change."""
    # Without a row each letter comes at once, so choosing that is no change.
    row, _ = MailPreference.objects.get_or_create(reader=reader, kind=kind, defaults={"rhythm": Rhythm.SINGLE})
    if row.rhythm == rhythm:
        return False
    row.rhythm = rhythm
    row.save(update_fields=["rhythm"])
    _follow(reader, kind, rhythm, at=at)
    return True


def _follow(reader: str, kind: str, rhythm: Rhythm, *, at: datetime) -> None:
    """Let letters that are held go now, later, or not at all."""
    letters = Letter.objects.filter(reader=reader, kind=kind)
    held = letters.filter(state=LetterState.HELD)
    if rhythm is Rhythm.SINGLE:
        held.update(state=LetterState.WAITING, next_try_at=at)
    elif rhythm is Rhythm.NONE:
        gone = letters.filter(state__in=(LetterState.HELD, LetterState.WAITING))
        reason = "the reader wants no letters of this kind any more"
        gone.update(state=LetterState.REFUSED, reason=reason, ended_at=at, next_try_at=None)
    else:
        held.update(next_try_at=next_round(rhythm, after=at))

"""What others may read of mail: how it goes, and what it keeps about one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from ospolis.core.access.viewer import Viewer
from ospolis.core.mail.addresses import digest_address
from ospolis.core.mail.choices import LetterState, Rhythm
from ospolis.core.mail.kinds import LetterKind, kinds_to_choose
from ospolis.core.mail.models import BouncedAddress, Letter, MailPreference


@dataclass(frozen=True, slots=True)
class MailState:
    """How mail goes: letters by state, since when the oldest is due, and addresses that take none."""

    counts: dict[str, int]
    oldest_due_at: datetime | None
    closed_addresses: int

    @property
    def waiting(self) -> int:
        return self.counts.get(LetterState.WAITING, 0) + self.counts.get(LetterState.SENDING, 0)

    @property
    def set_aside(self) -> int:
        return self.counts.get(LetterState.SET_ASIDE, 0)


@dataclass(frozen=True, slots=True)
class ChosenRhythm:
    """One kind of letters and how often a reader wants it."""

    kind: LetterKind
    rhythm: Rhythm


def mail_state(viewer: Viewer) -> MailState:
    """Count letters by their state.

    Cost     3 queries
    """
    rows = Letter.objects.order_by("state").values_list("state").annotate(count=Count("pk"))
    open_letters = Letter.objects.filter(state__in=(LetterState.WAITING, LetterState.SENDING))
    oldest = open_letters.aggregate(oldest=Min("queued_at"))["oldest"]
    closed = BouncedAddress.objects.filter(is_permanent=True).count()
    return MailState(counts=dict(rows), oldest_due_at=oldest, closed_addresses=closed)


@dataclass(frozen=True, slots=True)
class LetterSetAside:
    """A letter that was given up: its number, kind, tries and reason, and nothing about its reader."""

    letter_id: int
    kind: str
    attempts: int
    reason: str


def letters_set_aside(viewer: Viewer) -> tuple[LetterSetAside, ...]:
    """The first hundred letters that were given up, oldest first.

    Cost     1 query
    """
    rows = Letter.objects.filter(state=LetterState.SET_ASIDE).order_by("queued_at", "pk")[:100]
    return tuple(LetterSetAside(row.pk, row.kind, row.attempts, row.reason) for row in rows)


def rhythms_of(viewer: Viewer, reader: str) -> tuple[ChosenRhythm, ...]:
    """Every kind that can be chosen, with the rhythm of one reader; the caller knows that the viewer is this reader.

    Cost     1 query
    """
    chosen = dict(MailPreference.objects.filter(reader=reader).values_list("kind", "rhythm"))
    return tuple(ChosenRhythm(kind, Rhythm(chosen.get(kind.code, Rhythm.SINGLE))) for kind in kinds_to_choose())


def letters_of(viewer: Viewer, *, reader: str, addresses: Sequence[str] = ()) -> QuerySet[Letter]:
    """Letters to one reader, and those to the addresses that the caller knows to be this reader's; newest first.

    Cost     1 query
    """
    keys = [reader, *(f"address:{digest_address(address)}" for address in addresses)]
    return Letter.objects.filter(reader__in=keys).order_by("-queued_at", "-id")


def bounces_of(viewer: Viewer, *, addresses: Sequence[str]) -> QuerySet[BouncedAddress]:
    """Marks on addresses that the caller may know about; `is_permanent` means that only essential letters go there.

    Cost     1 query
    """
    digests = [digest_address(address) for address in addresses]
    return BouncedAddress.objects.filter(address_digest__in=digests).order_by("-last_at", "-id")

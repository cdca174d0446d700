"""The only reader of the journal for pages and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ospolis.core.access.viewer import Role, Viewer
from ospolis.core.journal.models import Audit, ChainHead, Entry, SignedHead
from ospolis.core.journal.services import INSTALLATION

ORDER = ("-at", "-id")
# What the operator of the installation may read of an office's journal: who got in and what the machine did.
_SECURITY = Q(verb__startswith="people.") | Q(verb__startswith="core.")
_OF_PERSONS = Q(verb__startswith="people.") | Q(target_kind__in=["person", "account", "grant"])


@dataclass(frozen=True, slots=True)
class JournalQuestion:
    """To what the journal is narrowed; empty parts narrow nothing. `since` and `until` are days, both included."""

    verb: str = ""
    actor: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.verb or self.actor or self.kind or self.since or self.until)

    @property
    def summary(self) -> str:
        """What was asked, for the journal itself: codes and days."""
        parts = (("verb", self.verb), ("actor", self.actor), ("kind", self.kind), ("since", self.since))
        return " ".join(f"{name}={value}" for name, value in (*parts, ("until", self.until)) if value)


def entries_seen_by(viewer: Viewer, realm: str, asked: JournalQuestion | None = None) -> QuerySet[Entry]:
    """Entries of one chain that the viewer may read, the newest first.

    An officer and a lead read the own office's, the programme those of offices without what is about persons, an
    operator the installation's and what is about safety; nobody else reads any.
    Cost     1 query when read
    """
    rows = Entry.objects.filter(_visible(viewer, realm), realm=realm).order_by(*ORDER)
    return rows if asked is None else rows.filter(_narrowed(asked))


def entries_about(viewer: Viewer, realm: str, kind: str, key: str) -> QuerySet[Entry]:
    """Entries about one record: as their target, or named among their references as `<kind>_key` or `<kind>_id`.

    Cost     1 query when read
    """
    about = Q(target_kind=kind, target_id=key) | Q(**{f"references__{kind}_key": key})
    if key.isascii() and key.isdigit():
        about |= Q(**{f"references__{kind}_id": int(key)})
    return entries_seen_by(viewer, realm).filter(about)


def realms_of_record(viewer: Viewer, kind: str, key: str) -> list[str]:
    """The chains in which a record is the target of an entry that the viewer may read.

    Cost     2 queries
    """
    rows = Entry.objects.filter(target_kind=kind, target_id=key).order_by("realm")
    realms = rows.values_list("realm", flat=True).distinct()[:20]
    readable = Q(pk__in=[])
    for realm in realms:
        readable |= Q(realm=realm) & _visible(viewer, realm)
    return list(rows.filter(readable).values_list("realm", flat=True).distinct())


def get_entry(viewer: Viewer, realm: str, sequence: int) -> Entry:
    """One entry by its place in the chain.

    Raises   Entry.DoesNotExist, the same when there is none and when the viewer may not read it
    Cost     1 query
    """
    return entries_seen_by(viewer, realm).get(sequence=sequence)


def next_signed_head(viewer: Viewer, realm: str, sequence: int) -> SignedHead | None:
    """The first signed head that covers an entry, or None when none does yet.

    Cost     1 query
    """
    if not viewer.is_known:
        return None
    return SignedHead.objects.filter(realm=realm, sequence__gte=sequence).order_by("sequence").first()


def last_audit(viewer: Viewer) -> Audit | None:
    """The last examination of the whole journal, or None before the first.

    Cost     1 query
    """
    return Audit.objects.order_by("-at", "-id").first() if viewer.roles() - {Role.VISITOR, Role.PARTICIPANT} else None


def last_sequence(viewer: Viewer, realm: str) -> int:
    """The number of the newest entry of a chain, 0 before the first; what the entry says is not told.

    Cost     1 query
    """
    return ChainHead.objects.filter(realm=realm).values_list("sequence", flat=True).first() or 0


def happened_since(viewer: Viewer, realm: str, sequence: int, *, besides: Sequence[str]) -> bool:
    """Whether a chain has an entry after one, besides some verbs; what the entry says is not told.

    Cost     1 query
    """
    return Entry.objects.filter(realm=realm, sequence__gt=sequence).exclude(verb__in=besides).exists()


def _visible(viewer: Viewer, realm: str) -> Q:
    roles = viewer.roles()
    if realm != INSTALLATION and realm in viewer.realms(Role.OFFICER):
        return Q(pk__isnull=False)
    readable = Q(pk__in=[])
    if Role.OPERATOR in roles:
        readable |= Q(pk__isnull=False) if realm == INSTALLATION else _SECURITY
    if Role.PROGRAMME in roles and realm != INSTALLATION:
        readable |= ~_OF_PERSONS
    return readable


def _narrowed(asked: JournalQuestion) -> Q:
    wanted = Q()
    for field, value in (("verb", asked.verb), ("actor", asked.actor), ("target_kind", asked.kind)):
        if value:
            wanted &= Q(**{field: value})
    if asked.since:
        wanted &= Q(at__gte=_midnight(asked.since))
    if asked.until:
        wanted &= Q(at__lt=_midnight(asked.until + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

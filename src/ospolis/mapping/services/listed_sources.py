"""A source for each repository that a forge lists, and which of them to fetch. Inside the transaction of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from ospolis.core.access import system_viewer
from ospolis.institutions.selectors import code_hosting_of
from ospolis.mapping.bridge import owner_above, place_above
from ospolis.mapping.choices import FORGES, PresenceState, Stage, WorkState
from ospolis.mapping.listed import ListingTerms
from ospolis.mapping.models import ForgeListing, ForgeRepository, RepositoryAlias, Source, WorkItem
from ospolis.mapping.services.listed_rows import SeenRow
from ospolis.mapping.services.withdrawing import take_listed_along

# A repository that moved so shortly before it was fetched is fetched once more: forges write the moment of the last
# change now and then only, and their clocks are not ours.
_SETTLED = timedelta(days=1)
_GOOD = (WorkState.DONE, WorkState.PARTIAL)


@dataclass(slots=True)
class _Lister:
    """A list whose repositories get readers: its source, whose each place is, and what its office has of before."""

    listing: ForgeListing
    source: Source
    owners: Mapping[str, int]
    own: dict[object, Source] = field(default_factory=dict)

    def owner_of(self, row: ForgeRepository) -> int:
        """The institution that a repository belongs to: whoever publishes there, else whoever declared the list."""
        return owner_above(row.address, self.owners) or self.source.institution_id

    def place_of(self, row: ForgeRepository) -> tuple[int, str, str]:
        """What the source of a repository is known by."""
        return self.owner_of(row), row.kind, row.url

    def key_of(self, row: ForgeRepository) -> str:
        """Stays when the repository is renamed."""
        known_by = "\n".join((self.source.institution.key, self.listing.host.origin, row.forge_id))
        return hashlib.blake2b(known_by.encode(), digest_size=8).hexdigest()

    def reads(self, row: ForgeRepository) -> bool:
        """Whether the source that a repository has still reads it, for its institution."""
        reader = row.reader
        if reader is None or reader.withdrawn_at is not None or reader.listed_by_id != self.source.pk:
            return False
        return (reader.institution_id, reader.kind, reader.location) == self.place_of(row)


def give_readers(
    listing: ForgeListing, source: Source, seen: Sequence[SeenRow], *, joined: dict[str, int], most: int, at: datetime
) -> int:
    """Give each repository a source that reads it: one that has its address already, else one of its own.

    Returns  how many got none, because the source has as many as it may have
    """
    lister = _Lister(listing, source, _owners_by_address(source.realm))
    open_ends = [mark for mark in seen if mark.row.address in joined or not lister.reads(mark.row)]
    if not open_ends:
        return 0
    known = _known_readers(listing, source, open_ends, joined)
    _find_own_sources(lister, open_ends)
    count, over = Source.objects.filter(listed_by=source, withdrawn_at=None).count(), 0
    new: list[Source] = []
    left: set[int] = set()
    for mark in open_ends:
        row, reader = mark.row, known.get(mark.row.forge_id)
        held = row.reader if row.reader is not None and row.reader.listed_by_id == source.pk else None
        if reader is None:
            before = held or lister.own.get(lister.key_of(row)) or lister.own.get(lister.place_of(row))
            is_back = before is None or before.withdrawn_at is not None
            if is_back and count >= most:
                over += 1
            else:
                reader, mark.may_differ, count = before or _new_source(lister, row), True, count + is_back
                _settle(reader, lister, row)
                new += [reader] if before is None else []
        elif held is not None:
            left.add(held.pk)
        row.reader = reader
    Source.objects.bulk_create(new, batch_size=500)
    for mark in open_ends:
        mark.row.reader = mark.row.reader  # its number is known only now
    ForgeRepository.objects.bulk_update([mark.row for mark in open_ends], ["reader"], batch_size=100)
    _retire(left, at)
    return over


def _owners_by_address(realm: str) -> dict[str, int]:
    """Whose a place is: as institutions say themselves, else as the sources that the office declared."""
    forges = Source.objects.filter(realm=realm, kind__in=FORGES, listed_by=None, withdrawn_at=None)
    found = {
        place_above(place): owner for place, owner in forges.order_by("-id").values_list("location", "institution")
    }
    for owner, addresses in code_hosting_of(system_viewer("list"), realm):
        found.update((place_above(address), owner) for address in addresses)
    return found


def _retire(left: set[int], at: datetime) -> None:
    """Let go of sources whose repositories are another's now; what they brought passes on when that is read."""
    used = ForgeRepository.objects.filter(reader__in=left, presence=PresenceState.LISTED).values("reader")
    retired = list(Source.objects.filter(pk__in=left, withdrawn_at=None).exclude(pk__in=used))
    gone = [*retired, *take_listed_along(retired)]
    Source.objects.filter(pk__in=[source.pk for source in gone]).update(withdrawn_at=at)


def _known_readers(
    listing: ForgeListing, source: Source, seen: Sequence[SeenRow], joined: dict[str, int]
) -> dict[str, Source]:
    """Sources of others that read a repository already: declared, listed by another source, or under an old address."""
    addresses = {mark.row.address: mark.row.forge_id for mark in seen}
    found = {addresses[address]: joined[address] for address in addresses if address in joined}
    # A forge knows its repositories by number; another list knows them by address only.
    by_number = Q(host_id=listing.host_id, forge_id__in=list(addresses.values()))
    same = by_number | (~Q(host_id=listing.host_id) & Q(address__in=list(addresses)))
    others = ForgeRepository.objects.filter(
        same, presence=PresenceState.LISTED, reader__realm=source.realm, reader__withdrawn_at=None,
        listing__source__withdrawn_at=None,
    ).exclude(listing=listing)  # fmt: skip
    columns = ("host_id", "forge_id", "address", "reader_id")
    for host, forge_id, address, reader in others.order_by("id").values_list(*columns):
        found.setdefault(forge_id if host == listing.host_id else addresses[address], reader)
    aliases = RepositoryAlias.objects.filter(
        realm=source.realm, address__in=list(addresses), repository__source__withdrawn_at=None
    ).exclude(repository__source=None)
    for address, reader in aliases.values_list("address", "repository__source_id"):
        found.setdefault(addresses[address], reader)
    readers = Source.objects.filter(pk__in=set(found.values()), withdrawn_at=None).exclude(listed_by=source)
    by_key = {reader.pk: reader for reader in readers}
    return {forge_id: by_key[pk] for forge_id, pk in found.items() if pk in by_key}


def _find_own_sources(lister: _Lister, seen: Sequence[SeenRow]) -> None:
    """Sources that were there before, by key and by what a source is known by."""
    keys = [lister.key_of(mark.row) for mark in seen]
    urls = [mark.row.url for mark in seen]
    owners = {lister.owner_of(mark.row) for mark in seen}
    for row in Source.objects.filter(institution__in=owners, location__in=urls):
        lister.own[row.institution_id, row.kind, row.location] = row
    for row in Source.objects.filter(key__in=keys):
        lister.own[row.key] = row


def _new_source(lister: _Lister, row: ForgeRepository) -> Source:
    source = lister.source
    return Source(
        key=lister.key_of(row), realm=source.realm, institution_id=lister.owner_of(row), kind=row.kind,
        location=row.url, system_id=source.system_id, role=source.role, listed_by=source,
    )  # fmt: skip


def _settle(reader: Source, lister: _Lister, row: ForgeRepository) -> None:
    """Let a source that is back, or whose repository was renamed, stand where the list says that it is now, under the
    institution whose it is now."""
    own, place = lister.own, lister.place_of(row)
    there = own.get(place)
    if there is not None and there.pk != reader.pk:
        # Another repository had this name before: its source follows it, or was withdrawn.
        there.location = f"{row.url}#{there.key}"
        there.save(update_fields=["location"])
    if reader.pk is not None:
        if (reader.institution_id, reader.kind, reader.location) != place:
            # Its name, address and owner are part of what is read, so the same commit is read again.
            WorkItem.objects.filter(source=reader, stage=Stage.ANALYSE).delete()
            own.pop((reader.institution_id, reader.kind, reader.location), None)
        reader.institution_id, reader.kind, reader.location = place
        reader.listed_by, reader.withdrawn_at = lister.source, None
        reader.system_id, reader.role = lister.source.system_id, lister.source.role
        reader.save(update_fields=["institution", "kind", "location", "listed_by", "withdrawn_at", "system", "role"])
    own[place] = reader


def find_due(source: Source, seen: Sequence[SeenRow], terms: ListingTerms) -> list[Source]:
    """The sources of a page that have to be fetched: what the forge says may have changed, and what was not read well.

    Repositories that another source reads are left to it.
    """
    readers = {
        mark.row.reader.pk: mark
        for mark in seen
        if mark.row.reader is not None and mark.row.reader.listed_by_id == source.pk
    }
    fetched, read = _work_of(list(readers), terms)
    due = []
    for pk, mark in readers.items():
        reader, at = mark.row.reader, fetched.get(pk)
        is_current = pk in read and read[pk] == f"{reader.content_digest}@{terms.month}" if reader else False
        is_settled = at is not None and mark.row.changed_at is not None and at - mark.row.changed_at >= _SETTLED
        if reader is not None and (mark.may_differ or not is_current or not is_settled):
            due.append(reader)
    return due


def _work_of(readers: list[int], terms: ListingTerms) -> tuple[dict[int, datetime], dict[int, str]]:
    """When each source was last fetched well, and what was read of it with the tools of today; whoever only points
    to the repository of another source is asked again."""
    fetched: dict[int, datetime] = {}
    read: dict[int, str] = {}
    columns = ("source_id", "stage", "state", "tool_version", "input_digest", "finished_at", "report__same_as")
    for pk, stage, state, version, digest, at, same in (
        WorkItem.objects.filter(source__in=readers).order_by("id").values_list(*columns)
    ):
        if stage == Stage.COLLECT:
            fetched.pop(pk, None)
            if state in _GOOD and at is not None:
                fetched[pk] = at
        elif state in _GOOD and version == terms.analyse_version and not same and digest.endswith(f"@{terms.month}"):
            read[pk] = digest
    return fetched, read

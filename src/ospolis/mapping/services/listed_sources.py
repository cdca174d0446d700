"""A source for each repository that a forge lists, and which of them to fetch. Inside the transaction of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from ospolis.mapping.choices import PresenceState, SourceKind, Stage, WorkState
from ospolis.mapping.listed import ListingTerms
from ospolis.mapping.models import ForgeListing, ForgeRepository, RepositoryAlias, Source, WorkItem
from ospolis.mapping.services.listed_rows import SeenRow

# A repository that moved so shortly before it was fetched is fetched once more: forges write the moment of the last
# change now and then only, and their clocks are not ours.
_SETTLED = timedelta(days=1)
_GOOD = (WorkState.DONE, WorkState.PARTIAL)


def give_readers(
    listing: ForgeListing, source: Source, seen: Sequence[SeenRow], *, joined: dict[str, int], most: int
) -> int:
    """Give each repository a source that reads it: one that has its address already, else one of its own.

    Returns  how many got none, because the source has as many as it may have
    """
    open_ends = [mark for mark in seen if not _reads(mark.row, source)]
    if not open_ends:
        return 0
    known = _known_readers(listing, source, open_ends, joined)
    own = _own_sources(source, listing, open_ends)
    count, over = Source.objects.filter(listed_by=source, withdrawn_at=None).count(), 0
    new: list[Source] = []
    for mark in open_ends:
        row, reader = mark.row, known.get(mark.row.forge_id)
        if reader is None:
            before = row.reader if row.reader is not None and row.reader.listed_by_id == source.pk else None
            before = before or own.get(_key(source, listing, row)) or own.get(row.url)
            is_back = before is None or before.withdrawn_at is not None
            if is_back and count >= most:
                over += 1
            else:
                reader, mark.may_differ, count = before or _new_source(listing, source, row), True, count + is_back
                _settle(reader, source, row, own)
                new += [reader] if before is None else []
        row.reader = reader
    Source.objects.bulk_create(new, batch_size=500)
    for mark in open_ends:
        mark.row.reader = mark.row.reader  # its number is known only now
    ForgeRepository.objects.bulk_update([mark.row for mark in open_ends], ["reader"], batch_size=100)
    return over


def _reads(row: ForgeRepository, source: Source) -> bool:
    """Whether the source that a repository has still reads it."""
    reader = row.reader
    if reader is None or reader.withdrawn_at is not None:
        return False
    return reader.location == row.url if reader.listed_by_id == source.pk else False


def _known_readers(
    listing: ForgeListing, source: Source, seen: Sequence[SeenRow], joined: dict[str, int]
) -> dict[str, Source]:
    """Sources of others that read a repository already: declared, listed by another source, or under an old address."""
    addresses = {mark.row.address: mark.row.forge_id for mark in seen}
    found = {addresses[address]: joined[address] for address in addresses if address in joined}
    others = ForgeRepository.objects.filter(
        host_id=listing.host_id, forge_id__in=list(addresses.values()), presence=PresenceState.LISTED,
        reader__realm=source.realm, reader__withdrawn_at=None, listing__source__withdrawn_at=None,
    ).exclude(listing=listing)  # fmt: skip
    for forge_id, reader in others.order_by("id").values_list("forge_id", "reader_id"):
        found.setdefault(forge_id, reader)
    aliases = RepositoryAlias.objects.filter(
        realm=source.realm, address__in=list(addresses), repository__source__withdrawn_at=None
    ).exclude(repository__source=None)
    for address, reader in aliases.values_list("address", "repository__source_id"):
        found.setdefault(addresses[address], reader)
    readers = Source.objects.filter(pk__in=set(found.values()), withdrawn_at=None).exclude(listed_by=source)
    by_key = {reader.pk: reader for reader in readers}
    return {forge_id: by_key[pk] for forge_id, pk in found.items() if pk in by_key}


def _own_sources(source: Source, listing: ForgeListing, seen: Sequence[SeenRow]) -> dict[str, Source]:
    """Sources of the same institution that were there before, by key and by location."""
    keys = [_key(source, listing, mark.row) for mark in seen]
    urls = [mark.row.url for mark in seen]
    found: dict[str, Source] = {}
    for row in Source.objects.filter(institution=source.institution_id, kind=SourceKind.GIT, location__in=urls):
        found[row.location] = row
    for row in Source.objects.filter(key__in=keys):
        found[row.key] = row
    return found


def _key(source: Source, listing: ForgeListing, row: ForgeRepository) -> str:
    """Stays when the repository is renamed."""
    known_by = "\n".join((source.institution.key, listing.host.origin, row.forge_id))
    return hashlib.blake2b(known_by.encode(), digest_size=8).hexdigest()


def _new_source(listing: ForgeListing, source: Source, row: ForgeRepository) -> Source:
    return Source(
        key=_key(source, listing, row), realm=source.realm, institution=source.institution, kind=SourceKind.GIT,
        location=row.url, system_id=source.system_id, role=source.role, listed_by=source,
    )  # fmt: skip


def _settle(reader: Source, source: Source, row: ForgeRepository, own: dict[str, Source]) -> None:
    """Let a source that is back, or whose repository was renamed, stand where the forge says that it is now."""
    there = own.get(row.url)
    if there is not None and there.pk != reader.pk:
        # Another repository had this name before: its source follows it, or was withdrawn.
        there.location = f"{row.url}#{there.key}"
        there.save(update_fields=["location"])
    if reader.pk is not None:
        if reader.location != row.url:
            # Its name and address are part of what is read, so the same commit is read again.
            WorkItem.objects.filter(source=reader, stage=Stage.ANALYSE).delete()
            own.pop(reader.location, None)
        reader.location, reader.listed_by, reader.withdrawn_at = row.url, source, None
        reader.system_id, reader.role = source.system_id, source.role
        reader.save(update_fields=["location", "listed_by", "withdrawn_at", "system", "role"])
    own[row.url] = reader


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

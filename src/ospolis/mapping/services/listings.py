"""Write what a forge lists: page by page, so that a list that is cut goes on where it was. By the lease holder only."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.search.services import remove_rows
from ospolis.evidence.services import end_facts
from ospolis.mapping.choices import ListingState, PresenceState, SourceKind, Stage, WorkState
from ospolis.mapping.events import ForgeListed
from ospolis.mapping.listed import TOO_MANY, ListedPage, ListingTerms
from ospolis.mapping.models import ForgeListing, ForgePage, ForgeRepository, RepositoryAlias, Source, WorkItem
from ospolis.mapping.outcomes import Trouble
from ospolis.mapping.services.leases import LEASE
from ospolis.mapping.services.listed_rows import SeenRow, follow_names, keep_rows, rows_of_page
from ospolis.mapping.services.listed_sources import find_due, give_readers
from ospolis.mapping.services.outcomes import close_item, held_item, note_source
from ospolis.mapping.services.runs import list_fetching
from ospolis.mapping.services.withdrawing import take_listed_along, withdraw_contents

if TYPE_CHECKING:
    from ospolis.engines.forges.repositories import ListedRepository

# A list that was cut longer ago is read from its beginning, or a weekly run would pass over its first pages each second
# time; what its forge says did not change costs little.
_STALE = timedelta(days=2)
# The forge is there and does not show its list: git may still read what is known of it.
_ASKED_BY_GIT = frozenset(
    {
        "forge-answer", "forge-closed", "forge-foreign-page", "forge-limited", "forge-missing", "forge-token",
        "forge-token-lost", "forge-withheld",
    }
)  # fmt: skip


@transaction.atomic
def open_listing(*, item_id: int, owner: str, host_id: int, at: datetime, anew: bool = False) -> ForgeListing:
    """Begin to read the list of a forge, or go on with a reading that was cut; a file is always read `anew`.

    Raises   LeaseLost
    Emits    nothing: closing it tells what it held
    """
    source = held_item(item_id, owner).source
    listing = ForgeListing.objects.filter(source=source).first() or ForgeListing(source=source, host_id=host_id)
    is_cut = not anew and listing.state == ListingState.OPEN and listing.pages > 0 and listing.host_id == host_id
    if is_cut and listing.began_at is not None and at - listing.began_at < _STALE:
        return listing
    listing.host_id, listing.number, listing.state = host_id, listing.number + 1, ListingState.OPEN
    listing.next_url, listing.began_at, listing.left_out = "", at, {}
    listing.pages = listing.pages_unchanged = listing.entries = 0
    listing.save()
    return listing


@transaction.atomic
def store_page(
    *, item_id: int, owner: str, listing: ForgeListing, page: ListedPage, joined: dict[str, int],
    terms: ListingTerms, at: datetime,
) -> ForgeListing:  # fmt: skip
    """Write one page: its repositories, a source for each, and those on the list of the run that may have changed.

    Shapes   joined: sources of the office's own declarations by the normal form of their address
    Raises   LeaseLost
    Emits    nothing: closing the list tells what it held
    """
    item = held_item(item_id, owner)
    WorkItem.objects.filter(pk=item.pk).update(lease_until=at + LEASE)
    if page.rows is None:
        seen, left_out, entries = _seen_before(listing, page)
    else:
        seen, left_out, entries = keep_rows(listing, page.rows, at), dict(page.left_out), page.entries
        follow_names(listing, seen)
        _keep_page(listing, page)
    over = give_readers(listing, item.source, seen, joined=joined, most=terms.most, at=at)
    due = find_due(item.source, seen, terms)
    list_fetching(item.run, due, WorkItem.objects.filter(source__in=[source.pk for source in due]))
    listing.left_out = dict(Counter(listing.left_out) + Counter(left_out) + Counter({TOO_MANY: over}))
    listing.pages, listing.entries = listing.pages + 1, listing.entries + entries
    listing.pages_unchanged += page.rows is None
    listing.next_url, listing.shape = page.next_url, page.shape or listing.shape
    listing.state = ListingState.OPEN if page.next_url else ListingState.ASKING
    listing.save()
    return listing


def _seen_before(listing: ForgeListing, page: ListedPage) -> tuple[list[SeenRow], dict[str, int], int]:
    """The rows of a page that did not change since it was kept."""
    kept = ForgePage.objects.get(listing=listing, url=page.url)
    ForgePage.objects.filter(pk=kept.pk).update(number=listing.number, next_url=page.next_url)
    return rows_of_page(listing, kept.forge_ids), kept.left_out, kept.entries


def _keep_page(listing: ForgeListing, page: ListedPage) -> None:
    if len(page.url) > 2048:
        return
    ForgePage.objects.update_or_create(
        listing=listing,
        url=page.url,
        defaults={
            "etag": page.etag if len(page.etag) <= 300 else "", "next_url": page.next_url, "entries": page.entries,
            "last_modified": page.last_modified[:100], "left_out": dict(page.left_out), "number": listing.number,
            "examples": [dict(example) for example in page.examples],
            "forge_ids": [row.said.forge_id for row in page.rows or ()],
        },
    )  # fmt: skip


@transaction.atomic
def store_fate(
    *, item_id: int, owner: str, row_id: int, presence: PresenceState, said: ListedRepository | None, moved_to: str,
    actor: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Write what became of a repository that vanished from its list, after it was asked for by its own address.

    One that is still there stays; a source that the list alone had named is withdrawn with what it brought.

    Raises   LeaseLost
    Emits    nothing: closing the list tells how many are gone, and the ledger which facts ended
    """
    item = held_item(item_id, owner)
    WorkItem.objects.filter(pk=item.pk).update(lease_until=at + LEASE)
    row = ForgeRepository.objects.select_related("listing", "reader").get(pk=row_id)
    row.presence, row.moved_to, row.is_told = presence, moved_to[:2048], False
    if presence == PresenceState.LISTED:
        row.number = row.listing.number
        row.is_archived = said.is_archived if said else row.is_archived
    elif presence != PresenceState.MISSED:
        row.gone_at = at
    row.save()
    if row.gone_at is None or presence in (PresenceState.LISTED, PresenceState.MISSED):
        return
    if presence == PresenceState.TRANSFERRED:
        _follow_transfer(row, item, moved_to)
    _withdraw_reader(row, actor, at)


@transaction.atomic
def store_parent(*, item_id: int, owner: str, row_id: int, parent: str | None, etag: str, at: datetime) -> None:
    """Keep what a fork said of its parent when it was asked; None when the answer is the same as before.

    Raises   LeaseLost
    Emits    nothing: the ledger tells it with what else the forge says
    """
    item = held_item(item_id, owner)
    WorkItem.objects.filter(pk=item.pk).update(lease_until=at + LEASE)
    row = ForgeRepository.objects.get(pk=row_id)
    row.parent_asked_at = at
    if parent is not None:
        row.is_told = row.is_told and row.parent == parent
        row.parent, row.parent_etag = parent, etag if len(etag) <= 300 else ""
    row.save(update_fields=["parent_asked_at", "is_told", "parent", "parent_etag"])


def _follow_transfer(row: ForgeRepository, item: WorkItem, moved_to: str) -> None:
    """Let the new address lead to the same repository; a list of the office that has it there reads it at once."""
    realm = item.source.realm
    alias = RepositoryAlias.objects.filter(realm=realm, address=row.address).first()
    if alias is not None and moved_to:
        there = {"repository_id": alias.repository_id}
        RepositoryAlias.objects.get_or_create(realm=realm, address=moved_to, defaults=there)
    same = ForgeRepository.objects.filter(host_id=row.host_id, forge_id=row.forge_id, presence=PresenceState.LISTED)
    readers = Source.objects.filter(listed_as__in=same, realm=realm, withdrawn_at=None).distinct()
    list_fetching(item.run, readers, WorkItem.objects.filter(source__in=readers))


def _withdraw_reader(row: ForgeRepository, actor: Viewer, at: datetime) -> None:
    reader = row.reader
    if reader is None or reader.listed_by_id != row.listing.source_id or reader.withdrawn_at is not None:
        return
    others = ForgeRepository.objects.filter(reader=reader, presence=PresenceState.LISTED)
    if others.exclude(pk=row.pk).exists():
        return
    withdrawn = [reader, *take_listed_along([reader])]
    Source.objects.filter(pk__in=[source.pk for source in withdrawn]).update(withdrawn_at=at)
    gone = withdraw_contents(withdrawn, at=at)
    subjects = [("repository", key) for key in gone]
    keys = [source.key for source in withdrawn]
    end_facts(realm=reader.realm, subjects=subjects, source_keys=keys, actor=actor, at=at)
    remove_rows(kind="repository", keys=gone)


@transaction.atomic
def close_listing(
    *, item_id: int, owner: str, listing: ForgeListing, trouble: Trouble | None, actor: Viewer, at: datetime
) -> None:
    """Say that a list was read to its end; `trouble` explains a part that is missing.

    Raises   LeaseLost
    Emits    mapping.forge_listed, when the list changed
    """
    item = held_item(item_id, owner)
    ForgePage.objects.filter(listing=listing).exclude(number=listing.number).delete()
    listing.state, listing.ended_at = ListingState.WHOLE, at
    listing.save(update_fields=["state", "ended_at"])
    rows = ForgeRepository.objects.filter(listing=listing)
    new = rows.filter(first_seen_at__gte=listing.began_at).count()
    gone = rows.filter(gone_at__gte=listing.began_at).count()
    listed = _count_listed(listing)
    close_item(item, trouble, _report(listing, listed, new, gone), "", at)
    note_source(item.source, item, at)
    if new or gone:
        Source.objects.filter(pk=item.source_id).update(changed_at=at)
        event = ForgeListed(source_key=item.source.key, listed=listed, new=new, gone=gone)
        record(event, actor=actor, at=at, realm=item.source.realm)


@transaction.atomic
def cut_listing(*, item_id: int, owner: str, trouble: Trouble, terms: ListingTerms, at: datetime) -> None:
    """Say why a list could not be read to its end; what was read of it, now or before, stays.

    When the forge answers, but not with its list, its repositories are asked by git once a month.

    Raises   nothing of its own: a lease that is lost writes nothing
    Emits    nothing: what was listed did not change; the source's page says why
    """
    item = WorkItem.objects.filter(pk=item_id, lease_owner=owner, state=WorkState.LEASED)
    held = item.select_related("source", "run").first()
    if held is None:
        return
    listing = ForgeListing.objects.filter(source=held.source).first()
    listed = _count_listed(listing) if listing else 0
    report = _report(listing, listed, 0, 0) if listing else {}
    close_item(held, trouble, report, "", at, failed=not listed)
    note_source(held.source, held, at)
    is_list = held.source.kind == SourceKind.LIST
    if is_list or trouble.code in _ASKED_BY_GIT:
        listed_here = Source.objects.filter(listed_by=held.source, withdrawn_at=None)
        # A list says nothing of changes, so what it names is asked for in every run, whether it answers or not.
        read = set() if is_list else _read_this_month(held.source, terms)
        overdue = [source for source in listed_here if source.pk not in read]
        list_fetching(held.run, overdue, WorkItem.objects.filter(source__listed_by=held.source))


def _read_this_month(source: Source, terms: ListingTerms) -> set[int]:
    read = WorkItem.objects.filter(
        source__listed_by=source, stage=Stage.ANALYSE, input_digest__endswith=f"@{terms.month}"
    ).exclude(state=WorkState.FAILED)
    return set(read.values_list("source_id", flat=True))


def _count_listed(listing: ForgeListing) -> int:
    """What is known of a list: an entry that was missed once is not given up yet."""
    there = (PresenceState.LISTED, PresenceState.MISSED)
    return ForgeRepository.objects.filter(listing=listing, presence__in=there).count()


def _report(listing: ForgeListing, listed: int, new: int, gone: int) -> dict[str, object]:
    places = {"places": listed} if listing.source.kind == SourceKind.LIST else {}
    return {
        **places, "listed": listed, "listed_new": new, "listed_gone": gone, "pages": listing.pages,
        "pages_unchanged": listing.pages_unchanged, "left_out": listing.left_out,
    }  # fmt: skip

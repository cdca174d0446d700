"""Rows of repositories as forges list them, and the names they go by. Inside the transaction of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ospolis.mapping.choices import PresenceState
from ospolis.mapping.listed import ListedRow
from ospolis.mapping.models import ForgeListing, ForgeRepository, RepositoryAlias

# What of a row goes into the ledger.
_TOLD = ("licence", "is_archived", "parent", "is_fork")


@dataclass(slots=True)
class SeenRow:
    """One repository of a page, and what is different from when it was seen before."""

    row: ForgeRepository
    is_new: bool = False
    old_address: str = ""
    may_differ: bool = False


def keep_rows(listing: ForgeListing, listed: Sequence[ListedRow], at: datetime) -> list[SeenRow]:
    """Write the repositories of a page; those that nothing is new about are only marked as seen."""
    if not listed:
        return []
    ids = [one.said.forge_id for one in listed]
    held = {
        row.forge_id: row
        for row in ForgeRepository.objects.filter(listing=listing, forge_id__in=ids).select_related("reader")
    }
    seen: dict[str, SeenRow] = {}
    new, changed = [], []
    for one in listed:
        columns = _columns(one)
        row = held.get(one.said.forge_id)
        if one.said.forge_id in seen:
            continue  # the list moved while it was read
        if row is None:
            row = ForgeRepository(
                listing=listing, host_id=listing.host_id, forge_id=one.said.forge_id, number=listing.number,
                first_seen_at=at, **columns,
            )  # fmt: skip
            new.append(row)
            seen[row.forge_id] = SeenRow(row, is_new=True, may_differ=True)
            continue
        mark = SeenRow(row, may_differ=one.said.differs_in_contents(row.branch, row.changed_at))
        mark.old_address = row.address if row.address != one.normal else ""
        if _change(row, columns):
            changed.append(row)
        seen[row.forge_id] = mark
    ForgeRepository.objects.bulk_create(new, batch_size=500)
    ForgeRepository.objects.bulk_update(changed, [*_columns(listed[0]), "is_told", "gone_at"], batch_size=100)
    ForgeRepository.objects.filter(listing=listing, forge_id__in=ids).update(number=listing.number)
    return list(seen.values())


def _change(row: ForgeRepository, columns: dict[str, Any]) -> bool:
    """Put new values into a row; whether there were any."""
    if row.is_fork and columns["is_fork"] and not columns["parent"]:
        columns = {**columns, "parent": row.parent}  # the list does not name it; it was asked for
    names = [name for name, value in columns.items() if getattr(row, name) != value]
    if any(name in (*_TOLD, "presence", "address") for name in names):
        row.is_told = False
    if "presence" in names:
        row.gone_at = None
    for name in names:
        setattr(row, name, columns[name])
    return bool(names)


def _columns(one: ListedRow) -> dict[str, Any]:
    said = one.said
    return {
        "kind": one.kind, "path": said.path, "url": one.url, "address": one.normal,
        "presence": PresenceState.LISTED, "moved_to": "", "branch": said.branch, "changed_at": said.changed_at,
        "description": said.description, "stars": said.stars,
        "topics": list(said.topics), "licence": said.licence, "is_archived": said.is_archived,
        "is_fork": said.is_fork, "parent": said.parent,
    }  # fmt: skip


def rows_of_page(listing: ForgeListing, forge_ids: Sequence[str]) -> list[SeenRow]:
    """The repositories of a page that its forge says did not change."""
    rows = ForgeRepository.objects.filter(listing=listing, forge_id__in=list(forge_ids))
    rows.filter(presence=PresenceState.MISSED).update(presence=PresenceState.LISTED, is_told=False)
    rows.update(number=listing.number)
    return [SeenRow(row) for row in rows.select_related("reader").order_by("id")]


def follow_names(listing: ForgeListing, seen: Sequence[SeenRow]) -> None:
    """Let a repository that was renamed keep its row under the new address, and free a name that another one took."""
    moved = [mark for mark in seen if mark.old_address]
    taken = [mark.row.address for mark in seen if mark.is_new or mark.old_address]
    if not taken:
        return
    realm = listing.source.realm
    wanted = {*taken, *(mark.old_address for mark in moved)}
    rows = RepositoryAlias.objects.filter(realm=realm, address__in=wanted).select_related("repository")
    aliases = {alias.address: alias for alias in rows}
    now_at = _addresses_by_repository(listing, aliases, seen)
    goals = {}
    for mark in moved:
        own = mark.row.repository_id or (
            aliases[mark.old_address].repository_id if mark.old_address in aliases else None
        )
        goals[mark.row.address] = own
    for address in taken:
        alias, own = aliases.get(address), goals.get(address)
        is_left = alias is not None and now_at.get(alias.repository_id, address) != address
        if alias is None and own is not None:
            RepositoryAlias.objects.create(realm=realm, address=address, repository_id=own)
        elif alias is not None and is_left and own is not None:
            RepositoryAlias.objects.filter(pk=alias.pk).update(repository_id=own)
        elif alias is not None and is_left:
            RepositoryAlias.objects.filter(pk=alias.pk).delete()


def _addresses_by_repository(
    listing: ForgeListing, aliases: dict[str, RepositoryAlias], seen: Sequence[SeenRow]
) -> dict[int, str]:
    """Where the forge says that the holders of some addresses are by now, as far as it lists them."""
    holders = [alias.repository_id for alias in aliases.values()]
    rows = ForgeRepository.objects.filter(listing=listing, repository__in=holders, presence=PresenceState.LISTED)
    found = {row.repository_id: row.address for row in rows if row.repository_id is not None}
    for mark in seen:
        alias = aliases.get(mark.old_address)
        if alias is not None and alias.repository_id not in found:
            found[alias.repository_id] = mark.row.address
    return found

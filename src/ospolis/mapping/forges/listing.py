"""Read the list of a forge, page by page, from where it was left; each page is written before the next is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.fetching import FetchRefused
from ospolis.core.sealing import CannotUnseal
from ospolis.engines.forges.answers import Answer
from ospolis.engines.forges.paging import next_call
from ospolis.engines.forges.place import FirstCall, ForgeKind, Place, first_calls, own_call, read_origin, read_place
from ospolis.engines.forges.refusal import ForgeRefused
from ospolis.engines.forges.repositories import ListedRepository, read_repositories, read_repository
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.mapping.bridge import normal_address
from ospolis.mapping.choices import ListingState, PresenceState
from ospolis.mapping.forges.client import ForgeClient
from ospolis.mapping.listed import (
    FOREIGN,
    PRIVATE,
    SWITCHED_OFF,
    TOO_MANY,
    UNREADABLE,
    ListedPage,
    ListedRow,
    ListingTerms,
)
from ospolis.mapping.models import ForgeListing, ForgePage, ForgeRepository, WorkItem
from ospolis.mapping.outcomes import Trouble, as_sentence
from ospolis.mapping.patience import patiently
from ospolis.mapping.selectors.forges import (
    declared_addresses,
    forks_to_ask,
    has_calls_to_spare,
    kept_page,
    missed_repositories,
    token_of,
)
from ospolis.mapping.services.forge_hosts import keep_host
from ospolis.mapping.services.listings import (
    close_listing,
    cut_listing,
    open_listing,
    store_fate,
    store_page,
    store_parent,
)

# Repositories that vanished and are asked for one by one in a run; the others are asked for in the next.
MOST_ASKED = 1_000
# A fork is asked for its parent again after so long: parents are handed on and renamed.
PARENT_HOLDS = timedelta(days=30)
# A page with a round number of entries may have got a successor without having changed itself.
_ROUND = 10


@dataclass(frozen=True, slots=True)
class ListingOrder:
    """Which source to list, under which lease, and under which terms."""

    item: WorkItem
    terms: ListingTerms
    actor: Viewer


def list_forge(order: ListingOrder) -> None:
    """Read the list of one source and write what it holds, or why it could not be read to its end."""
    try:
        _list_whole(order)
    except (ForgeRefused, FetchRefused) as refused:
        trouble = Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy))
        item = order.item
        patiently(
            lambda: cut_listing(
                item_id=item.pk, owner=item.lease_owner, trouble=trouble, terms=order.terms, at=timezone.now()
            )
        )


def _list_whole(order: ListingOrder) -> None:
    item = order.item
    place = read_place(ForgeKind(item.source.kind), item.source.location)
    host = patiently(lambda: keep_host(origin=place.origin))
    client = ForgeClient(place, host.pk, _open_token(order.actor, host.pk))
    listing = patiently(
        lambda: open_listing(item_id=item.pk, owner=item.lease_owner, host_id=host.pk, at=timezone.now())
    )
    reading = _Reading(order, client, listing)
    reading.read_pages()
    reading.ask_for_missed()
    reading.ask_for_parents()
    trouble = _too_many(order) if listing.left_out.get(TOO_MANY) else None
    patiently(
        lambda: close_listing(
            item_id=item.pk, owner=item.lease_owner, listing=listing, trouble=trouble, actor=order.actor,
            at=timezone.now(),
        )
    )  # fmt: skip


def _open_token(viewer: Viewer, host_id: int) -> str:
    try:
        return token_of(viewer, host_id)
    except CannotUnseal as problem:
        remedy = "Set the token again with 'ospolis forge-token set', or remove it."
        raise ForgeRefused("forge-token-lost", str(problem), remedy) from None


def _too_many(order: ListingOrder) -> Trouble:
    most = order.terms.most
    return Trouble(
        "forge-too-many",
        f"The forge lists more repositories than the {most:,} that are read of one source.",
        "Declare smaller groups as sources of their own, or let the operator raise OSPOLIS_FORGE_REPOSITORIES.",
    )


class _Reading:
    """One reading of a list: the listing moves on with every page that was written."""

    def __init__(self, order: ListingOrder, client: ForgeClient, listing: ForgeListing) -> None:
        self._order = order
        self._client = client
        self._listing = listing
        self._place: Place = client.place
        self._declared: dict[str, int] | None = None

    def read_pages(self) -> None:
        """Read pages until there is no next one."""
        if self._listing.state == ListingState.OPEN and not self._listing.next_url:
            first = self._find_first()
            if first is None:
                return
        while self._listing.state == ListingState.OPEN:
            self._read_page(self._listing.next_url, "")

    def _find_first(self) -> FirstCall | None:
        """Ask as the kind that answered last time, then as the others."""
        calls = sorted(first_calls(self._place), key=lambda call: call.shape != self._listing.shape)
        for position, call in enumerate(calls):
            try:
                self._read_page(call.url, call.shape)
            except ForgeRefused as refused:
                if refused.code != "forge-missing" or position + 1 == len(calls):
                    raise
            else:
                return call
        return None

    def _read_page(self, url: str, shape: str) -> None:
        kept = kept_page(self._order.actor, self._listing.pk, url)
        may_keep = kept is not None and bool(kept.next_url or kept.entries % _ROUND)
        known = {"etag": kept.etag, "last_modified": kept.last_modified} if kept is not None and may_keep else {}
        answer = self._client.ask(url, **known)
        if answer.is_unchanged and kept is not None:
            page = self._page_as_before(kept, answer, shape)
        else:
            page = self._new_page(url, answer, shape)
        self._store(page)

    def _page_as_before(self, kept: ForgePage, answer: Answer, shape: str) -> ListedPage:
        seen = self._listing.entries + kept.entries
        told = next_call(self._place, kept.url, answer.headers, rows=0, seen=seen) if "link" in answer.headers else ""
        return ListedPage(url=kept.url, next_url=told or kept.next_url, rows=None, shape=shape)

    def _new_page(self, url: str, answer: Answer, shape: str) -> ListedPage:
        found = read_repositories(self._place.kind, answer.body)
        left_out: Counter[str] = Counter({UNREADABLE: found.unreadable})
        rows = []
        for said in found.rows:
            why, row = self._place_row(said)
            left_out[why] += bool(why)
            if row is not None:
                rows.append(row)
        seen = self._listing.entries + found.entries
        return ListedPage(
            url=url,
            next_url=next_call(self._place, url, answer.headers, rows=found.entries, seen=seen),
            rows=tuple(rows),
            entries=found.entries,
            left_out={why: n for why, n in left_out.items() if why and n},
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
            shape=shape,
        )

    def _place_row(self, said: ListedRepository) -> tuple[str, ListedRow | None]:
        """Where git would read a repository: an address that a forge gives is checked like any from outside."""
        if said.is_private:
            return PRIVATE, None
        if said.is_switched_off:
            return SWITCHED_OFF, None
        try:
            address = check_address(said.address)
            if read_origin(address.url) != self._place.origin:
                return FOREIGN, None
        except (GitRefused, ForgeRefused):
            return FOREIGN, None
        return "", ListedRow(said, address.url, address.normal)

    def _store(self, page: ListedPage) -> None:
        if self._declared is None:
            named = declared_addresses(self._order.actor, self._order.item.source.realm)
            self._declared = {normal_address(location): source for location, source in named}
        declared, item = self._declared, self._order.item
        self._listing = patiently(
            lambda: store_page(
                item_id=item.pk, owner=item.lease_owner, listing=self._listing, page=page, joined=declared,
                terms=self._order.terms, at=timezone.now(),
            )
        )  # fmt: skip

    def ask_for_missed(self) -> None:
        """Ask once for each repository that vanished, by its own address, before it is called gone."""
        for row in missed_repositories(self._order.actor, self._listing, most=MOST_ASKED):
            presence, said, moved_to = self._find_fate(row)
            self._store_fate(row, presence, said, moved_to, at=timezone.now())

    def ask_for_parents(self) -> None:
        """Ask forks for their parent, which the lists of GitHub do not name: once, and again after a month, as long as
        the forge has calls to spare. What could not be asked is asked in the next run."""
        if self._place.kind != ForgeKind.GITHUB:
            return
        viewer, before = self._order.actor, timezone.now() - PARENT_HOLDS
        for row in forks_to_ask(viewer, self._listing, before=before, most=MOST_ASKED):
            if not has_calls_to_spare(viewer, self._client.host_id):
                return
            try:
                answer = self._client.ask(own_call(self._place, row.forge_id, row.path), etag=row.parent_etag)
                said = None if answer.is_unchanged else read_repository(self._place.kind, answer.body)
            except (ForgeRefused, FetchRefused) as refused:
                if refused.code not in ("forge-missing", "forge-closed", "forge-withheld", "forge-answer"):
                    return
                answer, said = None, None
            self._store_parent(row, said, answer)

    def _store_parent(self, row: ForgeRepository, said: ListedRepository | None, answer: Answer | None) -> None:
        item = self._order.item
        is_same = said is not None and said.forge_id == row.forge_id
        etag = answer.headers.get("etag", "") if answer is not None else ""
        patiently(
            lambda: store_parent(
                item_id=item.pk, owner=item.lease_owner, row_id=row.pk,
                parent=said.parent if said is not None and is_same else None, etag=etag, at=timezone.now(),
            )
        )  # fmt: skip

    def _find_fate(self, row: ForgeRepository) -> tuple[PresenceState, ListedRepository | None, str]:
        try:
            answer = self._client.ask(own_call(self._place, row.forge_id, row.path))
            said = read_repository(self._place.kind, answer.body)
        except ForgeRefused as refused:
            if refused.code == "forge-missing":
                return PresenceState.DELETED, None, ""
            if refused.code in ("forge-closed", "forge-withheld"):
                return PresenceState.PRIVATE, None, ""
            if refused.until is not None or refused.code in ("forge-down", "forge-token"):
                raise
            return PresenceState.MISSED, None, ""
        if said.forge_id != row.forge_id:
            return PresenceState.DELETED, None, ""
        if said.is_private or said.is_switched_off:
            return PresenceState.PRIVATE, None, ""
        if self._place.holds(said.path):
            return PresenceState.LISTED, said, ""
        return PresenceState.TRANSFERRED, said, normal_address(said.address)

    def _store_fate(
        self, row: ForgeRepository, presence: PresenceState, said: ListedRepository | None, moved_to: str, at: datetime
    ) -> None:
        item = self._order.item
        patiently(
            lambda: store_fate(
                item_id=item.pk, owner=item.lease_owner, row_id=row.pk, presence=presence, said=said,
                moved_to=moved_to, actor=self._order.actor, at=at,
            )
        )  # fmt: skip

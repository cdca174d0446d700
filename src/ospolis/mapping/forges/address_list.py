"""Read a list of repositories and organisations: what it names becomes sources, what it names no longer is let go."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone

from ospolis.core.fetching import FetchRefused
from ospolis.engines.forges.place import read_origin
from ospolis.engines.forges.refusal import ForgeRefused
from ospolis.engines.forges.repositories import ListedRepository
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.lists.owners import read_prefix
from ospolis.engines.lists.reading import TOO_MANY, VERSION
from ospolis.engines.lists.refusal import ListRefused
from ospolis.mapping.bridge import normal_address
from ospolis.mapping.choices import FORGES, PresenceState, SourceKind
from ospolis.mapping.collecting import Fetching
from ospolis.mapping.forges.address_list_fetch import ListServer, find_server, is_remote
from ospolis.mapping.forges.listing import MOST_ASKED, ListingOrder
from ospolis.mapping.listed import ListedPage, ListedRow
from ospolis.mapping.masking import mask_location
from ospolis.mapping.models import ForgeListing, ForgePage
from ospolis.mapping.outcomes import SourceTrouble, Trouble, as_sentence
from ospolis.mapping.patience import patiently
from ospolis.mapping.reading.answers import accepting_answers, take_rows
from ospolis.mapping.reading.repository import Box
from ospolis.mapping.selectors.forges import (
    declared_addresses,
    declared_forges,
    kept_pages,
    listing_of,
    missed_repositories,
)
from ospolis.mapping.services.listings import close_listing, cut_listing, open_listing, store_fate, store_page

# Entries that one transaction writes.
_PORTION = 500
_MOST_PAGES = 1_000
_SHOWN = 200
_PERSON = re.compile(r"[^\s/@]+@[^\s/@]+")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What is known around a list: kinds of forges by origin, sources by normal address, hosts that may be asked."""

    forges: Mapping[str, str]
    joined: dict[str, int]
    internal: tuple[str, ...]

    def fingerprint(self, most: int) -> str:
        """Equal as long as the same list would be understood in the same way."""
        said = repr((VERSION, sorted(self.forges.items()), self.internal, most))
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the reader in the box made of one document."""

    rows: Sequence[ListedRow]
    total: int
    left_out: Mapping[str, int]
    examples: Sequence[Mapping[str, object]]
    next_page: str


def read_address_list(order: ListingOrder, fetching: Fetching, box: Box) -> None:
    """Read the list of one source and write what it names, or why it could not be read."""
    try:
        _read_whole(order, fetching, box)
    except (ListRefused, ForgeRefused, FetchRefused) as refused:
        _cut(order, Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy)))
    except SourceTrouble as problem:
        _cut(order, problem.trouble)


def _cut(order: ListingOrder, trouble: Trouble) -> None:
    item = order.item
    patiently(
        lambda: cut_listing(
            item_id=item.pk, owner=item.lease_owner, trouble=trouble, terms=order.terms, at=timezone.now()
        )
    )


def _read_whole(order: ListingOrder, fetching: Fetching, box: Box) -> None:
    item = order.item
    server = find_server(item.source.location, fetching)
    around = _look_around(order)
    # What is known is compared only with a list that was understood alike.
    known = _kept(order, around)
    listing = patiently(
        lambda: open_listing(
            item_id=item.pk, owner=item.lease_owner, host_id=server.host_id, at=timezone.now(), anew=True
        )
    )
    reading = _Reading(order, server, box, around, known, listing)
    reading.read_pages()
    reading.let_go_of_missed()
    trouble = _too_many(order) if reading.listing.left_out.get(TOO_MANY) else None
    patiently(
        lambda: close_listing(
            item_id=item.pk, owner=item.lease_owner, listing=reading.listing, trouble=trouble, actor=order.actor,
            at=timezone.now(),
        )
    )  # fmt: skip


def _look_around(order: ListingOrder) -> _Surroundings:
    realm = order.item.source.realm
    forges = declared_forges(order.actor, realm)
    joined = {read_prefix(location): source for _, location, source in forges}
    named = declared_addresses(order.actor, realm)
    joined |= {normal_address(location): source for location, source in named}
    kinds = {read_origin(location): kind for kind, location, _ in forges}
    return _Surroundings(kinds, joined, tuple(sorted(settings.OSPOLIS.internal_hosts)))


def _kept(order: ListingOrder, around: _Surroundings) -> dict[str, ForgePage]:
    listing = listing_of(order.actor, order.item.source)
    if listing is None or listing.shape != around.fingerprint(order.terms.most):
        return {}
    return kept_pages(order.actor, listing.pk)


def _too_many(order: ListingOrder) -> Trouble:
    return Trouble(
        "list-too-many",
        f"The list names more than the {order.terms.most:,} places that are taken from one source.",
        "Split the list into several sources, or let the operator raise OSPOLIS_FORGE_REPOSITORIES.",
    )


@dataclass(slots=True)
class _Reading:
    """One reading of a list: the listing moves on with every portion that was written."""

    order: ListingOrder
    server: ListServer
    box: Box
    around: _Surroundings
    known: dict[str, ForgePage]
    listing: ForgeListing

    def read_pages(self) -> None:
        """Read pages until there is no next one; a page that was read before ends the list."""
        url, passed = self.server.location, set[str]()
        while url:
            if url in passed or len(passed) >= _MOST_PAGES:
                raise ListRefused(
                    "list-circle",
                    "The pages of the list lead in a circle, or there are too many.",
                    "Tell who publishes it; what stood on its pages is read all the same.",
                )
            passed.add(url)
            url = self._read_page(url)

    def _read_page(self, url: str) -> str:
        """Write one page; returns the address of the next."""
        portions = self._kept_portions(url)
        first = portions[0] if portions else None
        told = {"etag": first.etag, "last_modified": first.last_modified} if first else {}
        answer = self.server.ask(url, **told)
        if answer.is_unchanged and first is not None:
            for kept in portions:
                self._store(ListedPage(url=kept.url, next_url=kept.next_url, rows=None))
            return portions[-1].next_url
        found = self._read(answer.body, is_first=url == self.server.location)
        next_url = self._next_address(url, found.next_page)
        for page in _portion(url, next_url, found, answer.headers, self.around.fingerprint(self.order.terms.most)):
            self._store(page)
        return next_url

    def _kept_portions(self, url: str) -> list[ForgePage]:
        """What is kept of a page, when all of it is there as it was written in one go."""
        kept: list[ForgePage] = []
        while (page := self.known.get(url)) is not None and (not kept or page.number == kept[0].number):
            kept.append(page)
            url = page.next_url
            if not url.startswith(f"{kept[0].url}#"):
                return kept
        return []

    def _read(self, body: bytes, *, is_first: bool) -> _Found:
        """Let the box read a document; what comes out is checked like anything from outside.

        A later page may be empty: some catalogues end so.

        Raises   ListRefused; SourceTrouble
        """
        location = self.server.location
        payload = {
            "kind": "list", "name": urlsplit(location).path.rstrip("/").rpartition("/")[2], "own": location,
            "forges": dict(self.around.forges), "internal": list(self.around.internal), "most": self.order.terms.most,
            "content": base64.b64encode(body).decode(),
        }  # fmt: skip
        rows, trouble = take_rows(self.box.run(json.dumps(payload).encode()))
        if trouble is not None or not rows:
            raise SourceTrouble(trouble or Trouble("no-answer", "Nothing was read.", "Check that it is not empty."))
        with accepting_answers():
            if "refused" in rows[0]:
                said = rows[0]["refused"]
                if said["code"] == "list-empty" and not is_first:
                    return _Found((), 0, {}, (), "")
                raise SourceTrouble(
                    Trouble(str(said["code"]), mask_location(str(said["message"])), str(said["remedy"]))
                )
            told = rows[0]["reading"]
            return _Found(
                rows=tuple(_check_rows(entry for row in rows[1:] for entry in row["entries"])),
                total=int(told["total"]),
                left_out={str(why): int(number) for why, number in told["left_out"].items()},
                examples=tuple(_plain_example(example) for example in told["examples"]),
                next_page=str(told["next_page"]),
            )

    def _next_address(self, url: str, told: str) -> str:
        if not told or not is_remote(url):
            return ""
        try:
            target = urljoin(url, told).partition("#")[0]
            is_near = is_remote(target) and read_origin(target) == read_origin(url)
        except ValueError:
            is_near, target = False, ""
        if not is_near:
            raise ListRefused(
                "list-foreign-page",
                "The list names a next page that lies on another server.",
                "Ask who runs it: its own address is set wrongly, so that its list ends after one page.",
            )
        return target

    def _store(self, page: ListedPage) -> None:
        item = self.order.item
        self.listing = patiently(
            lambda: store_page(
                item_id=item.pk, owner=item.lease_owner, listing=self.listing, page=page, joined=self.around.joined,
                terms=self.order.terms, at=timezone.now(),
            )
        )  # fmt: skip

    def let_go_of_missed(self) -> None:
        """Let go of what the list names no longer: at once when it is the operator's own file, else when it is missing
        for the second time, because half a list is answered now and then."""
        item = self.order.item
        for row in missed_repositories(self.order.actor, self.listing, most=MOST_ASKED):
            is_known = row.presence == PresenceState.MISSED or not is_remote(self.server.location)
            presence = PresenceState.UNLISTED if is_known else PresenceState.MISSED
            patiently(
                lambda row=row, presence=presence: store_fate(  # type: ignore[misc]
                    item_id=item.pk, owner=item.lease_owner, row_id=row.pk, presence=presence, said=None, moved_to="",
                    actor=self.order.actor, at=timezone.now(),
                )
            )  # fmt: skip


def _check_rows(entries: Iterator[Any]) -> Iterator[ListedRow]:
    """The places that the box named, checked once more before anything is asked of them."""
    for kind, url, summary in entries:
        try:
            address = check_address(str(url))
        except GitRefused as refused:
            raise ValueError(refused.message) from None
        if kind != SourceKind.GIT and kind not in FORGES:
            raise ValueError(kind)
        number = hashlib.blake2b(address.normal.encode(), digest_size=16).hexdigest()
        said = ListedRepository(
            forge_id=number, path=address.normal.partition("://")[2][:500], address=address.url,
            description=str(summary)[:500],
        )  # fmt: skip
        yield ListedRow(said, address.url, address.normal, str(SourceKind(kind)))


def _plain_example(example: Mapping[str, Any]) -> dict[str, object]:
    """An example as it may be shown: without what opens a door, and without addresses of people."""
    text = _PERSON.sub("...", mask_location(str(example["text"])))
    return {
        "reason": str(example["reason"]), "position": int(example["position"]), "line": int(example["line"]),
        "text": text[:_SHOWN],
    }  # fmt: skip


def _portion(url: str, next_url: str, found: _Found, headers: Mapping[str, str], shape: str) -> Iterator[ListedPage]:
    """A page in portions that are written one by one; the first carries what the server said of all."""
    starts = range(0, max(len(found.rows), 1), _PORTION)
    for number, start in enumerate(starts, start=1):
        is_first, is_last = number == 1, number == len(starts)
        rows = tuple(found.rows[start : start + _PORTION])
        yield ListedPage(
            url=url if is_first else f"{url}#{number}", next_url=next_url if is_last else f"{url}#{number + 1}",
            rows=rows, entries=found.total if is_first else 0, left_out=dict(found.left_out) if is_first else {},
            examples=found.examples if is_first else (), etag=headers.get("etag", "") if is_first else "",
            last_modified=headers.get("last-modified", "") if is_first else "", shape=shape,
        )  # fmt: skip

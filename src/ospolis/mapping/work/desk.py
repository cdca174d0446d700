"""The desk at which one source is fetched and read; what comes out goes to the services that write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from ospolis.core.access import Viewer
from ospolis.core.scanbox import FILE, ScanBox
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.practices import VERSION as PRACTICES_VERSION
from ospolis.evidence.choices import Provenance
from ospolis.evidence.ledger import Origin
from ospolis.mapping.alone import holding
from ospolis.mapping.choices import LISTERS, SourceKind, WorkState
from ospolis.mapping.collecting import EMPTY, Fetching, collect_document, collect_git, mirror_of, refresh
from ospolis.mapping.deep.scanner import Scanner, TextBox
from ospolis.mapping.deep.telling import second_reading_facts
from ospolis.mapping.deep.texts_box import read_texts
from ospolis.mapping.forges.address_list import read_address_list
from ospolis.mapping.forges.listing import ListingOrder, list_forge
from ospolis.mapping.listed import ListingTerms
from ospolis.mapping.models import Source, WorkItem
from ospolis.mapping.outcomes import SourceTrouble
from ospolis.mapping.patience import patiently
from ospolis.mapping.reading.answers import accepting_answers
from ospolis.mapping.reading.box import read_contents, warm_up
from ospolis.mapping.reading.components import LIMITS_VERSION
from ospolis.mapping.reading.documents import read_document_source
from ospolis.mapping.reading.documents_box import read_document
from ospolis.mapping.reading.findings import METHOD_VERSION, make_findings
from ospolis.mapping.reading.needs import VERSIONS
from ospolis.mapping.reading.repository import RepositoryOrder, read_repository
from ospolis.mapping.reading.subject import Subject
from ospolis.mapping.selectors.deep import second_opinions
from ospolis.mapping.selectors.sources import moved_address_of
from ospolis.mapping.services.outcomes import (
    fail_item,
    store_collected,
    store_components_ahead,
    store_document_findings,
    store_repository_findings,
)
from ospolis.mapping.services.repositories import name_of_address
from ospolis.mapping.work.places import place_of

# Raised when a reading writes something new of itself: every repository is read again, from what is kept.
_WRITING = "unread texts"
_METHODS = f"{VERSIONS}|{_WRITING}|{METHOD_VERSION}|{LIMITS_VERSION}|{PRACTICES_VERSION}"
ANALYSE_VERSION = hashlib.blake2b(_METHODS.encode(), digest_size=8).hexdigest()


@dataclass(slots=True)
class ReadingDesk:
    """What a worker needs to read: where things lie, as of when, and the boxes that open hostile content."""

    folder: Path
    data_dir: Path
    pseudonym_key: bytes
    now: datetime
    limits: Limits = field(default_factory=Limits)
    # Repositories that are taken from the list of one forge's source.
    most_listed: int = 20_000
    _boxes: dict[str, ScanBox] = field(default_factory=dict)

    @property
    def month(self) -> str:
        return self.now.strftime("%Y-%m")

    @property
    def place(self) -> str:
        return place_of(self.data_dir)

    def fetching(self) -> Fetching:
        return Fetching(folder=self.folder, data_dir=self.data_dir, limits=self.limits)

    def repository_box(self) -> ScanBox:
        """The box for repositories, started when first needed: it loads the licence texts once."""
        if "repository" not in self._boxes:
            mirrors = self.data_dir / "mirrors"
            self._boxes["repository"] = ScanBox(
                read_contents, warm=warm_up, readable=(mirrors,), hidden=(self.data_dir,)
            )
        return self._boxes["repository"]

    def document_box(self) -> ScanBox:
        """The box for single documents."""
        if "document" not in self._boxes:
            self._boxes["document"] = ScanBox(read_document, limits=FILE, hidden=(self.data_dir,))
        return self._boxes["document"]

    def texts_box(self) -> ScanBox:
        """The box that cuts texts out of mirrors, for the second reading."""
        if "texts" not in self._boxes:
            self._boxes["texts"] = ScanBox(read_texts, readable=(self.data_dir / "mirrors",), hidden=(self.data_dir,))
        return self._boxes["texts"]

    def second_box(self, scanner: Scanner) -> TextBox:
        """The box of the second scanner."""
        if "second" not in self._boxes:
            self._boxes["second"] = scanner.open_box(hidden=(self.data_dir,))
        return self._boxes["second"]

    def close(self) -> None:
        """End the boxes."""
        for box in self._boxes.values():
            box.close()
        self._boxes.clear()


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where a repository lies by now: its address, that in words, the one before, its mirror, and the checked host."""

    address: Address
    shown: str
    moved_from: str
    mirror: Path
    resolve_to: str


def locate_source(desk: ReadingDesk, source: Source, actor: Viewer) -> SourcePlace:
    """Where the repository of a source lies.

    Raises   SourceTrouble when its address may not be asked
    """
    fetching = desk.fetching()
    address, moved_from = fetching.address_of(source.location), ""
    shown = fetching.shown_address(source.location, address)
    if moved_to := moved_address_of(actor, source):
        address, moved_from = check_address(moved_to), shown
        shown = address.normal
    return SourcePlace(address, shown, moved_from, mirror_of(desk.data_dir, address), fetching.resolve(address))


def collect_item(desk: ReadingDesk, item: WorkItem, *, actor: Viewer) -> None:
    """Fetch one source, or read the list of a forge, and write how that went."""
    source, owner = item.source, item.lease_owner
    if source.kind in LISTERS:
        order = ListingOrder(item, ListingTerms(ANALYSE_VERSION, desk.month, desk.most_listed), actor)
        if source.kind == SourceKind.LIST:
            read_address_list(order, desk.fetching(), desk.document_box())
        else:
            list_forge(order)
        return
    try:
        collect = collect_git if source.kind == SourceKind.GIT else collect_document
        collected = collect(desk.fetching(), SourceKind(source.kind), source.location)
    except SourceTrouble as problem:
        _fail(item, owner, problem, actor)
        return
    patiently(
        lambda: store_collected(
            item_id=item.pk,
            owner=owner,
            collected=collected,
            analyse_version=ANALYSE_VERSION,
            month=desk.month if source.kind == SourceKind.GIT else "",
            actor=actor,
            at=timezone.now(),
            place=desk.place,
        )
    )


def analyse_item(desk: ReadingDesk, item: WorkItem, *, actor: Viewer) -> None:
    """Read one source that was fetched and write what it holds."""
    try:
        if item.source.kind == SourceKind.GIT:
            _analyse_repository(desk, item, actor)
        else:
            _analyse_document(desk, item, actor)
    except SourceTrouble as problem:
        _fail(item, item.lease_owner, problem, actor)


def _analyse_repository(desk: ReadingDesk, item: WorkItem, actor: Viewer) -> None:
    source, owner = item.source, item.lease_owner
    place = locate_source(desk, source, actor)
    commit = item.input_digest.partition("@")[0]
    order = RepositoryOrder(
        address=place.address,
        mirror=place.mirror,
        commit=commit if commit != EMPTY else "",
        now=desk.now,
        pseudonym_key=desk.pseudonym_key,
        resolve_to=place.resolve_to,
    )
    if item.place not in ("", desk.place):
        order = _fetch_again(desk.fetching(), order)
    with holding(order.mirror):
        reading = read_repository(order, desk.repository_box(), actor, desk.limits)
    subject = Subject(
        key="", institution=source.institution.key, name=name_of_address(place.shown), address=place.shown,
        moved_from=place.moved_from,
    )  # fmt: skip
    with accepting_answers():
        findings = make_findings(reading, subject, desk.now)
    if findings.unread:
        opinions = second_opinions(actor, [text.window for text in findings.unread])
        second = second_reading_facts(findings.unread, opinions, subject)
        findings = replace(findings, facts=[*findings.facts, *second])
    reading.keep(order.mirror)
    origin = Origin(
        source_key=source.key, provenance=Provenance.SCAN, method="repository", method_version=METHOD_VERSION,
        repository=place.shown, commit=reading.snapshot.commit,
    )  # fmt: skip
    held: dict[str, Any] = {"item_id": item.pk, "owner": owner, "at": timezone.now()}
    ahead = patiently(lambda: store_components_ahead(found=findings.components, columns=findings.columns, **held))
    patiently(lambda: store_repository_findings(findings=findings, origin=origin, actor=actor, is_ahead=ahead, **held))


def _fetch_again(fetching: Fetching, order: RepositoryOrder) -> RepositoryOrder:
    """Bring a repository here that another place had fetched. Where it has grown since, what is there now is read.

    Raises   SourceTrouble
    """
    found = refresh(fetching, order.address, order.mirror, resolve_to=order.resolve_to)
    return order if found.commit == order.commit else replace(order, commit=found.commit)


def _analyse_document(desk: ReadingDesk, item: WorkItem, actor: Viewer) -> None:
    source, owner = item.source, item.lease_owner
    digest, fetching = item.input_digest.partition("@")[0], desk.fetching()
    if item.place not in ("", desk.place):
        digest = collect_document(fetching, SourceKind(source.kind), source.location).digest
    findings = read_document_source(fetching.kept(digest), source, desk.document_box())
    provenance = Provenance.COMPONENT_LIST if source.kind == SourceKind.COMPONENT_LIST else Provenance.METADATA
    origin = Origin(
        source_key=source.key, provenance=provenance, method=source.kind, method_version=METHOD_VERSION, commit=""
    )
    held: dict[str, Any] = {"item_id": item.pk, "owner": owner, "at": timezone.now()}
    ahead = patiently(lambda: store_components_ahead(found=findings.components, columns=None, **held))
    patiently(lambda: store_document_findings(findings=findings, origin=origin, actor=actor, is_ahead=ahead, **held))


def _fail(item: WorkItem, owner: str, problem: SourceTrouble, actor: Viewer) -> None:
    trouble = problem.trouble
    patiently(
        lambda: fail_item(
            item_id=item.pk,
            owner=owner,
            state=WorkState.FAILED,
            code=trouble.code,
            message=trouble.message,
            remedy=trouble.remedy,
            actor=actor,
            at=timezone.now(),
        )
    )

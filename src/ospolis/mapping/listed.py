"""What a list of a forge gave, as plain values: from who asks the forge to the services that write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ospolis.engines.forges.repositories import ListedRepository


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One repository of a page: what its forge says, where git reads it, and that address in its normal form.

    `kind` is that of the source that will read it: a list may name organisations of forges too.
    """

    said: ListedRepository
    url: str
    normal: str
    kind: str = "git"


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a list. `rows` is None when the forge said that nothing changed since the page was kept."""

    url: str
    next_url: str
    rows: tuple[ListedRow, ...] | None
    entries: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[Mapping[str, object]] = ()
    etag: str = ""
    last_modified: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class ListingTerms:
    """Under which terms a list is read: what counts as read already, and how many repositories are taken."""

    analyse_version: str
    month: str
    most: int


@dataclass(frozen=True, slots=True)
class CallsLeft:
    """What an answer said of the calls that are left."""

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None
    wait_until: datetime | None = None
    is_unchanged: bool = False


# Why an entry of a list is no source.
PRIVATE, SWITCHED_OFF, FOREIGN, UNREADABLE, TOO_MANY, KNOWN = (
    "private", "switched-off", "foreign-address", "unreadable", "too-many", "known"
)  # fmt: skip

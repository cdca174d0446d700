"""Walk the chain from its first entry and name the first that does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast

from ospolis.core.journal.chain import FIELDS, stored_entry_hash
from ospolis.core.journal.models import ChainHead, Entry

_CHUNK = 5_000
# Read as the database holds them: to make moments and objects of them takes half the time of a walk.
_AS_TEXT = frozenset({"at", "references", "changes"})


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first entry that does not hold, and why in words."""

    realm: str
    sequence: int
    problem: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk over one chain or all chains found."""

    entries: int
    realms: int
    broken: BrokenEntry | None

    @property
    def holds(self) -> bool:
        return self.broken is None


def verify_chain(realm: str | None = None, *, progress: Callable[[int], None] | None = None) -> ChainReport:
    """Check every hash, every link, every sequence number and the head of each chain.

    Shapes   realm: one chain, or None for all; progress is told the number of entries read
    Cost     2 queries; rows are streamed, memory does not grow with the table
    """
    heads = {
        head.realm: head
        for head in (ChainHead.objects.all() if realm is None else ChainHead.objects.filter(realm=realm))
    }
    walk = _Walk(heads)
    for values in _rows(realm):
        walk.take(values)
        if walk.broken is not None:
            break
        if progress is not None and walk.entries % _CHUNK == 0:
            progress(walk.entries)
    return ChainReport(entries=walk.entries, realms=len(heads), broken=walk.finish())


def _rows(realm: str | None) -> Iterator[tuple[Any, ...]]:
    entries = Entry.objects.order_by("realm", "sequence")
    if realm is not None:
        entries = entries.filter(realm=realm)
    columns = [Cast(name, TextField()) if name in _AS_TEXT else F(name) for name in (*FIELDS, "hash")]
    return iter(entries.values_list(*columns).iterator(chunk_size=_CHUNK))


def _is_unchanged(values: tuple[Any, ...]) -> bool:
    """Whether an entry has the hash that was written with it; what no entry ever held was put there later."""
    try:
        return bool(stored_entry_hash(values[:-1]) == values[-1])
    except (ValueError, TypeError):
        return False


class _Walk:
    """The state of a walk: where the chain stands, and the heads that have not been reached yet."""

    def __init__(self, heads: dict[str, ChainHead]) -> None:
        self.heads = dict(heads)
        self.entries = 0
        self.broken: BrokenEntry | None = None
        self._realm: str | None = None
        self._sequence = 0
        self._hash = ""

    def take(self, values: tuple[Any, ...]) -> None:
        realm, sequence, previous = values[0], values[1], values[2]
        if realm != self._realm:
            self._close()
            self._realm, self._sequence, self._hash = realm, 0, ""
        if self.broken is not None:
            return
        if sequence != self._sequence + 1:
            self._break(self._sequence + 1, f"missing; the next entry has number {sequence}")
        elif previous != self._hash:
            self._break(sequence, "does not follow from the entry before it")
        elif not _is_unchanged(values):
            self._break(sequence, "was changed after it was written")
        else:
            self._sequence, self._hash = sequence, values[-1]
            self.entries += 1

    def finish(self) -> BrokenEntry | None:
        if self.broken is None:
            self._close()
        for realm, head in sorted(self.heads.items()):
            if self.broken is None and head.sequence:
                self._realm = realm
                self._break(1, f"missing; the chain should have {head.sequence} entries and has none")
        return self.broken

    def _close(self) -> None:
        """Compare the end of the walked chain with its head: a chain cut short is a broken one."""
        if self._realm is None or self.broken is not None:
            return
        head = self.heads.pop(self._realm, None)
        if head is None:
            self._break(self._sequence, "the chain has no head")
        elif head.sequence != self._sequence:
            self._break(self._sequence + 1, f"missing; the chain should have {head.sequence} entries")
        elif head.hash != self._hash:
            self._break(self._sequence, "is not the entry that the head of the chain names")

    def _break(self, sequence: int, problem: str) -> None:
        self.broken = BrokenEntry(realm=self._realm or "", sequence=sequence, problem=problem)

"""Signed heads: what was in the journal at some moment, so that cutting it off later shows.

A head says "realm, number, hash". The operator's key signs it; it is kept in a table and in a file that only grows.
Whoever can write to the database alone cannot sign, and cannot reach the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from ospolis.core.journal.models import ChainHead, Entry, SignedHead
from ospolis.core.journal.verification import BrokenEntry
from ospolis.core.operator_key import is_signed, operator_key, public_text, sign_text

SIGNED_AFTER_ENTRIES = 100
SIGNED_AFTER_TIME = timedelta(hours=1)
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Head:
    """One signed head, as a line of the file holds it; `at` is ISO 8601 in UTC."""

    realm: str
    sequence: int
    hash: str
    at: str
    key: str
    seal: str

    @property
    def text(self) -> str:
        """What is signed."""
        return f"ospolis journal head 1\n{self.realm}\n{self.sequence}\n{self.hash}\n{self.at}"


def heads_file() -> Path:
    """Where heads are written, one JSON object a line; copy it elsewhere, and nobody here can take a line back."""
    path: Path = settings.JOURNAL_HEADS
    return path


@transaction.atomic
def sign_heads(*, at: datetime, all_of_them: bool = False) -> int:
    """Sign the head of each chain that grew by 100 entries, or grew at all and was last signed an hour ago.

    Returns  how many were signed
    Raises   BadKey; OSError when the file cannot be written, and then nothing is kept in the table either
    Emits    nothing: a head speaks of the journal from outside, an entry about it would call for another head
    """
    last = {row["realm"]: row for row in SignedHead.objects.values("realm").annotate(n=Max("sequence"), on=Max("at"))}
    due = []
    for head in ChainHead.objects.filter(sequence__gt=0).order_by("realm"):
        row = last.get(head.realm)
        new = head.sequence - (row["n"] if row else 0)
        is_late = row is None or at - row["on"] >= SIGNED_AFTER_TIME
        if new > 0 and (all_of_them or is_late or new >= SIGNED_AFTER_ENTRIES):
            due.append(_signed(head, at))
    SignedHead.objects.bulk_create(
        [SignedHead(**{**asdict(head), "at": datetime.fromisoformat(head.at)}) for head in due], ignore_conflicts=True
    )
    _append(due)
    return len(due)


def verify_heads(realm: str | None = None, *, public: str = "") -> tuple[int, BrokenEntry | None]:
    """Hold every signed head, of the table and of the file, against the journal.

    Shapes   public: the public key that must have signed, this installation's own when empty
    Returns  how many heads there are, and the first that does not hold
    Raises   BadKey
    Cost     2 queries, and 1 for each 500 heads
    """
    public = public or public_text(operator_key(settings.OSPOLIS.data_dir))
    kept = {(head.realm, head.sequence): head for head in _heads_of_table(realm)}
    written = {(head.realm, head.sequence): head for head in _heads_of_file(realm)}
    places = sorted(kept.keys() | written.keys())
    for start in range(0, len(places), _ASKED_AT_ONCE):
        portion = places[start : start + _ASKED_AT_ONCE]
        hashes = _hashes_at(portion)
        for place in portion:
            problem = _problem(place, kept.get(place), written.get(place), hashes.get(place), public)
            if problem:
                return len(places), BrokenEntry(place[0], place[1], problem)
    return len(places), None


def _problem(place: tuple[str, int], kept: Head | None, written: Head | None, found: str | None, public: str) -> str:
    """What is wrong with one place, in words; the journal first, then the two keepings of its head."""
    for head in (written, kept):
        if head is None:
            continue
        if not is_signed(head.text, head.seal, public):
            return "has a head that this key did not sign"
        if found is None:
            return f"missing; its head was signed on {head.at[:10]}: the journal was cut"
        if found != head.hash:
            return f"is not the entry whose head was signed on {head.at[:10]}: the journal was written anew"
    if kept is None:
        return "its signed head is in the file and no longer in the table"
    return "" if written is not None else "its signed head is in the table and no longer in the file"


def _signed(head: ChainHead, at: datetime) -> Head:
    key = operator_key(settings.OSPOLIS.data_dir)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    bare = Head(head.realm, head.sequence, head.hash, moment, public_text(key), "")
    return Head(bare.realm, bare.sequence, bare.hash, bare.at, bare.key, sign_text(key, bare.text))


def _append(heads: list[Head]) -> None:
    if not heads:
        return
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = "".join(json.dumps(asdict(head), sort_keys=True) + "\n" for head in heads)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())


def _heads_of_table(realm: str | None) -> Iterator[Head]:
    rows = SignedHead.objects.filter(realm=realm) if realm is not None else SignedHead.objects.all()
    for row in rows.order_by("realm", "sequence").iterator():
        moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        yield Head(row.realm, row.sequence, row.hash, moment, row.key, row.seal)


def _heads_of_file(realm: str | None) -> Iterator[Head]:
    """Every whole line; a last line that a power cut tore is left out, a damaged one in between is a head unsigned."""
    path = heads_file()
    if not path.exists():
        return
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            head = Head(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if realm is None or head.realm == realm:
            yield head


def _hashes_at(places: list[tuple[str, int]]) -> dict[tuple[str, int], str]:
    realms: dict[str, list[int]] = {}
    for realm, sequence in places:
        realms.setdefault(realm, []).append(sequence)
    found: dict[tuple[str, int], str] = {}
    for realm, sequences in realms.items():
        rows = Entry.objects.filter(realm=realm, sequence__in=sequences).values_list("sequence", "hash")
        found |= {(realm, sequence): text for sequence, text in rows}
    return found

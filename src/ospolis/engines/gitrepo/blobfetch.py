"""Fetch the contents that are wanted, and only those, into a mirror that was cloned without any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ospolis.engines.gitrepo.address import Address
from ospolis.engines.gitrepo.command import Ending
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import fetch_into, open_source
from ospolis.engines.gitrepo.refusal import LIMIT_CODES, GitRefused
from ospolis.engines.gitrepo.sizes import measure_blobs

# Failures that one bad content can cause for the whole batch; after others, halving would only ask again.
_HALVED = LIMIT_CODES | {"malformed", "corrupt", "missing", "git-failed"}

_LACKING = re.compile(r"not our ref ([0-9a-f]{40,64})")


@dataclass(frozen=True, slots=True)
class BlobFetch:
    """What came of a fetch: how many contents were asked for, and the code of why each other one is not here."""

    asked: int
    left_out: dict[str, str]


def fetch_blobs(
    address: Address, mirror: Path, oids: Iterable[str], *, limits: Limits, resolve_to: str = ""
) -> BlobFetch:
    """Fetch contents by their object ids in one batch; a batch that breaks a limit is halved until it fits.

    Shapes   oids: what `read_snapshot` gave, chosen by path; those that lie in the mirror already are not asked for
    Returns  BlobFetch; a content that cannot be had is an ordinary answer
    Raises   GitRefused when the server cannot be reached or no longer has the repository
    Source   SECURITY.md section 5, commands
    """
    wanted = list(dict.fromkeys(oids))
    present = measure_blobs(mirror, wanted, limits=limits)
    missing = [oid for oid in wanted if oid not in present]
    left_out: dict[str, str] = {}
    if missing:
        with open_source(address, limits=limits) as (url, view):
            source = _Source(url, address, mirror, limits, resolve_to)
            if view:
                offered = measure_blobs(view, missing, limits=limits)
                left_out.update((oid, "missing") for oid in missing if oid not in offered)
            source.fetch([oid for oid in missing if oid not in left_out], left_out)
    return BlobFetch(len(missing), left_out)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where contents are asked for, and where they go."""

    url: str
    address: Address
    mirror: Path
    limits: Limits
    resolve_to: str

    def fetch(self, wanted: list[str], left_out: dict[str, str]) -> None:
        """Ask for all; ask again without what the server says it lacks, and by halves where it does not say."""
        batches, attempts = [wanted] if wanted else [], 0
        again: set[str] = set()
        while batches:
            batch = batches.pop()
            if attempts == self.limits.fetch_attempts:
                left_out.update(dict.fromkeys(batch, "fetch-attempts"))
                continue
            attempts += 1
            ending = self._ask(batch)
            if ending.code == 0:
                continue
            lacking = set(_LACKING.findall(ending.complaint)) & set(batch)
            left_out.update(dict.fromkeys(lacking, "missing"))
            rest = [oid for oid in batch if oid not in lacking]
            if not lacking and _said_nothing(ending, batch, again):
                batches.append(batch)
            elif not lacking:
                batches += _halve(batch, ending.refusal(), left_out)
            elif rest:
                batches.append(rest)

    def _ask(self, batch: list[str]) -> Ending:
        return fetch_into(
            ["--no-tags", "--stdin", "--", self.url],
            address=self.address,
            target=self.mirror,
            limits=self.limits,
            resolve_to=self.resolve_to,
            stdin="".join(f"{oid}\n" for oid in batch).encode("ascii"),
            config=["fetch.negotiationAlgorithm=noop"],
        )


def _said_nothing(ending: Ending, batch: list[str], again: set[str]) -> bool:
    """Whether to ask once more: a server that hangs up before we have written all keeps its reason to itself."""
    if ending.refusal().code != "git-failed" or len(batch) != 1 or batch[0] in again:
        return False
    again.update(batch)
    return True


def _halve(batch: list[str], refusal: GitRefused, left_out: dict[str, str]) -> list[list[str]]:
    if refusal.code not in _HALVED:
        raise refusal
    if len(batch) == 1:
        left_out[batch[0]] = refusal.code
        return []
    middle = len(batch) // 2
    return [batch[middle:], batch[:middle]]

"""Fetch the contents that are wanted, and only those, into a mirror that was cloned without any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ospolis.engines.gitrepo.address import Address
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import fetch_into, open_source
from ospolis.engines.gitrepo.refusal import LIMIT_CODES, GitRefused
from ospolis.engines.gitrepo.sizes import measure_blobs

# Failures that one bad content can cause for the whole batch; after others, halving would only ask again.
_HALVED = LIMIT_CODES | {"malformed", "corrupt", "missing", "git-failed"}


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
        with open_source(address, limits=limits) as url:
            _fetch_batches(url, address, mirror, missing, left_out, limits, resolve_to)
    return BlobFetch(len(missing), left_out)


def _fetch_batches(
    url: str,
    address: Address,
    mirror: Path,
    missing: list[str],
    left_out: dict[str, str],
    limits: Limits,
    resolve_to: str,
) -> None:
    batches, attempts = [missing], 0
    while batches:
        batch = batches.pop()
        if attempts == limits.fetch_attempts:
            left_out.update(dict.fromkeys(batch, "fetch-attempts"))
            continue
        attempts += 1
        refusal = _fetch_batch(url, address, mirror, batch, limits, resolve_to)
        if refusal is None:
            continue
        if refusal.code not in _HALVED:
            raise refusal
        if len(batch) == 1:
            left_out[batch[0]] = refusal.code
        else:
            middle = len(batch) // 2
            batches += [batch[middle:], batch[:middle]]


def _fetch_batch(
    url: str, address: Address, mirror: Path, batch: list[str], limits: Limits, resolve_to: str
) -> GitRefused | None:
    return fetch_into(
        ["--no-tags", "--stdin", "--", url],
        address=address,
        target=mirror,
        limits=limits,
        resolve_to=resolve_to,
        stdin="".join(f"{oid}\n" for oid in batch).encode("ascii"),
        config=["fetch.negotiationAlgorithm=noop"],
    )

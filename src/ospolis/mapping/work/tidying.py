"""Take away the mirrors that nobody reads any more."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ospolis.core.access import Viewer
from ospolis.mapping.bridge import normal_address
from ospolis.mapping.collecting import mirror_of_normal
from ospolis.mapping.selectors.sources import addresses_left, addresses_read


def remove_left_mirrors(*, data_dir: Path, realm: str, actor: Viewer) -> int:
    """Remove the mirrors of addresses that the repositories of an office have left; returns how many.

    A mirror stays while any source of any office was last read at its address, or was not yet read anew since.
    """
    mirrors = {mirror_of_normal(data_dir, address) for address in addresses_left(actor, realm)}
    there = {mirror for mirror in mirrors if mirror.is_dir()}
    if not there:
        return 0
    used = {mirror_of_normal(data_dir, normal_address(address)) for address in addresses_read(actor)}
    for mirror in there - used:
        gone = mirror.with_suffix(".gone")
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(FileNotFoundError):  # the run of another office may do the same at this moment
            mirror.rename(gone)  # at once, so that nobody finds half of it after an interruption
        shutil.rmtree(gone, ignore_errors=True)
    return len(there - used)

"""How fast the journal's chain is written and verified.

Promise: 1,000,000 entries are verified in 60 s on 2 cores. Run: python benchmarks/journal.py [ENTRIES]
Uses a throw-away SQLite file, or the empty database of OSPOLIS_DATABASE_URL.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ospolis.web.settings")
_FOLDER = tempfile.TemporaryDirectory(prefix="ospolis-bench-")
os.environ["OSPOLIS_DATA_DIR"] = _FOLDER.name

import django  # noqa: E402  # settings read the folder above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from ospolis.core.access.viewer import Viewer  # noqa: E402
from ospolis.core.journal import Event, record  # noqa: E402
from ospolis.core.journal.chain import FIELDS, entry_hash  # noqa: E402
from ospolis.core.journal.models import ChainHead, Entry  # noqa: E402
from ospolis.core.journal.verification import verify_chain  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5_000
RECORDED = 500


@dataclass(frozen=True)
class StoneLaid(Event):
    verb = "bench.stone_laid"
    stone_id: int
    institution_id: int


def fill(count: int, realm: str = "taluma") -> None:
    """Write a chain in bulk: the same rows that record() writes, without a transaction for each."""
    previous = ""
    for first in range(1, count + 1, BATCH):
        entries = []
        for sequence in range(first, min(first + BATCH, count + 1)):
            entry = Entry(
                realm=realm,
                sequence=sequence,
                previous_hash=previous,
                at=START + timedelta(seconds=sequence),
                actor=f"account:{sequence % 40}",
                verb=StoneLaid.verb,
                target_kind="stone",
                target_id=str(sequence),
                references={"stone_id": sequence, "institution_id": sequence % 60},
                changes={"state": ["planned", "active"]},
            )
            entry.hash = previous = entry_hash(tuple(getattr(entry, name) for name in FIELDS))
            entries.append(entry)
        Entry.objects.bulk_create(entries)
    ChainHead.objects.create(realm=realm, sequence=count, hash=previous)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    for number in range(RECORDED):
        with transaction.atomic():
            record(StoneLaid(stone_id=number, institution_id=1), actor=Viewer(label="bench"), at=START)
    print(f"record()        {(time.perf_counter() - began) / RECORDED * 1000:8.2f} ms for one entry, own transaction")
    began = time.perf_counter()
    fill(count)
    print(f"bulk            {time.perf_counter() - began:8.1f} s for {count:,} entries")
    began, cpu = time.perf_counter(), time.process_time()
    report = verify_chain()
    seconds = time.perf_counter() - began
    print(f"verify          {seconds:8.1f} s ({time.process_time() - cpu:.1f} s CPU) for {report.entries:,} entries")
    print(f"                {report.entries / seconds:8,.0f} entries/s, holds: {report.holds}")
    print(f"memory at most  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    main()

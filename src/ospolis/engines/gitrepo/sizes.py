"""Kinds and sizes of objects, without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ospolis.engines.gitrepo.command import start_git
from ospolis.engines.gitrepo.limits import Limits


def measure_blobs(mirror: Path, oids: Iterable[str], *, limits: Limits) -> dict[str, int]:
    """Measure the contents that lie in a mirror.

    Shapes   oids: object ids in hexadecimal; doubles cost nothing
    Units    bytes, unpacked
    Returns  oid -> size; what is missing, damaged or no file's content is absent from the answer
    """
    sizes: dict[str, int] = {}
    rest = list(dict.fromkeys(oids))
    while rest:
        answered = _measure_some(mirror, rest, sizes, limits)
        if not answered:
            break
        rest = rest[answered:]
    return sizes


def _measure_some(mirror: Path, oids: list[str], sizes: dict[str, int], limits: Limits) -> int:
    answered = 0
    with start_git(
        ["cat-file", "--batch-check", "--buffer"],
        git_dir=mirror,
        limits=limits,
        stdin="".join(f"{oid}\n" for oid in oids).encode("ascii"),
    ) as running:
        for line in running.output:
            answered += 1
            words = line.split()
            if len(words) == 3 and words[1] == b"blob":
                sizes[words[0].decode("ascii")] = int(words[2])
    return answered

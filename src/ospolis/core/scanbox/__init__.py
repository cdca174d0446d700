"""Hostile content is read in a box: an unprivileged child with limits, whose only way out is lines of JSON."""

from ospolis.core.scanbox.answers import FILE, REPOSITORY, BoxAnswer, BoxKind, BoxLimits, BoxOutcome
from ospolis.core.scanbox.box import BOX_USER, BoxBroken, ScanBox, box_kind

__all__ = [
    "BOX_USER",
    "FILE",
    "REPOSITORY",
    "BoxAnswer",
    "BoxBroken",
    "BoxKind",
    "BoxLimits",
    "BoxOutcome",
    "ScanBox",
    "box_kind",
]

"""What whoever leads a run and a worker of a cluster say to each other: plain values that both must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ospolis.engines.gitrepo.limits import Limits


@dataclass(frozen=True, slots=True)
class ClusterOrder:
    """What a worker must know of a run. No address of a database and no key: those are the worker's own.

    Shapes   sight: how the folder looks from the machine that leads; key_print: tells the key of pseudonyms from others
    """

    folder: str
    sight: str
    key_print: str
    now: datetime
    limits: Limits
    run_id: int = 0
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a worker introduces itself; `refusal` says why it may not read."""

    name: str
    version: str
    sees_folder: bool
    now: datetime
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class BatchDone:
    """How many items of a batch were done, and by whom; `refusal` says why none."""

    name: str
    done: int
    refusal: str = ""

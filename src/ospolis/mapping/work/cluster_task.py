"""What a cluster is asked to do. Scheduler, workers and whoever leads a run have the same version of this file.

Importing it needs no settings, for the scheduler imports it too. What comes back is small: the worker itself writes
whatever was found, and a worker that dies keeps nothing for anybody.
"""

from __future__ import annotations

from ospolis.core.program import set_up_site
from ospolis.mapping.work.cluster_words import BatchDone, ClusterOrder, Greeting


def greet(order: ClusterOrder) -> Greeting:
    """Say who this process is, and whether it may read for this order."""
    set_up_site()
    from ospolis.mapping.work.cluster_reader import introduce  # noqa: PLC0415  # needs the installed apps

    return introduce(order)


def read_batch(order: ClusterOrder, address: str) -> BatchDone:
    """Take a batch of the run by a lease, read it and write it."""
    set_up_site()
    from ospolis.mapping.work.cluster_reader import take_part  # noqa: PLC0415  # needs the installed apps

    return take_part(order, address)

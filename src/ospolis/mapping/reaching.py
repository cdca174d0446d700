"""Which sources a worker can get at, as a condition on work items."""

from __future__ import annotations

from django.db.models import Q

from ospolis.mapping.choices import Reach

# As `collecting.Fetching.address_of` tells them apart: with a scheme or user@host a network address, else a path.
_IN_NETWORK = Q(source__location__contains="://") | Q(source__location__regex=r"^[^/@]*@")
_IN_FOLDER = Q(source__location__istartswith="file:")
_REACHES = {
    Reach.ALL: Q(),
    Reach.NETWORK: _IN_NETWORK & ~_IN_FOLDER,
    Reach.HERE: _IN_FOLDER | ~_IN_NETWORK,
}


def in_reach(reach: Reach) -> Q:
    """The condition on the work items that a worker with this reach can do."""
    return _REACHES[reach]

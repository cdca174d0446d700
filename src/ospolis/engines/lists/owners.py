"""Whose a place is, by the addresses below which institutions publish: never by a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused

Owner = TypeVar("Owner")


def read_prefix(address: str) -> str:
    """An address below which code is published, in normal form; empty when it is none.

    Shapes   address: https://host, https://host/organisation or deeper
    """
    try:
        return check_address(f"{address.strip().rstrip('/')}/x").normal.removesuffix("/x")
    except GitRefused:
        return ""


def find_owner(normal: str, prefixes: Mapping[str, Owner]) -> Owner | None:
    """Whose a place is: that of the longest address at or above it.

    Shapes   normal: an address in normal form; prefixes: as `read_prefix` gives them
    """
    above = normal
    while above.count("/") > 1:
        if above in prefixes:
            return prefixes[above]
        above = above.rpartition("/")[0]
    return None

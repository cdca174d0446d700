"""Rows of the collection to what the engines take, and back."""

from __future__ import annotations

from collections.abc import Mapping

from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.lists.owners import find_owner, read_prefix


def normal_address(address: str) -> str:
    """The form that two spellings of one address have in common; an address that cannot be read stays as it is."""
    try:
        return check_address(address, operator=True).normal
    except GitRefused:
        return address.strip()


def place_above(address: str) -> str:
    """An address below which code is published, in the form of `normal_address`; empty when it is none."""
    return read_prefix(address)


def owner_above(normal: str, owners: Mapping[str, int]) -> int | None:
    """Whose a place is: that of the longest address at or above it."""
    return find_owner(normal, owners)

"""Rows of the collection to what the engines take, and back."""

from __future__ import annotations

from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused


def normal_address(address: str) -> str:
    """The form that two spellings of one address have in common; an address that cannot be read stays as it is."""
    try:
        return check_address(address, operator=True).normal
    except GitRefused:
        return address.strip()

"""The only readers of people for other apps, by what they read. The viewer comes first."""

from ospolis.people.selectors.accounts import (
    account_of_address,
    is_locked_out,
    viewer_of_account,
    viewer_of_account_id,
)
from ospolis.people.selectors.own_data import own_data_of
from ospolis.people.selectors.roles import all_grants, grants_of_account

__all__ = [
    "account_of_address",
    "all_grants",
    "grants_of_account",
    "is_locked_out",
    "own_data_of",
    "viewer_of_account",
    "viewer_of_account_id",
]

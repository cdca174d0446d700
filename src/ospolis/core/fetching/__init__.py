"""The only door to the network: addresses are checked, time and size are bounded, nothing is followed blindly."""

from ospolis.core.fetching.fetcher import Certificates, Fetched, fetch, read_certificates
from ospolis.core.fetching.guard import FetchRefused, GuardedAddress, guard_address

__all__ = [
    "Certificates",
    "FetchRefused",
    "Fetched",
    "GuardedAddress",
    "fetch",
    "guard_address",
    "read_certificates",
]

"""What the status codes of mail servers (RFC 3463) mean for an address: does it take no letters any more?"""

from __future__ import annotations

import re

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# A mailbox that is full, a letter that is too long: both are about today, not about the address.
_OF_TODAY = frozenset({"5.2.2", "5.2.3"})


def find_status(words: str) -> str:
    """The first status in the words of a server, or nothing."""
    found = _STATUS.search(words)
    return found[0] if found else ""


def closes_address(status: str) -> bool:
    """Say whether a failure for good is about the address itself: who it is (5.1), its mailbox (5.2), or not told.

    A system, a network or a rule that refuses (5.3 to 5.7) is no fault of the address.
    """
    return status in {"", "5.0.0"} or (status.startswith(("5.1.", "5.2.")) and status not in _OF_TODAY)

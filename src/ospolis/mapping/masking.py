"""Locations as they may be shown: who logs in, what a query asks with and what looks like a token are left out."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

_REMOTE: Final = re.compile(r"(?!file://)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LOGIN: Final = re.compile(r"^((?:[a-z][a-z0-9+.-]*://)?)[^/?#@]*:[^/?#]*@", re.IGNORECASE)
_NAMED: Final = re.compile(r"([A-Za-z0-9_.\[\]-]{1,40})=")
_SECRET_NAME: Final = re.compile(
    r"(?:token|key|secret|passw(?:or)?d|pwd|pass|passphrase|signature|sig|auth|authorization|credentials?|jwt|session"
    r"|sid)$"
)
# How the tokens of forges begin, and a signed token of three parts.
_SECRET_VALUE: Final = re.compile(
    r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|gl[a-z]{2,6}-[A-Za-z0-9_-]{16,}|eyJ[A-Za-z0-9_-]{8,}\."
)
_HIDDEN: Final = "..."


def mask_location(location: str) -> str:
    """The location for pages, exports and logs: values of a query, a fragment and a password are three dots."""
    shown = _SECRET_VALUE.sub(_HIDDEN, _LOGIN.sub(rf"\1{_HIDDEN}@", location))
    if not _REMOTE.match(shown):
        return shown
    shown, mark, _ = shown.partition("#")
    place, asked, query = shown.partition("?")
    pieces = [_mask_piece(piece) for piece in re.split(r"[&;]", query)] if query else []
    return place + asked + "&".join(pieces) + (mark + _HIDDEN if mark else "")


def _mask_piece(piece: str) -> str:
    named = _NAMED.match(piece)
    return f"{named[1]}={_HIDDEN}" if named else _HIDDEN


def find_secret(location: str) -> str:
    """What in an address looks like a secret, in words that do not repeat it; empty when nothing does."""
    if _SECRET_VALUE.search(location):
        return "what looks like a token"
    _, *asked = re.split(r"[&;#?]", location)
    for piece in asked:
        name = unquote_plus(piece.partition("=")[0])
        if _SECRET_NAME.search(re.sub(r"[^a-z0-9]", "", name.lower())):
            return f"the parameter '{name[:40]}'"
    return ""

"""The way from one page to the next: as a link, as a number, or by counting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from ospolis.engines.forges.place import ForgeKind, Place
from ospolis.engines.forges.refusal import ForgeRefused

_LINK: Final = re.compile(r"<([^<>]{1,4000})>\s*((?:;[^,<>]{0,200})*)")
_NEXT: Final = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\s*(?:;|\Z))', re.IGNORECASE)
_LONGEST: Final = 2_048


def read_next_link(header: str) -> str:
    """The target of the link whose relation is `next`; empty without one.

    Shapes   header: the value of Link
    Source   RFC 8288
    """
    return next((found[1].strip() for found in _LINK.finditer(header[:20_000]) if _NEXT.search(found[2])), "")


def next_call(place: Place, asked: str, headers: Mapping[str, str], *, rows: int, seen: int) -> str:
    """The address of the page after the one that was asked for; empty when that was the last.

    Shapes   headers: names in lower case; rows: entries of this page; seen: of all pages, this one included
    Returns  an address of the same forge
    Raises   ForgeRefused with the code forge-foreign-page when the forge leads elsewhere
    Source   a page that is shorter than asked for is not the last one: servers have limits of their own
    """
    target = read_next_link(headers.get("link", ""))
    if target:
        return _check_target(place, asked, urljoin(asked, target))
    if place.kind == ForgeKind.GITLAB:
        number = headers.get("x-next-page", "").strip()
        return _turn_to(asked, number) if number.isascii() and number.isdigit() else ""
    if place.kind == ForgeKind.GITEA and rows and "link" not in headers:
        total = headers.get("x-total-count", "")
        if total.isascii() and total.isdigit() and seen >= int(total[:12]):
            return ""
        return _turn_to(asked, str(_page_of(asked) + 1))
    return ""


def _check_target(place: Place, asked: str, target: str) -> str:
    """A link stays below the interface that was asked: it is followed with our token."""
    there, here = urlsplit(target), urlsplit(place.api)
    same = (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc)
    if not same or not there.path.startswith(f"{here.path}/") or ".." in there.path or len(target) > _LONGEST:
        raise ForgeRefused(
            "forge-foreign-page",
            "The forge names a next page that lies elsewhere.",
            "Ask who runs it: its own address is set wrongly, so that its list ends after one page.",
        )
    return "" if target == asked else target


def _page_of(asked: str) -> int:
    number = dict(parse_qsl(urlsplit(asked).query)).get("page", "1")
    return int(number) if number.isascii() and number.isdigit() else 1


def _turn_to(asked: str, number: str) -> str:
    parts = urlsplit(asked)
    query = [(name, text) for name, text in parse_qsl(parts.query) if name != "page"]
    return parts._replace(query=urlencode([*query, ("page", number)])).geturl()

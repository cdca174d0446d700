"""Addresses of rows: a list names sixty of them, and to ask the table of routes for each takes as long as a query."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.http import RFC3986_SUBDELIMS

# Fits every kind of parameter (a number, a key, a piece of text) and stands in no route of ours.
_SAMPLE = "7345012"
_PLAIN = f"{RFC3986_SUBDELIMS}/~:@"


def address_of(name: str, key: str | int = "") -> str:
    """The address of a route without a parameter, or with one: `reverse`, asked once for each name.

    Shapes   key: what the route takes, as it stands in the database; empty for a route without a parameter
    Raises   NoReverseMatch when there is no such route
    """
    if key == "":
        return _whole(name, get_script_prefix())
    before, after = _around(name, get_script_prefix())
    return f"{before}{quote(str(key), safe=_PLAIN)}{after}"


@lru_cache(maxsize=128)
def _whole(name: str, prefix: str) -> str:
    """The prefix is where the site lies on its server: `reverse` reads it by itself, here it tells answers apart."""
    return reverse(name)


@lru_cache(maxsize=128)
def _around(name: str, prefix: str) -> tuple[str, str]:
    before, _sample, after = reverse(name, args=[_SAMPLE]).partition(_SAMPLE)
    return before, after

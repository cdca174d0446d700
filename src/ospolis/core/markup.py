"""Markup of many rows, written at once."""

from __future__ import annotations

from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def fill_markup(markup: str, *parts: object) -> SafeString:
    """Put parts into markup, each escaped unless it is markup itself: `format_html` without its detours.

    A list page has 400 parts, nearly all of them plain text: what they are is asked once, by their type.
    """
    return SafeString(markup.format(*[_escape(part) for part in parts]))


def _escape(part: object) -> str:
    kind = type(part)
    if kind is SafeString:
        return part  # type: ignore[return-value]  # its type was just asked
    # Whatever else there is (a lazy translation, a number, an object that writes itself) goes the long way.
    return escape(part) if kind is str else conditional_escape(part)  # type: ignore[arg-type]  # as above

"""How the reader of a list says no."""

from __future__ import annotations

from datetime import datetime


class ListRefused(ValueError):
    """A document that is no list, or an answer that holds none.

    `code` is stable and documented; `remedy` says what to do; `until` is set when asking again earlier is useless.
    """

    def __init__(self, code: str, message: str, remedy: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.until = until

"""How readers of forges and of lists say no."""

from __future__ import annotations

from datetime import datetime


class AnswerRefused(ValueError):
    """An answer that cannot be used.

    `code` is stable and documented; `remedy` says what to do; `until` is set when asking again earlier is useless.
    """

    def __init__(self, code: str, message: str, remedy: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.until = until


class ForgeRefused(AnswerRefused):
    """A place that cannot be listed, or an answer that is none."""

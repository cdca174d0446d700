"""How the reader of a list says no."""

from __future__ import annotations

from ospolis.engines.forges.refusal import AnswerRefused


class ListRefused(AnswerRefused):
    """A document that is no list, or an answer that holds none."""

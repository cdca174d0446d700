"""Names of people as readers type them: folded, so that a plain comparison finds them in every database."""

from __future__ import annotations

from ospolis.core.search.normalisation import normalised


def fold_name(name: str) -> str:
    """The name without accents, case and double spaces.

    Shapes   at most 400 characters
    """
    return " ".join(normalised(name).split())[:400]

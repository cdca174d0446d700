"""Keep what follows from a collection until the next one: it would be worked out anew for every reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import get_language

from ospolis.core.access import Role, Viewer
from ospolis.mapping.selectors.runs import mark_of_collections

T = TypeVar("T")
_DAY = 86_400


def keep_until_collection(viewer: Viewer, realm: str, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, from before when no collection ended since; apart for each language and for what may be seen.

    Cost     1 query, and those of `make` when nothing is kept
    """
    mark = mark_of_collections(viewer, realm)
    if not mark:
        return make()
    seen = [*sorted(viewer.realms(Role.OFFICER)), "/", *sorted(viewer.units(Role.FOCAL_POINT))]
    said = "\n".join([name, mark, get_language() or "", *seen])
    key = f"mapping.kept.{hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}"
    memory = caches["memory"]
    kept: T | None = memory.get(key)
    if kept is None:
        kept = make()
        memory.set(key, kept, _DAY)
    return kept

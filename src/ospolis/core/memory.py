"""How memory is looked through for circles of objects."""

from __future__ import annotations

import gc

# Python by itself looks every 700 new objects. Pages and readings make many that are freed at once, and few circles.
_NEW_OBJECTS, _YOUNG, _OLDER = 50_000, 20, 20


def settle_memory() -> None:
    """Set aside what is loaded, which stays, and look through the rest rarely. Called once, when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _OLDER)

"""A write that comes back when the database is busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

# On top of the time that the database itself waits for a lock.
_PAUSES = (0.5, 2.0, 5.0, 10.0)


def patiently(write: Callable[[], T]) -> T:
    """Do a write that is whole or nothing again when another writer kept the database longer than it waits.

    Raises   OperationalError of the last try when the database is not to be had
    """
    for pause in _PAUSES:
        try:
            return write()
        except OperationalError:
            time.sleep(pause)
    return write()

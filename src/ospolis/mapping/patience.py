"""A write that comes back when the database is busy, or was away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")

# On top of the time that the database itself waits for a lock; together long enough for a server to start anew.
_PAUSES = (0.2, 0.5, 2.0, 5.0, 10.0, 20.0, 30.0)

# What a driver says when a lock was not to be had, and when the server is gone.
DATABASE_TROUBLE = (OperationalError, InterfaceError)


def patiently(write: Callable[[], T]) -> T:
    """Do a step that is whole or nothing again when the database was busy or away.

    Raises   OperationalError or InterfaceError of the last try when the database is not to be had
    """
    for pause in _PAUSES:
        try:
            return write()
        except DATABASE_TROUBLE:
            time.sleep(pause)
            # A connection whose server has gone never comes back by itself.
            connection.close_if_unusable_or_obsolete()
    return write()

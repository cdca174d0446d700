"""What lies in the database before a test begins: nothing, both countries as declared, or collected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.test import override_settings

from factories.places import declare_places
from factories.world import build_world

# Argon2 is slow on purpose; only tests of the log-in itself need it.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_BUILDERS: dict[str, Callable[[], Any]] = {"laid_places": declare_places, "laid_world": build_world}


class Ground:
    """One layer, laid in a transaction that is taken back before another one is laid.

    Each test runs in a savepoint within it, so that it meets the layer as it was laid, and no test lays it again.
    """

    def __init__(self) -> None:
        self.layer = ""
        self.laid: Any = None
        self._transaction: transaction.Atomic | None = None
        self._blocker: Any = None

    def lay(self, layer: str, blocker: Any) -> Any:
        """Lay a layer where another one lies, or none, and return what its builder returned."""
        if self.layer == layer:
            return self.laid
        self.clear()
        if not layer:
            return None
        self._blocker = blocker
        with blocker.unblock(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
            self._transaction = transaction.atomic()
            self._transaction.__enter__()
            try:
                self.laid = _BUILDERS[layer]()
            except BaseException:
                self.clear()
                raise
        self.layer = layer
        return self.laid

    def clear(self) -> None:
        """Take back whatever lies here."""
        if self._transaction is None:
            return
        ended, self._transaction, self.layer, self.laid = self._transaction, None, "", None
        with self._blocker.unblock():
            transaction.set_rollback(True)
            ended.__exit__(None, None, None)


GROUND = Ground()

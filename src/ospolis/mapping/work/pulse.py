"""The pulse of a process that works on a run: it is seen, and keeps its leases, however long one item takes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import TracebackType

from django.db import connections
from django.utils import timezone

from ospolis.mapping.patience import DATABASE_TROUBLE
from ospolis.mapping.services.leases import renew_leases

_SECONDS = 10.0


@dataclass(slots=True)
class Pulse:
    """Beats in a thread of its own while the block lasts. `held` are the items in hand; the owner changes it."""

    run_id: int
    name: str
    held: set[int] = field(default_factory=set)
    seconds: float = _SECONDS
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Pulse:
        self._thread = threading.Thread(target=self._beat, name=f"pulse {self.name}", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(self.seconds):
            try:
                renew_leases(run_id=self.run_id, owner=self.name, item_ids=sorted(self.held), at=timezone.now())
            except DATABASE_TROUBLE:
                continue  # the next beat may reach it; leases outlast several
            finally:
                connections.close_all()  # of this thread: nobody else uses them

"""One call after another to one forge: within its budget, with what is known already, patient for a short while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from ospolis.core.fetching import Certificates, FetchRefused, fetch, read_certificates
from ospolis.core.limits import FORGE_FETCH
from ospolis.engines.forges.answers import Answer, check_answer, forge_limited, is_limited
from ospolis.engines.forges.budget import read_budget
from ospolis.engines.forges.place import Place, call_headers
from ospolis.engines.forges.refusal import ForgeRefused
from ospolis.mapping.listed import CallsLeft
from ospolis.mapping.patience import patiently
from ospolis.mapping.services.forge_hosts import note_answer, spend_call

# A forge that asks for a longer pause is asked again in the next run.
LONGEST_PAUSE = timedelta(seconds=90)
_MOST_PAUSES = 5
# Before a call is made again that found nobody, or a server with a problem of its own.
PAUSES = (1.0, 5.0)
_PASSING = frozenset({"network", "timeout", "connect_timeout"})


@dataclass(slots=True)
class ForgeClient:
    """Asks one forge. `host_id` is the row of its budget; `token` is empty to ask like everybody."""

    place: Place
    host_id: int
    token: str = ""
    clock: Callable[[], datetime] = timezone.now
    pause: Callable[[float], None] = time.sleep
    _pauses: int = 0
    _certificates: Certificates = field(default_factory=read_certificates)

    def ask(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """Make one call, as soon as the budget lets us.

        Raises   ForgeRefused; FetchRefused when the forge may not be asked
        """
        headers = call_headers(self.place.kind, token=self.token, etag=etag, last_modified=last_modified)
        tries = list(PAUSES)
        while True:
            self._wait_for_budget()
            try:
                answer = self._call(url, headers)
                check_answer(answer, has_token=bool(self.token), now=self.clock())
            except ForgeRefused as refused:
                if refused.until is not None:
                    self._wait_or_refuse(refused.until)
                    continue
                if refused.code != "forge-down" or not tries:
                    raise
            except FetchRefused as refused:
                if refused.code not in _PASSING or not tries:
                    raise
            else:
                return answer
            self.pause(tries.pop(0))

    def _call(self, url: str, headers: dict[str, str]) -> Answer:
        host = urlsplit(self.place.api).hostname or ""
        fetched = fetch(url, allowed_hosts={host}, headers=headers, limits=FORGE_FETCH, certificates=self._certificates)
        answer = Answer(fetched.status, fetched.headers, fetched.body)
        now = self.clock()
        told = read_budget(fetched.headers, now=now)
        left = CallsLeft(
            limit=told.limit, remaining=told.remaining, reset_at=told.reset_at,
            wait_until=told.wait_until if is_limited(answer, now=now) else None, is_unchanged=answer.is_unchanged,
        )  # fmt: skip
        patiently(lambda: note_answer(host_id=self.host_id, left=left))
        return answer

    def _wait_for_budget(self) -> None:
        while until := patiently(lambda: spend_call(host_id=self.host_id, at=self.clock())):
            self._wait_or_refuse(until)

    def _wait_or_refuse(self, until: datetime) -> None:
        """Wait until a moment that is near; a later one ends the reading of the list for now."""
        left = until - self.clock()
        if left > LONGEST_PAUSE or self._pauses >= _MOST_PAUSES:
            raise forge_limited(until, has_token=bool(self.token))
        self._pauses += 1
        self.pause(max(0.0, left.total_seconds()) + 0.1)

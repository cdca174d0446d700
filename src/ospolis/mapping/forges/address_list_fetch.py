"""Ask for a list: at its address with what is known already, or in the country folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ospolis.core.fetching import FetchRefused, fetch
from ospolis.core.limits import FORGE_FETCH
from ospolis.engines.forges.answers import Answer, is_limited
from ospolis.engines.forges.budget import read_budget
from ospolis.engines.forges.place import read_origin
from ospolis.engines.lists.answers import check_list_answer, list_limited
from ospolis.engines.lists.refusal import ListRefused
from ospolis.mapping.collecting import Fetching, path_of
from ospolis.mapping.forges import client
from ospolis.mapping.listed import CallsLeft
from ospolis.mapping.patience import patiently
from ospolis.mapping.services.forge_hosts import keep_host, note_answer, spend_call

# What stands for the server of a list that lies in the country folder.
FOLDER = "country folder"
_PASSING = frozenset({"network", "timeout", "connect_timeout"})


def is_remote(location: str) -> bool:
    """Whether a list is asked for over the network."""
    return location.startswith(("http://", "https://"))


def origin_of_list(location: str) -> str:
    """The server of a list."""
    return read_origin(location) if is_remote(location) else FOLDER


@dataclass(slots=True)
class ListServer:
    """Where a list lies. It shares its pauses with the forge of the same address."""

    location: str
    fetching: Fetching
    host_id: int
    clock: Callable[[], datetime] = timezone.now
    pause: Callable[[float], None] = time.sleep

    def ask(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """Get a list or one page of it; `etag` and `last_modified` are those of the answer that is kept.

        Raises   ListRefused; FetchRefused when the address may not be asked
        """
        if not is_remote(url):
            return self._read_file(etag)
        known = {"if-none-match": etag, "if-modified-since": last_modified}
        headers = {name: text for name, text in known.items() if text}
        tries = list(client.PAUSES)
        while True:
            try:
                return self._call(url, headers)
            except ListRefused as refused:
                if refused.code != "list-down" or not tries:
                    raise
            except FetchRefused as refused:
                if refused.code not in _PASSING or not tries:
                    raise
            self.pause(tries.pop(0))

    def _call(self, url: str, headers: dict[str, str]) -> Answer:
        if until := patiently(lambda: spend_call(host_id=self.host_id, at=self.clock())):
            raise list_limited(until)
        fetched = fetch(url, allowed_hosts=None, headers=headers, limits=FORGE_FETCH)
        answer, now = Answer(fetched.status, fetched.headers, fetched.body), self.clock()
        wait_until = read_budget(fetched.headers, now=now).wait_until if is_limited(answer, now=now) else None
        left = CallsLeft(wait_until=wait_until, is_unchanged=answer.is_unchanged)
        patiently(lambda: note_answer(host_id=self.host_id, left=left))
        check_list_answer(answer, now=now)
        return answer

    def _read_file(self, etag: str) -> Answer:
        try:
            body = path_of(self.fetching.folder, self.location).read_bytes()
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
            raise ListRefused("unreadable", message, "Put the file back, or mend its path.") from None
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        return Answer(304, {"etag": digest}, b"") if digest == etag else Answer(200, {"etag": digest}, body)


def find_server(location: str, fetching: Fetching) -> ListServer:
    """The server of a list, known to the budget of calls."""
    origin = origin_of_list(location)
    host = patiently(lambda: keep_host(origin=origin))
    return ListServer(location, fetching, host.pk)

"""The guarded door for libraries that bring their own client: a session of `requests` that can go nowhere else.

Loaded only where such a library is used; everything of our own asks `fetch`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from requests import ConnectionError as NoConnection
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from ospolis.core.fetching.fetcher import Call
from ospolis.core.fetching.guard import FetchRefused, Resolver, guard_address, resolve_name
from ospolis.core.limits import PROVIDER_FETCH, FetchLimits

# Set by the transport itself, from what it really sends.
_OWN_HEADERS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})


def guarded_session(*, limits: FetchLimits = PROVIDER_FETCH, resolve: Resolver = resolve_name) -> Session:
    """A session for one conversation: every request and every redirect passes the guard; no proxy variables, no files.

    A refusal is raised as the library's own error, with our sentence in it, so that its callers handle it.
    """
    session = Session()
    session.trust_env = False
    session.max_redirects = limits.redirects
    session.adapters.clear()
    door = _GuardedDoor(limits, resolve)
    session.mount("https://", door)
    session.mount("http://", door)
    return session


class _GuardedDoor(BaseAdapter):
    """Sends each request through our own call: the address is checked once and held."""

    def __init__(self, limits: FetchLimits, resolve: Resolver) -> None:
        super().__init__()
        self._limits = limits
        self._resolve = resolve

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Ask once. Certificates are always verified, whatever the caller says.

        Raises   requests.ConnectionError
        """
        url = request.url or ""
        sent = {name.lower(): _text(value) for name, value in request.headers.items()}
        sent = {name: value for name, value in sent.items() if name not in _OWN_HEADERS}
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body is not None and not isinstance(body, bytes):
            raise NoConnection("Only whole bodies are sent.", request=request)
        if body:
            sent["content-length"] = str(len(body))
        try:
            address = guard_address(url, resolve=self._resolve)
            deadline = time.monotonic() + self._limits.total_seconds
            answer = Call(address, self._limits, deadline, None).send(request.method or "GET", url, sent, body)
        except FetchRefused as refused:
            raise NoConnection(f"{refused.message} {refused.remedy}", request=request) from None
        response = Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response.raw = BytesIO(answer.body)
        response.url = url
        response.request = request
        response.encoding = "utf-8"
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")

"""Django's sessions in the database, with one promise more: a session whose time is over never lives again."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from ospolis.people.services import drop_late_session


class SessionStore(DatabaseStore):
    """A session that is found to be late is deleted there and then: setting the clock back does not bring it back."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = super()._get_session_from_db()  # type: ignore[misc]  # not in the published stubs
        if found is None and key:
            drop_late_session(session_key=key, at=timezone.now())
        return found

"""What is counted under one person's accounts and addresses, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ospolis.core.access.viewer import Viewer
from ospolis.core.limiting.selectors import tries_of
from ospolis.core.limiting.services import forget_account
from ospolis.core.privacy.register import Held, Subject


def tries_of_person(viewer: Viewer, held: Held, subject: Subject) -> Iterator[dict[str, Any]]:
    """What is counted under the accounts and addresses of a person.

    Cost     1 query for each of them
    """
    for name in _names(subject):
        yield from tries_of(viewer, name)


def forget_person(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Forget what was counted under the accounts and addresses of a person."""
    before = held.rows.count()
    for name in _names(subject):
        forget_account(account=name)
    return before - held.rows.count()


def _names(subject: Subject) -> list[str]:
    return [*map(str, subject.accounts), *subject.addresses]

"""What tests of mail share: two kinds of letters, an empty data folder, and a mail server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ospolis.core.access import system_viewer
from ospolis.core.mail.kinds import LetterKind, forget_kind, list_kind
from ospolis.core.mail.models import Letter
from ospolis.core.mail.services import queue_letter

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPERATOR = system_viewer("test")
# The template of the digest asks for a count only, so that it serves as any letter.
TEMPLATE = "core/mail/digest.html"
NOTICE = LetterKind("core.notice", "Notices", TEMPLATE)
NEWS = LetterKind("core.news", "News", TEMPLATE)
ALARM = LetterKind("core.alarm", "Alarms", TEMPLATE, essential=True)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    for kind in (NOTICE, NEWS, ALARM):
        list_kind(kind)
    yield
    for kind in (NOTICE, NEWS, ALARM):
        forget_kind(kind.code)


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=tmp_path, base_url="https://ospo.example.org")
    return tmp_path


def queue(cause: str = "test:1", **changes: Any) -> Letter:
    """Queue a letter; `changes` are other arguments of the service."""
    values: dict[str, Any] = {
        "kind": NOTICE,
        "to": "ada@example.org",
        "language": "en",
        "context": {"count": 3},
        "cause": cause,
        "actor": OPERATOR,
        "at": NOON,
        **changes,
    }
    return queue_letter(**values)

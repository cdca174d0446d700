"""Letters that were kept as files, because no mail server is set: they hold addresses and words of people too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ospolis.core.privacy.erasure import find_words
from ospolis.core.privacy.register import Subject


def remove_letter_files(subject: Subject) -> None:
    """Remove the files of letters that name a person, once the transaction holds that erases the person."""
    transaction.on_commit(lambda: _remove(subject))


def remove_old_files(*, before: datetime) -> int:
    """Remove the files of letters that were written before a moment; return how many."""
    old = [path for path in _files() if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _remove(subject: Subject) -> None:
    names_person = find_words((*subject.words, *subject.addresses))
    for path in _files():
        if names_person is not None and names_person(_text_of(path)):
            path.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    folder = settings.OSPOLIS.data_dir / "mail"
    yield from sorted([*folder.glob("*.eml"), *folder.glob("*.part")]) if folder.is_dir() else ()


def _text_of(path: Path) -> str:
    """The headers and every text part of a message, decoded."""
    message = message_from_bytes(path.read_bytes(), policy=default)
    headers = [str(value) for value in message.values()]
    parts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*headers, *parts])

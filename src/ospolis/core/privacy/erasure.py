"""Take one person out of the rows of a table, by what the table declares."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.module_loading import import_string

from ospolis.core.access.viewer import Viewer
from ospolis.core.privacy.declarations import Ending
from ospolis.core.privacy.register import Held, Subject
from ospolis.core.privacy.rows import own_rows
from ospolis.core.search.normalisation import normalised

_PORTION = 500


def erase_from(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Take a person out of a table, by the function that it declares and out of its free text; return how many rows.

    Raises   nothing of its own; the caller holds the transaction
    """
    count: int = import_string(held.personal.erasure)(held=held, subject=subject, actor=actor, at=at)
    return count + blank_mentions(held=held, subject=subject)


def erase_rows(*, held: Held, subject: Subject, actor: Viewer, at: datetime) -> int:
    """Delete the person's rows, or blank them; rows that are released stay, their person has no name any more."""
    rows = own_rows(held, subject)
    if held.personal.erased is Ending.DELETE:
        return rows.delete()[1].get(held.label, 0)
    if held.personal.erased is Ending.BLANK:
        return rows.update(**blanks(held.model, [name for name in held.personal.fields if not _points(held, name)]))
    return 0


def blanks(model: type[models.Model], names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """The values that say nothing, for fields of a model."""
    return {name: blank_of(model._meta.get_field(name)) for name in names}


def blank_of(field: Any) -> Any:
    """The value of a field that says nothing: nothing at all, else an empty text, list or object.

    Raises   ValueError for a field that must hold something
    """
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.JSONField):
        return field.get_default()
    raise ValueError(f"{field} cannot be blank")


def blank_mentions(*, held: Held, subject: Subject) -> int:
    """Blank free text that names the person; text is read portion by portion, since databases fold letters unlike."""
    mentions = held.personal.mentions
    names_person = find_words(subject.words)
    if not mentions or names_person is None:
        return 0
    count = 0
    for row in held.rows.only("pk", *mentions).iterator(chunk_size=_PORTION):
        hit = [name for name in mentions if names_person(plain_text(getattr(row, name)))]
        if hit:
            count += held.rows.filter(pk=row.pk).update(**blanks(held.model, hit))
    return count


def find_words(words: tuple[str, ...]) -> Callable[[str], bool] | None:
    """A function that says whether a text holds one of these words whole, however it is spelled; None for no words."""
    folded = sorted({" ".join(normalised(word).split()) for word in words} - {""})
    digits = sorted({found for word in words if len(found := _digits(word)) >= 6 and _is_number(word)})
    if not folded and not digits:
        return None
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in folded) or r"(?!)")

    def holds(text: str) -> bool:
        if not text:
            return False
        return bool(whole.search(" ".join(normalised(text).split()))) or any(
            number in _digits(text) for number in digits
        )

    return holds


def plain_text(value: Any) -> str:
    """A value as text in which words can be searched."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s()+./-]+", text))


def _points(held: Held, name: str) -> bool:
    return bool(held.model._meta.get_field(name).is_relation)

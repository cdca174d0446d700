"""What happened, as a value: the base of every event that a service records.

An event is named in the past tense and holds references only: ids, keys, codes, counts. A name or an address of a
person never stands in it, so that erasing a person leaves the chain whole.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise

_VERB = re.compile(r"[a-z]+(?:\.[a-z]+(?:_[a-z0-9]+)*){1,2}\Z")
_LONGEST_REFERENCE = 500

_known: dict[str, str] = {}
_kinds: dict[str, type[Event]] = {}


class BadEvent(ValueError):
    """An event that the journal cannot hold: a verb of the wrong shape, or a value that is no reference."""


@dataclass(frozen=True)
class Event:
    """The base of all events; the first field names the target: `source_id` means the target kind `source`.

    A subclass sets `verb`, `<app>.<what_happened>`, and `words`, which say in plain words what happened; it is frozen
    too.
    """

    verb: ClassVar[str] = ""
    words: ClassVar[Promise | str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not _VERB.match(cls.verb):
            raise BadEvent(f"{cls.__name__}: the verb '{cls.verb}' is not of the form app.what_happened")
        owner = f"{cls.__module__}.{cls.__qualname__}"
        if _known.setdefault(cls.verb, owner) != owner:
            raise BadEvent(f"{owner}: the verb '{cls.verb}' belongs to {_known[cls.verb]}")
        _kinds[cls.verb] = cls

    def target(self) -> tuple[str, str]:
        """Kind and id of what the event is about, both empty when the event has no fields."""
        for field in dataclasses.fields(self):
            kind = field.name.removesuffix("_id").removesuffix("_key")
            return kind, str(getattr(self, field.name))
        return "", ""

    def references(self) -> dict[str, Any]:
        """Every field by name, as plain JSON values.

        Raises   BadEvent when a value is neither a number, a truth value, a short text nor a list of these
        """
        return {field.name: plain(field.name, getattr(self, field.name)) for field in dataclasses.fields(self)}


def known_verbs() -> dict[str, str]:
    """Every verb that a loaded module declares, with the dotted name of its event."""
    return dict(sorted(_known.items()))


def event_of(verb: str) -> type[Event] | None:
    """The event of a verb, or None when no loaded module declares it."""
    return _kinds.get(verb)


def plain(name: str, value: Any) -> Any:
    """Return `value` as it stands in canonical JSON; floats are refused because databases round them differently."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if len(value) > _LONGEST_REFERENCE:
            raise BadEvent(f"{name}: a reference has at most {_LONGEST_REFERENCE} characters")
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadEvent(f"{name}: the text holds a character that a database cannot keep")
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(name, item) for item in value]
    raise BadEvent(f"{name}: {type(value).__name__} is no reference; give an id, a code or a short text")

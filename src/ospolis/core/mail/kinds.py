"""Kinds of letters: each app declares its own in a leaf called `mail.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind: `<app>.<what>`, its name in words, its template, and whether it may be stopped.

    Essential are letters about the safety of an account and answers that the reader asked for just now: they are sent
    at once and nobody can stop them. Every other kind can be stopped or gathered. The text of one that opens something
    by a link is deleted as soon as it is sent, as that of essential ones.
    """

    code: str
    words: str | Promise
    template: str
    essential: bool = False
    opens_something: bool = False


class UnknownKind(LookupError):
    """A kind that no app declares any more."""


DIGEST = LetterKind("core.digest", _("Letters that were gathered"), "core/mail/digest.html")


_kinds: dict[str, LetterKind] = {}


def list_kind(kind: LetterKind) -> LetterKind:
    """Add a kind to the register; those of a `mail.py` are added by themselves.

    Raises   ValueError when another kind has this code
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two kinds of letters are called '{kind.code}'")
    return kind


def forget_kind(code: str) -> None:
    """Take a kind out of the register; letters of it that wait are refused when their turn comes."""
    _kinds.pop(code, None)


def letter_kinds() -> tuple[LetterKind, ...]:
    """Every kind, by its code.

    Raises   ValueError when two kinds have one code
    """
    _load_kinds()
    return tuple(_kinds[code] for code in sorted(_kinds))


def kinds_to_choose() -> tuple[LetterKind, ...]:
    """The kinds whose rhythm a reader may choose."""
    return tuple(kind for kind in letter_kinds() if not kind.essential and kind != DIGEST)


def find_kind(code: str) -> LetterKind:
    """Return the kind of this code.

    Raises   UnknownKind
    """
    _load_kinds()
    if code not in _kinds:
        raise UnknownKind(f"no kind of letters is called '{code}'")
    return _kinds[code]


@cache
def _load_kinds() -> None:
    list_kind(DIGEST)
    for config in apps.get_app_configs():
        name = f"{config.name}.mail"
        if config.name.startswith("ospolis.") and find_spec(name) is not None:
            for value in vars(import_module(name)).values():
                if isinstance(value, LetterKind):
                    list_kind(value)

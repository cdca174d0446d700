"""Elixir: mix.lock by pattern, for it is written as a term of the language."""

from __future__ import annotations

import re
from typing import Final

from ..component import Hash
from .draft import Draft, read_hash
from .lines import number_matches

_HEX: Final = re.compile(
    r'^[ \t]*"([\w-]{1,200})":?[ \t]*(?:=>)?[ \t]*\{:hex,[ \t]*:"?([\w-]{1,200})"?,[ \t]*"([^"\n]{1,100})",'
    r'[ \t]*"([0-9a-f]{0,128})"',
    re.MULTILINE,
)
_GIT: Final = re.compile(
    r'^[ \t]*"([\w-]{1,200})":?[ \t]*(?:=>)?[ \t]*\{:git,[ \t]*"([^"\n]{1,500})",[ \t]*"([0-9a-f]{7,64})"',
    re.MULTILINE,
)


def read_mix_lock(text: str, data: bytes, draft: Draft) -> None:
    """Recognise the entries of a mix.lock.

    Source   Mix documentation; hex package manager, lock format
    """
    draft.partial = True
    for found, (_, line) in zip(_HEX.finditer(text), number_matches(text, _HEX), strict=True):
        hashes: tuple[Hash, ...] = read_hash(f"sha256:{found[4]}")
        draft.mention("hex", found[2], found[3], line=line, hashes=hashes, keys=(found[1],))
    for found, (_, line) in zip(_GIT.finditer(text), number_matches(text, _GIT), strict=True):
        draft.mention("hex", found[1], line=line, source=f"{found[2]}#{found[3]}")

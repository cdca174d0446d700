"""composer.json and composer.lock."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Relation, Scope
from .draft import Draft, read_hash
from .lines import KeyLines, number_matches
from .shapes import read_list, read_map, read_text, read_texts

_EXACT: Final = re.compile(r"v?\d+(?:\.\d+){2,3}(?:-[0-9A-Za-z.]+)?")
_NAME: Final = re.compile(r'^[ \t]*"name"[ \t]*:[ \t]*"([^"\\\n/]{1,200}/[^"\\\n]{1,200})"', re.MULTILINE)
_SECTIONS: Final = (("require", Scope.RUNTIME), ("require-dev", Scope.DEVELOPMENT))
_LOCKED: Final = (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEVELOPMENT))


def read_composer_json(text: str, data: bytes, draft: Draft) -> None:
    """Read a composer.json; PHP itself and its extensions are no packages.

    Source   Composer documentation, the schema
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    draft.declare(
        "composer",
        read_text(document, "name"),
        read_text(document, "version"),
        licence=_read_licence(document),
        line=lines.find("license") or lines.find("name"),
    )
    for section, scope in _SECTIONS:
        after = lines.find(section)
        for name, wanted in read_map(document, section).items():
            if "/" not in name:
                continue
            stated = read_text({"": wanted}, "")
            exact = _EXACT.fullmatch(stated)
            draft.mention(
                "composer",
                name,
                stated if exact else "",
                version_range="" if exact else stated,
                scope=scope,
                relation=Relation.DIRECT,
                line=lines.find(name, after=after),
            )


def read_composer_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a composer.lock.

    Source   Composer documentation, composer.lock
    """
    document = read_json(data, limits=draft.limits.text)
    lines: dict[str, int] = {}
    for name, line in number_matches(text, _NAME):
        lines.setdefault(name, line)
    positions: dict[str, int] = {}
    entries = [(entry, scope) for section, scope in _LOCKED for entry in read_list(document, section)]
    for entry, scope in entries:
        name = read_text(entry, "name")
        digest = read_text(entry, "dist", "shasum")
        positions[name.lower()] = draft.mention(
            "composer",
            name,
            read_text(entry, "version"),
            scope=scope,
            line=lines.get(name, 0),
            licence=_read_licence(entry),
            hashes=read_hash(f"sha1:{digest}") if digest else (),
            source=f"path:{read_text(entry, 'dist', 'url')}" if read_text(entry, "dist", "type") == "path" else "",
        )
    for entry, _ in entries:
        source = positions.get(read_text(entry, "name").lower(), -1)
        for needed in read_map(entry, "require"):
            draft.edge(source, positions.get(needed.lower(), -1))


def _read_licence(document: JsonValue) -> str:
    """Several entries mean a choice, says Composer's documentation."""
    return " OR ".join(read_texts(document, "license"))

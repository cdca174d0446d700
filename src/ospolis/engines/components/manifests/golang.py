"""Go: go.mod, go.sum and vendor/modules.txt."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from typing import Final

from ..component import Hash, Relation, Scope
from .draft import Draft

_REQUIRED: Final = re.compile(r"(\S+)\s+(v\S+)\s*(?://\s*(indirect)?.*)?")
_REPLACED: Final = re.compile(r"(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?\s*(?://.*)?")
_VENDORED: Final = re.compile(r"# (\S+) (v\S+)(?: => (\S+)(?: (v\S+))?)?")


def read_go_mod(text: str, data: bytes, draft: Draft) -> None:
    """Read a go.mod: it settles versions itself, so it counts as manifest and lock.

    Source   Go modules reference
    """
    required: list[tuple[str, str, int, bool]] = []
    replaced: dict[str, tuple[str, str]] = {}
    block = ""
    for number, written in enumerate(text.splitlines(), 1):
        line = written.strip()
        if not line or line.startswith("//"):
            continue
        if line.startswith(")"):
            block = ""
        elif block:
            _read_directive(block, line, number, required, replaced, draft)
        elif line.endswith("("):
            block = line[:-1].strip()
        else:
            word, _, rest = line.partition(" ")
            _read_directive(word, rest.strip(), number, required, replaced, draft)
    for name, version, number, indirect in required:
        _mention(name, version, number, replaced, draft, indirect=indirect)


def read_go_sum(text: str, data: bytes, draft: Draft) -> None:
    """Read the hashes of module archives; lines for a go.mod alone are left out.

    Source   Go modules reference, go.sum files
    """
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if len(parts) == 3 and not parts[1].endswith("/go.mod"):
            draft.mention("golang", parts[0], parts[1], line=number, hashes=_read_h1(parts[2]))


def read_go_vendor(text: str, data: bytes, draft: Draft) -> None:
    """Read vendor/modules.txt: what really lies in the folder; `## explicit` marks direct needs.

    Source   Go modules reference, vendoring
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = _VENDORED.fullmatch(line.strip())
        if not found:
            continue
        explicit = number < len(lines) and lines[number].startswith("## explicit")
        draft.mention(
            "golang",
            found[3] if found[4] else found[1],
            found[4] or found[2],
            scope=Scope.RUNTIME,
            relation=Relation.DIRECT if explicit else Relation.TRANSITIVE,
            line=number,
            source=f"path:{found[3]}" if found[3] and not found[4] else "",
        )


def _read_directive(
    word: str,
    rest: str,
    number: int,
    required: list[tuple[str, str, int, bool]],
    replaced: dict[str, tuple[str, str]],
    draft: Draft,
) -> None:
    if word == "require":
        found = _REQUIRED.fullmatch(rest.replace('"', ""))
        if found:
            required.append((found[1], found[2], number, found[3] is not None))
        else:
            message = f"{rest[:60]!r} is not a requirement of Go."
            draft.remark("requirement", message, fix='Write "module version".', line=number)
    elif word == "replace":
        found = _REPLACED.fullmatch(rest.replace('"', ""))
        if found:
            replaced[f"{found[1]} {found[2] or ''}"] = (found[3], found[4] or "")
    elif word == "module":
        draft.declare("golang", rest.partition(" ")[0].strip('"'), line=number)
    elif word == "go":
        draft.context = replace(draft.context, properties=(("go", rest.partition(" ")[0]),))


def _mention(
    name: str,
    version: str,
    number: int,
    replaced: dict[str, tuple[str, str]],
    draft: Draft,
    *,
    indirect: bool,
) -> None:
    other, other_version = replaced.get(f"{name} {version}") or replaced.get(f"{name} ") or ("", "")
    draft.mention(
        "golang",
        other if other_version else name,
        other_version or version,
        scope=Scope.RUNTIME,
        relation=Relation.TRANSITIVE if indirect else Relation.DIRECT,
        line=number,
        source=f"path:{other}" if other and not other_version else "",
        keys=(name,),
    )


def _read_h1(text: str) -> tuple[Hash, ...]:
    """`h1:` is a SHA-256 over the list of files, not over the archive, so it keeps a name of its own."""
    if not text.startswith("h1:"):
        return ()
    try:
        return (Hash("h1", base64.b64decode(text[3:], validate=True).hex()),)
    except (binascii.Error, ValueError):
        return ()

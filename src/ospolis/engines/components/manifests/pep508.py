"""One Python requirement as PEP 508 writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..component import Hash, Relation, Scope
from .draft import Draft

_FORM: Final = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?:\[[^\]]*\])?[ \t]*"
    r"(?:@[ \t]*(?P<source>[^\s;]+)|\(?(?P<range>(?:[<>=!~][^;()@]*)?)\)?)[ \t]*(?:;(?P<marker>.*))?",
    re.DOTALL,
)
_EXACT: Final = re.compile(r"===?\s*([^\s,*=]+)")
_EXTRA: Final = re.compile(r"\bextra\s*==")


@dataclass(frozen=True, slots=True)
class PythonRequirement:
    """Name, exact version or range, address and whether a marker makes it an extra."""

    name: str
    version: str
    version_range: str
    source: str
    optional: bool


def read_requirement(text: str) -> PythonRequirement | None:
    """Read a requirement; None when it is none.

    Source   PEP 508, PEP 440
    """
    found = _FORM.fullmatch(text.strip()) if len(text) <= 4_096 else None
    if found is None:
        return None
    wanted = (found["range"] or "").strip()
    exact = _EXACT.fullmatch(wanted)
    return PythonRequirement(
        name=found["name"],
        version=exact[1] if exact else "",
        version_range="" if exact else wanted,
        source=found["source"] or "",
        optional=bool(found["marker"] and _EXTRA.search(found["marker"])),
    )


def mention_requirement(
    draft: Draft,
    text: str,
    scope: Scope,
    *,
    line: int = 0,
    relation: Relation = Relation.DIRECT,
    hashes: tuple[Hash, ...] = (),
) -> int:
    """Keep a requirement, or remark that the text is none.

    Returns  its position, or -1
    """
    found = read_requirement(text)
    if found is None:
        code, fix = "requirement", 'Write it as PEP 508 does, such as "name >= 1.2".'
        if "{{" in text or "{%" in text:
            code, fix = "templated", "Point the map at a repository made from the template, or ignore this file."
        draft.remark(code, f"{text.strip()[:60]!r} is not a Python requirement.", fix=fix, line=line)
        return -1
    return draft.mention(
        "pypi",
        found.name,
        found.version,
        version_range=found.version_range,
        scope=Scope.OPTIONAL if found.optional and scope is Scope.RUNTIME else scope,
        relation=relation,
        line=line,
        hashes=hashes,
        source=name_source(found.source),
    )


def name_source(address: str) -> str:
    """Mark an address inside the repository as a path, and leave others as they are."""
    return f"path:{address}" if address.startswith((".", "/", "file:")) else address


def scope_of_group(name: str) -> Scope:
    """Guess the scope of a named group of requirements; a group is never needed at run time.

    Source   PEP 735 and the habits it describes: test, docs, dev, lint
    """
    lowered = name.lower()
    if "test" in lowered:
        return Scope.TEST
    return Scope.BUILD if "build" in lowered else Scope.DEVELOPMENT

"""requirements.txt in pip's form: includes, constraints, hashes, markers, editable installs, pip-compile's notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ..component import Relation, Scope
from ..diagnostic import Level
from .draft import Draft, read_hash
from .pep508 import mention_requirement, name_source

_HASH: Final = re.compile(r"\s--hash[= ]\s*(\S+)")
_OPTIONS: Final = re.compile(r"\s--[a-z]")
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_INCLUDE: Final = re.compile(r"(-r|-c|--requirement|--constraint)[= ]?\s*(\S+)")
_LONGEST: Final = 20_000
_INCLUDED: Final = {"r": "requirements", "c": "constraints"}
_EDITABLE: Final = re.compile(r"(?:-e|--editable)[= ]\s*(\S+)")
_ADDRESS: Final = re.compile(r"(?:[a-z+]+://|git\+|\.{1,2}/|/|\.$|\.\[)")


@dataclass(slots=True)
class _Stated:
    """One requirement with the lines that continue it and the comments below it."""

    text: str
    line: int
    comments: list[str] = field(default_factory=list)


def read_requirements(text: str, data: bytes, draft: Draft) -> None:
    """Read a requirements or constraints file.

    Source   pip documentation, requirements file format; pip-tools' `# via` comments
    """
    includes = []
    for stated in _read_logical_lines(text):
        found = _INCLUDE.match(stated.text)
        if found:
            includes.append((_INCLUDED[found[1].lstrip("-")[0]], found[2]))
        elif stated.text.startswith("-"):
            _read_option(stated, draft)
        else:
            _mention(stated, draft)
    draft.context = replace(draft.context, includes=tuple(dict.fromkeys(includes[:20])))


def _read_logical_lines(text: str) -> Iterator[_Stated]:
    current: _Stated | None = None
    continued = False
    for number, line in enumerate(text.splitlines(), 1):
        body, mark, comment = _split_comment(line)
        if current is not None and mark and not body:
            current.comments.append(comment)
            continue
        if continued and current is not None:
            if len(current.text) < _LONGEST:
                current.text += f" {body.rstrip(chr(92)).strip()[:_LONGEST]}"
        elif body:
            if current is not None:
                yield current
            current = _Stated(body.rstrip("\\").strip(), number, [comment])
        continued = body.endswith("\\")
    if current is not None:
        yield current


def _split_comment(line: str) -> tuple[str, str, str]:
    line = line.strip()
    if line.startswith("#"):
        return "", "#", line[1:].strip()
    body, mark, comment = line.partition(" #")
    return body.rstrip(), mark, comment.strip()


def _mention(stated: _Stated, draft: Draft) -> None:
    hashes = read_hash(" ".join(_HASH.findall(stated.text)[:8]))
    body = _OPTIONS.split(stated.text, maxsplit=1)[0].strip()
    if _ADDRESS.match(body):
        _mention_address(body, stated.line, draft)
        return
    mention_requirement(draft, body, Scope.UNKNOWN, line=stated.line, relation=_relation_of(stated), hashes=hashes)


def _relation_of(stated: _Stated) -> Relation:
    """pip-compile says who wants each package: a file, or another package."""
    reasons = [comment.removeprefix("via").strip() for comment in stated.comments if comment]
    vias = [reason for reason in reasons if reason]
    if not any(comment.startswith("via") for comment in stated.comments) or not vias:
        return Relation.DIRECT
    if any(via.startswith("-") or "(" in via for via in vias):
        return Relation.DIRECT
    return Relation.TRANSITIVE


def _read_option(stated: _Stated, draft: Draft) -> None:
    editable = _EDITABLE.match(stated.text)
    if editable:
        _mention_address(editable[1], stated.line, draft)


def _mention_address(address: str, line: int, draft: Draft) -> None:
    egg = _EGG.search(address)
    if egg:
        source = name_source(address)
        draft.mention("pypi", egg[1], scope=Scope.UNKNOWN, relation=Relation.DIRECT, line=line, source=source)
    elif not name_source(address).startswith("path:"):
        message = f"The address {address[:60]!r} does not say which package it is."
        draft.remark("unnamed", message, fix='Write "name @ address" instead.', level=Level.NOTE, line=line)

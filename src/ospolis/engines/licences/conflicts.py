"""Contradictions between what the root says and what other places say: findings, never averages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .assemble import Evidence, FileLicence
from .expressions import Expression, Problem, list_licences, parse_expression
from .families import STRENGTHS, strength_of
from .paths import PathClass
from .roots import Declaration, RootVerdict

MOST_EVIDENCE = 10


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction.

    kind      headers-differ, headers-stricter or manifest-differs
    weighty   whether it keeps the repository from counting as clear
    """

    kind: str
    message: str
    expression: str
    files: int
    weighty: bool
    evidence: tuple[Evidence, ...] = ()


def find_conflicts(
    root: RootVerdict, own: dict[str, FileLicence], declared: Sequence[Declaration]
) -> tuple[Conflict, ...]:
    """Hold headers and manifests against the root.

    Shapes   root: judge_roots; own: what own files say; declared: fields of manifests
    Returns  conflicts, the weightiest and most frequent first
    """
    if not root.expression:
        return ()
    found = [*_compare_headers(root.expression, own), *_compare_manifests(root.expression, declared)]
    return tuple(sorted(found, key=lambda conflict: (not conflict.weighty, -conflict.files, conflict.expression)))


def _compare_headers(root: str, own: dict[str, FileLicence]) -> list[Conflict]:
    sources = [file for file in own.values() if file.path_class is PathClass.SOURCE]
    groups: dict[str, list[FileLicence]] = {}
    for file in sources:
        groups.setdefault(file.expression, []).append(file)
    conflicts = []
    for expression, files in groups.items():
        if _agrees(root, expression):
            continue
        stricter = _rank(expression) > _rank(root)
        most = len(files) * 2 > len(sources)
        evidence = tuple(piece for file in files for piece in file.evidence)[:MOST_EVIDENCE]
        kind = "headers-stricter" if stricter else "headers-differ"
        message = f"The root says {root}; {len(files)} source files say {expression}, the first is {files[0].path}."
        conflicts.append(Conflict(kind, message, expression, len(files), stricter or most, evidence))
    return conflicts


def _compare_manifests(root: str, declared: Sequence[Declaration]) -> list[Conflict]:
    conflicts = []
    for declaration in declared:
        read = parse_expression(declaration.text)
        options = _options(read)
        if "/" in declaration.path or not options or any(_agrees(root, option) for option in options):
            continue
        stated = " or ".join(options)
        message = f"The root says {root}; {declaration.path} says {stated}. Make them say the same."
        conflicts.append(Conflict("manifest-differs", message, stated, 1, weighty=True))
    return conflicts


def _options(read: Expression | Problem) -> tuple[str, ...]:
    if isinstance(read, Problem):
        return read.options
    return (str(read),) if read.node else ()


def _agrees(root: str, expression: str) -> bool:
    """Whether an expression says nothing that the root does not say too."""
    return _ids(expression) <= _ids(root) or (_ids(root) <= _ids(expression) and " OR " in expression)


def _ids(text: str) -> set[str]:
    """The licences of an expression; "only" and "or later" of one text are not held against each other here."""
    licences = list_licences(parse_expression(text))
    return {one.id.removesuffix("-only").removesuffix("-or-later") for one in licences}


def _rank(text: str) -> int:
    read = parse_expression(text)
    strength = strength_of(read.node) if isinstance(read, Expression) and read.node else "unknown"
    return STRENGTHS.index(strength) if strength in STRENGTHS else -1

"""SPDX licence expressions: read, check, write in one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .names import GnuName, Named, read_gnu_name, read_name
from .reference import exception_ids, spdx_ids

LONGEST_EXPRESSION = 2_000  # characters
DEEPEST_EXPRESSION = 32  # nested brackets
MOST_TERMS = 200

_TERM = re.compile(r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>[^\s()]+))")
_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_ADDITION = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?AdditionRef-[A-Za-z0-9.-]+")
_SLASHED = re.compile(r"[A-Za-z0-9.+-]+(?:\s*/\s*[A-Za-z0-9.+-]+)+")
_CLASSIFIER = re.compile(r"License\s*::\s*(?:OSI Approved\s*::\s*)?", re.IGNORECASE)
_SEE_FILE = re.compile(r"see licen[cs]e (?:in|file)\b.*|licen[cs]e(?:\.(?:txt|md))?", re.IGNORECASE)
_GNU_FAMILY = re.compile(r"(?:A|L)?GPL-\d\.\d|GFDL-1\.[123]")


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of an expression, with its exception."""

    id: str
    later: bool = False
    exception: str = ""

    def __str__(self) -> str:
        base = self.id + ("+" if self.later else "")
        return f"{base} WITH {self.exception}" if self.exception else base


@dataclass(frozen=True, slots=True)
class Compound:
    """Several parts joined by AND or by OR; equal parts stand once, in the order first written."""

    operator: str
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        words = []
        for part in self.parts:
            bracket = isinstance(part, Compound) and part.operator != self.operator
            words.append(f"({part})" if bracket else str(part))
        return f" {self.operator} ".join(words)


Node: TypeAlias = Licence | Compound


@dataclass(frozen=True, slots=True)
class Expression:
    """What was said about a licence. `kind` keeps apart what is often mixed up.

    kind   licences: `node` says which; NOASSERTION: the author makes no statement; NONE: looked, and nothing is
           there; absent: the field is missing
    """

    kind: str
    node: Node | None = None
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.node) if self.node else ("" if self.kind == "absent" else self.kind)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is not an expression, and what it could mean.

    code   ambiguous, unknown-id, unknown-exception, syntax, see-file, not-licensed, too-long, too-deep
    """

    code: str
    message: str
    options: tuple[str, ...] = ()


class _Trouble(Exception):
    """Carries a problem out of the recursive reader; never leaves this module."""

    def __init__(self, code: str, message: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problem = Problem(code, message, options)


def parse_expression(text: str | None, *, old_means_only: bool = False) -> Expression | Problem:
    """Read an SPDX expression, or the free text that people write in its place.

    Shapes   text: what a manifest, tag or form says; None when the field is missing; old_means_only: whether
             "GPL-2.0" is GPL-2.0-only, as the SPDX list defined it while tags were written so
    Returns  Expression in its one written form, or a Problem that keeps the options of an ambiguous name
    Source   SPDX specification 3.0, annex B; reference/licences/names.json for free text
    """
    if text is None or not text.strip():
        return Expression("absent")
    text = _CLASSIFIER.sub("", text.strip())
    if len(text) > LONGEST_EXPRESSION:
        return Problem("too-long", f"Write at most {LONGEST_EXPRESSION} characters; this has {len(text)}.")
    if text.upper() in ("NOASSERTION", "NONE"):
        return Expression(text.upper())
    special = _read_special(text)
    if special:
        return special
    try:
        return _read_whole(text, old_means_only=old_means_only)
    except _Trouble as trouble:
        names_only = trouble.problem.code in ("unknown-id", "syntax") and text.count("(") == text.count(")")
        return (_read_free_text(text) if names_only else None) or trouble.problem


def join_expressions(operator: str, texts: list[str]) -> str:
    """Join proper expressions into one, each part once.

    Raises   ValueError when one of them is no expression
    """
    nodes = []
    for text in texts:
        read = parse_expression(text)
        if isinstance(read, Problem) or read.node is None:
            raise ValueError(f"{text!r} is not an expression")
        nodes.append(read.node)
    return str(_join(operator, nodes))


def list_licences(read: Expression | Problem) -> tuple[Licence, ...]:
    """Every licence an expression names, in order, each once; a problem names none."""
    return tuple(dict.fromkeys(_walk(read.node))) if isinstance(read, Expression) and read.node else ()


def _walk(node: Node) -> Iterator[Licence]:
    if isinstance(node, Licence):
        yield node
    else:
        for part in node.parts:
            yield from _walk(part)


def _join(operator: str, nodes: list[Node]) -> Node:
    """Join nodes, opening nested ones of the same operator and dropping repeats."""
    flat: dict[Node, None] = {}
    for node in nodes:
        inner = node.parts if isinstance(node, Compound) and node.operator == operator else (node,)
        flat.update(dict.fromkeys(inner))
    parts = tuple(flat)
    return parts[0] if len(parts) == 1 else Compound(operator, parts)


def _read_special(text: str) -> Problem | None:
    """Words that manifests use and that are no licence."""
    if text.upper() == "UNLICENSED":
        return Problem("not-licensed", "UNLICENSED means that nobody may use it. Name a licence if that is not so.")
    if _SEE_FILE.fullmatch(text):
        return Problem("see-file", "The text points at a file. The licence is what that file says.")
    return None


def _read_whole(text: str, *, old_means_only: bool = False) -> Expression:
    terms = [(found.lastgroup or "", found[0].strip()) for found in _TERM.finditer(text)]
    if len(terms) > MOST_TERMS:
        raise _Trouble("too-long", f"Write at most {MOST_TERMS} words; this has {len(terms)}.")
    reader = _Reader(terms, old_means_only=old_means_only)
    node = reader.read_or(0)
    if reader.at < len(terms):
        raise _Trouble("syntax", f"Write AND, OR or WITH before “{terms[reader.at][1]}”.")
    return Expression("licences", node, tuple(reader.remarks))


class _Reader:
    """Reads terms from the left; AND binds closer than OR, as SPDX says."""

    def __init__(self, terms: list[tuple[str, str]], *, old_means_only: bool) -> None:
        self.terms = terms
        self.old_means_only = old_means_only
        self.at = 0
        self.remarks: list[str] = []

    def next_is(self, word: str) -> bool:
        return self.at < len(self.terms) and self.terms[self.at][1].upper() == word

    def read_or(self, depth: int) -> Node:
        return self._read_joined("OR", depth)

    def _read_joined(self, operator: str, depth: int) -> Node:
        nodes = [self._read_part(operator, depth)]
        while self.next_is(operator):
            self.at += 1
            nodes.append(self._read_part(operator, depth))
        return _join(operator, nodes)

    def _read_part(self, operator: str, depth: int) -> Node:
        return self._read_joined("AND", depth) if operator == "OR" else self._read_with(depth)

    def _read_with(self, depth: int) -> Node:
        node = self._read_term(depth)
        if not self.next_is("WITH"):
            return node
        self.at += 1
        if not isinstance(node, Licence):
            raise _Trouble("syntax", "WITH follows one licence, not a bracket.")
        return Licence(node.id, node.later, self._read_exception())

    def _read_exception(self) -> str:
        word = self._take()
        found = exception_ids().get(word.lower())
        if found is None and not _ADDITION.fullmatch(word):
            raise _Trouble("unknown-exception", f"“{word}” is not an SPDX exception. Check its spelling.")
        return found or word

    def _read_term(self, depth: int) -> Node:
        if depth > DEEPEST_EXPRESSION:
            raise _Trouble("too-deep", f"Nest at most {DEEPEST_EXPRESSION} brackets.")
        word = self._take()
        if word == "(":
            node = self.read_or(depth + 1)
            if not self.next_is(")"):
                raise _Trouble("syntax", "A bracket is not closed.")
            self.at += 1
            return node
        if word == ")" or word.upper() in ("AND", "OR", "WITH"):
            raise _Trouble("syntax", f"A licence is missing before “{word}”.")
        return self._read_licence(word)

    def _take(self) -> str:
        if self.at == len(self.terms):
            raise _Trouble("syntax", "The expression ends too early: a licence is missing.")
        self.at += 1
        return self.terms[self.at - 1][1]

    def _read_licence(self, word: str) -> Node:
        if _REF.fullmatch(word):
            return Licence(word)
        later = word.endswith("+")
        bare = word.removesuffix("+")
        found = spdx_ids().get(bare.lower())
        if found is None:
            raise _Trouble(
                "unknown-id", f"“{word}” is not an SPDX licence. Check its spelling, or write LicenseRef-..."
            )
        if found != bare:
            self.remarks.append(f"“{bare}” is written {found}")
        if _GNU_FAMILY.fullmatch(found):
            if self.old_means_only and not later:
                self.remarks.append(f"“{found}” is read as {found}-only, as the SPDX list defined it")
                return Licence(f"{found}-only")
            return _state_gnu(found, later)
        if found.endswith(("-only", "-or-later")):
            return Licence(found.removesuffix("-only") + "-or-later" if later and found.endswith("-only") else found)
        return Licence(found, later)


def _state_gnu(found: str, later: bool) -> Licence:
    """GPL-2.0+ is clear; GPL-2.0 alone does not say whether later versions are meant."""
    if later:
        return Licence(f"{found}-or-later")
    options = (f"{found}-only", f"{found}-or-later")
    raise _Trouble(
        "ambiguous", f"“{found}” does not say whether later versions may be used. Write one of them.", options
    )


def _read_free_text(text: str) -> Expression | Problem | None:
    """Read names in place of identifiers; None when no name is known."""
    if _SLASHED.fullmatch(text):
        parts = [parse_expression(part) for part in re.split(r"\s*/\s*", text)]
        problems = [part for part in parts if isinstance(part, Problem)]
        if not problems:
            nodes = [part.node for part in parts if isinstance(part, Expression) and part.node]
            return Expression("licences", _join("OR", nodes), ("“/” is read as OR",))
        if all(problem.options for problem in problems):
            return problems[0]
    named = read_gnu_name(text) or read_name(text)
    return _state_name(text, named) if named else None


def _state_name(text: str, named: GnuName | Named) -> Expression | Problem:
    if len(named.options) > 1:
        return Problem("ambiguous", f"“{text}” can mean several licences. Write one of them.", named.options)
    read = _read_whole(named.options[0])
    return Expression(read.kind, read.node, (f"“{text}” is read as {named.options[0]}",))

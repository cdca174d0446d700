"""Conditions of field forms (XPath) read back as conditions of a bank, or refused: logic is never dropped in silence.

What is read: comparisons of one question with one level, `selected(...)`, `and`, `or`, `not(...)`, brackets. In a bank,
an answer that is not known makes no question go away; parts of a condition that say just that are taken for granted.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

_SIGN: Final = re.compile(
    r"\s*(?:\$\{(?P<name>[^}]*)\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_]+)"
    r"|(?P<sign><=|>=|!=|[=<>(),]))"
)
_UNKNOWN: Final = frozenset({"", "na", "unknown"})
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_MOST_DEPTH: Final = 12
# A node: ("test", question, sign, level), ("unknown", question), ("not", node), ("and" or "or", nodes).
Node: TypeAlias = tuple[object, ...]


class NotRead(ValueError):
    """A condition that a bank cannot say; the message names what."""


def read_relevant(text: str) -> str:
    """Read a condition.

    Returns  the same in the words of a bank (`D1.1 >= 2`); empty when it always holds
    Raises   NotRead
    """
    if not text.strip():
        return ""
    parser = _Parser(text)
    node = parser.series("or", 0)
    if parser.ahead() is not None:
        raise NotRead(parser.rest())
    return _write(_simplify(node))


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._signs: list[tuple[str, str, int]] = []
        at = 0
        while text[at:].strip():
            match = _SIGN.match(text, at)
            if match is None:
                raise NotRead(text[at:].strip()[:40])
            kind = str(match.lastgroup)
            self._signs.append((kind, match[kind], match.start()))
            at = match.end()
        self._next = 0

    def ahead(self) -> tuple[str, str] | None:
        return self._signs[self._next][:2] if self._next < len(self._signs) else None

    def rest(self) -> str:
        start = self._signs[self._next][2] if self._next < len(self._signs) else len(self._text)
        return self._text[start:].strip()[:40] or self._text.strip()[:40]

    def _take(self, kind: str, *wanted: str) -> str:
        found = self.ahead()
        if found is None or found[0] != kind or (wanted and found[1] not in wanted):
            raise NotRead(self.rest())
        self._next += 1
        return found[1]

    def series(self, word: str, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise NotRead(self.rest())
        parts = [self._part(word, depth)]
        while self.ahead() == ("word", word):
            self._take("word", word)
            parts.append(self._part(word, depth))
        return parts[0] if len(parts) == 1 else (word, tuple(parts))

    def _part(self, word: str, depth: int) -> Node:
        return self.series("and", depth) if word == "or" else self._single(depth)

    def _single(self, depth: int) -> Node:
        if self.ahead() == ("word", "not"):
            self._take("word", "not")
            return ("not", self._brackets(depth))
        if self.ahead() == ("word", "selected"):
            return self._selected()
        if self.ahead() == ("sign", "("):
            return self._brackets(depth)
        return self._comparison()

    def _brackets(self, depth: int) -> Node:
        self._take("sign", "(")
        inner = self.series("or", depth + 1)
        self._take("sign", ")")
        return inner

    def _selected(self) -> Node:
        self._take("word", "selected")
        self._take("sign", "(")
        name = self._take("name")
        self._take("sign", ",")
        value = self._value()
        self._take("sign", ")")
        return self._test(name, "=", value)

    def _comparison(self) -> Node:
        found = self.ahead()
        if found is not None and found[0] == "name":
            name, sign, value = self._take("name"), self._take("sign", *_TURNED), self._value()
            return self._test(name, sign, value)
        value, sign, name = self._value(), self._take("sign", *_TURNED), self._take("name")
        return self._test(name, _TURNED[sign], value)

    def _value(self) -> str:
        found = self.ahead()
        if found is None or found[0] not in {"text", "number"}:
            raise NotRead(self.rest())
        self._next += 1
        return found[1].strip("'\"")

    def _test(self, name: str, sign: str, value: str) -> Node:
        code = name.strip().replace("_", ".")
        if value in _UNKNOWN and sign in {"=", "!="}:
            return ("unknown", code) if sign == "=" else ("not", ("unknown", code))
        if not re.fullmatch(r"[0-4]", value):
            raise NotRead(f"{name} {sign} {value}"[:40])
        return ("test", code, sign, value)


def _simplify(node: Node) -> Node:
    """Take off the parts that say what a bank does by itself: `unknown or test` and `known and test` are the test.

    Raises   NotRead where an answer that is not known decides alone
    """
    if node[0] == "test":
        return node
    if node[0] == "not" and not _unknown_ones(node[1]):
        return ("not", _simplify(node[1]))  # type: ignore[arg-type]  # of a negation, the second is a node
    if node[0] not in {"and", "or"}:
        raise NotRead(f"${{{_unknown_ones(node) or _unknown_ones(node[1])}}}")
    taken, rest = set[str](), list[Node]()
    for part in node[1]:  # type: ignore[attr-defined]  # a series of nodes
        found = _unknown_ones(part if node[0] == "or" else part[1] if part[0] == "not" else None)
        if found:
            taken.add(found)
        else:
            rest.append(_simplify(part))
    if lonely := sorted(taken - {name for part in rest for name in _names(part)}):
        raise NotRead(f"${{{lonely[0]}}}")
    return rest[0] if len(rest) == 1 else (node[0], tuple(rest))


def _unknown_ones(node: object) -> str:
    """The question of which a node says only that its answer is not known; empty for every other node."""
    if not isinstance(node, tuple):
        return ""
    if node[0] == "unknown":
        return str(node[1])
    names = {_unknown_ones(part) for part in node[1]} if node[0] == "or" else {""}
    return names.pop() if len(names) == 1 else ""


def _names(node: Node) -> set[str]:
    if node[0] == "test":
        return {str(node[1])}
    parts = (node[1],) if node[0] == "not" else node[1]
    return {name for part in parts for name in _names(part)}  # type: ignore[attr-defined]  # nodes


def _write(node: Node, *, inside: bool = False) -> str:
    if node[0] == "test":
        return f"{node[1]} {node[2]} {node[3]}"
    if node[0] == "not":
        return f"not ({_write(node[1])})"  # type: ignore[arg-type]  # of a negation, the second is a node
    words = f" {node[0]} ".join(_write(part, inside=True) for part in node[1])  # type: ignore[attr-defined]  # nodes
    return f"({words})" if inside else words

"""YAML from outside, read event by event: YAML 1.2 core types, no aliases, anchors, tags or merge keys."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from .jsontext import decode_utf8
from .refusal import JsonValue, Refused, TextLimits

Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class YamlScalar:
    """One value and where it stands; `text` is what was written, `quoted` says quotes or a block held it."""

    value: Scalar
    text: str
    quoted: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class YamlList:
    items: tuple[YamlNode, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class YamlMap:
    """Entries in written order; a key counts by its text, so `no:` is the language and not false."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    line: int
    column: int

    def get(self, name: str) -> YamlNode | None:
        """Return the value under `name`, or None when the key is absent."""
        return next((value for key, value in self.entries if key.text == name), None)


YamlNode: TypeAlias = YamlScalar | YamlList | YamlMap

# libyaml when PyYAML was built with it: the same events, about eight times as fast.
_Events: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_STARTS = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MAX_DIGITS = 18
# The only signs that a null, a truth value or a number begins with; "" is the start of the empty text.
_TYPED_STARTS = frozenset({"", *"~nNtTfF+-.0123456789"})


def read_yaml(data: bytes, *, limits: TextLimits) -> YamlNode:
    """Read exactly one YAML document.

    Shapes   limits: bytes, nodes (keys count too), depth and string are used
    Returns  the root node; each node knows its line and column, counted from 1
    Raises   Refused with code too-large, encoding, character, empty, syntax, tab-indent, several-documents,
             alias, anchor, tag, merge-key, duplicate-key, complex-key, too-many-nodes, too-deep,
             string-too-long
    Source   YAML 1.2.2, section 10.3 (core schema)
    """
    text = _decode(data, limits)
    events = _Events(text)
    try:
        return _Builder(limits).build(events)
    except yaml.YAMLError as error:
        raise _syntax_refusal(error, text) from None
    finally:
        events.dispose()


def plain(node: YamlNode) -> JsonValue:
    """Turn a node into plain values, without positions.

    Returns  None, bool, int, float, str, list or dict; the keys of a dict are the texts of the keys
    """
    if isinstance(node, YamlScalar):
        return node.value
    if isinstance(node, YamlList):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def _decode(data: bytes, limits: TextLimits) -> str:
    text = decode_utf8(data, limits=limits)
    odd = _FORBIDDEN.search(text)
    if odd:
        line, column = _position(text, odd.start())
        message = f"The character U+{ord(odd.group()):04X} is not allowed in YAML. Remove it."
        raise Refused("character", message, line=line, column=column)
    return text


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _syntax_refusal(error: yaml.YAMLError, text: str) -> Refused:
    mark = getattr(error, "problem_mark", None)
    line, column = getattr(mark, "line", -1) + 1, getattr(mark, "column", -1) + 1
    written = "".join(text.split("\n")[line - 1 : line])
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return Refused("tab-indent", "A tab is used as indentation. Use spaces.", line=line, column=column)
    reason = getattr(error, "problem", None) or "it cannot be read"
    return Refused("syntax", f"This is not valid YAML: {reason}.", line=line, column=column)


class _Open:
    """A list or a map whose end has not been met."""

    __slots__ = ("column", "is_map", "key", "line", "nodes", "seen", "values")

    def __init__(self, event: Any, *, is_map: bool) -> None:
        self.is_map = is_map
        self.line: int = event.start_mark.line + 1
        self.column: int = event.start_mark.column + 1
        self.key: YamlScalar | None = None
        self.seen: set[str] = set()
        self.nodes: list[YamlNode] = []
        self.values: list[tuple[YamlScalar, YamlNode]] = []

    def close(self) -> YamlNode:
        if self.is_map:
            return YamlMap(tuple(self.values), self.line, self.column)
        return YamlList(tuple(self.nodes), self.line, self.column)


class _Builder:
    """Builds the tree without recursion, so that depth is a number we count and not the stack of Python."""

    def __init__(self, limits: TextLimits) -> None:
        self._limits = limits
        self._nodes = 0
        self._documents = 0
        self._open: list[_Open] = []
        self._root: YamlNode | None = None

    def build(self, events: Any) -> YamlNode:
        while (event := events.get_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._admit(event)
                self._add(self._scalar(event))
            elif kind in _STARTS:
                self._admit(event)
                self._enter(event)
            elif kind in _ENDS:
                self._add(self._open.pop().close())
            elif kind is yaml.AliasEvent:
                raise _refuse("alias", "Aliases (*name) are not read. Write the value out.", event)
            elif kind is yaml.DocumentStartEvent:
                self._start_document(event)
        if self._root is None:
            raise Refused("empty", "The file is empty.", line=1, column=1)
        return self._root

    def _start_document(self, event: Any) -> None:
        if event.tags:
            raise _refuse("tag", "Tag directives (%TAG) are not read. Remove them.", event)
        self._documents += 1
        if self._documents > 1:
            raise _refuse("several-documents", "The file holds several documents. Keep one.", event)

    def _admit(self, event: Any) -> None:
        if event.anchor is not None:
            raise _refuse("anchor", "Anchors (&name) are not read. Remove them.", event)
        if event.tag is not None:
            raise _refuse("tag", "Tags (!name) are not read. Remove them.", event)
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            message = f"The file holds more than {self._limits.nodes} values."
            raise _refuse("too-many-nodes", message, event, limit="nodes")

    def _enter(self, event: Any) -> None:
        if len(self._open) >= self._limits.depth:
            message = f"The file is nested deeper than {self._limits.depth} levels."
            raise _refuse("too-deep", message, event, limit="depth")
        self._open.append(_Open(event, is_map=type(event) is yaml.MappingStartEvent))

    def _scalar(self, event: Any) -> YamlScalar:
        text: str = event.value
        if len(text) > self._limits.string:
            message = f"A text is longer than {self._limits.string} characters."
            raise _refuse("string-too-long", message, event, limit="string")
        quoted = not event.implicit[0]
        if quoted and _UNSTORABLE.search(text):
            raise _refuse("character", "A text holds U+0000 or half a surrogate pair. Remove it.", event)
        mark = event.start_mark
        value = text if quoted else _resolve(text)
        return YamlScalar(value, text, quoted, mark.line + 1, mark.column + 1)

    def _add(self, node: YamlNode) -> None:
        if not self._open:
            self._root = node
            return
        holder = self._open[-1]
        if not holder.is_map:
            holder.nodes.append(node)
        elif holder.key is not None:
            holder.values.append((holder.key, node))
            holder.key = None
        else:
            holder.key = _checked_key(node, holder.seen)


def _checked_key(node: YamlNode, seen: set[str]) -> YamlScalar:
    if not isinstance(node, YamlScalar):
        message = "A key must be a single text, not a list or a map."
        raise Refused("complex-key", message, line=node.line, column=node.column)
    if node.text == "<<" and not node.quoted:
        message = "Merge keys (<<) are not read. Write the values out."
        raise Refused("merge-key", message, line=node.line, column=node.column)
    if node.text in seen:
        message = f"The key {node.text[:80]!r} is given twice. Keep one."
        raise Refused("duplicate-key", message, line=node.line, column=node.column)
    seen.add(node.text)
    return node


def _resolve(text: str) -> Scalar:
    """Numbers that JSON cannot hold exactly stay texts: more than 18 digits, beyond a float, infinite, no number."""
    if text[:1] not in _TYPED_STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    for form, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if form.fullmatch(text):
            return int(text, base) if len(text.lstrip("-+")) <= _MAX_DIGITS else text
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _refuse(code: str, message: str, event: Any, *, limit: str = "") -> Refused:
    mark = event.start_mark
    return Refused(code, message, line=mark.line + 1, column=mark.column + 1, limit=limit)

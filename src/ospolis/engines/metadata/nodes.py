"""One tree for YAML and JSON: values with their place, and the lenient ways to read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ospolis.engines.untrusted.jsontext import decode_utf8, read_json
from ospolis.engines.untrusted.refusal import TextLimits
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlNode, YamlScalar, read_yaml

YAML_LIMITS = TextLimits(bytes=256_000, nodes=20_000, depth=32, string=256_000)
JSON_LIMITS = TextLimits(bytes=50_000_000, nodes=1_000_000, depth=64, string=100_000)

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')
_ENDS = {"}", "]"}


def read_yaml_tree(data: bytes) -> YamlNode:
    """Read a metadata file in YAML.

    Raises   Refused as `read_yaml` does, at 256 kB, 20,000 values and 32 levels
    """
    return read_yaml(data, limits=YAML_LIMITS)


def read_json_tree(data: bytes) -> YamlNode:
    """Read a metadata file in JSON, with the line and column of every value.

    Raises   Refused as `read_json` does
    """
    read_json(data, limits=JSON_LIMITS)
    return _Tokens(decode_utf8(data, limits=JSON_LIMITS)).value()


class _Tokens:
    """Walks a text that is known to be JSON; depth was bounded by `read_json`."""

    def __init__(self, text: str) -> None:
        self._matches: Iterator[re.Match[str]] = _TOKEN.finditer(text)
        self._text = text
        self._line = 1
        self._line_start = 0
        self._counted = 0
        self._place = (1, 1)

    def value(self) -> YamlNode:
        return self._value_of(self._next())

    def _next(self) -> str:
        """Give the next sign; lines are counted onwards only, so a file in one line costs no more than others."""
        match = next(self._matches)
        start = match.start()
        ends = self._text.count("\n", self._counted, start)
        if ends:
            self._line += ends
            self._line_start = self._text.rindex("\n", self._counted, start) + 1
        self._counted = start
        self._place = (self._line, start - self._line_start + 1)
        return match.group()

    def _value_of(self, sign: str) -> YamlNode:
        line, column = self._place
        if sign == "{":
            return YamlMap(tuple(self._entries()), line, column)
        if sign == "[":
            return YamlList(tuple(self._items()), line, column)
        value = json.loads(sign)
        text = value if isinstance(value, str) else "" if value is None else sign
        return YamlScalar(value, text, sign.startswith('"'), line, column)

    def _entries(self) -> Iterator[tuple[YamlScalar, YamlNode]]:
        while (sign := self._next()) not in _ENDS:
            if sign == ",":
                continue
            name = json.loads(sign)
            key = YamlScalar(name, name, True, *self._place)
            self._next()
            yield key, self.value()

    def _items(self) -> Iterator[YamlNode]:
        while (sign := self._next()) not in _ENDS:
            if sign != ",":
                yield self._value_of(sign)


def child(node: YamlNode | None, *names: str) -> YamlNode | None:
    """Follow keys downwards; None when one is absent, given as null, or stands under something else than a map."""
    for name in names:
        node = node.get(name) if isinstance(node, YamlMap) else None
    return None if is_null(node) else node


def key_at(node: YamlNode | None, *names: str) -> YamlNode | None:
    """Give the key at the end of some keys, for its place; None when it is absent."""
    holder = child(node, *names[:-1])
    return next((key for key, _ in entries(holder) if key.text == names[-1]), None)


def is_null(node: YamlNode | None) -> bool:
    """Say whether a value is absent or null."""
    return node is None or (isinstance(node, YamlScalar) and node.value is None)


def entries(node: YamlNode | None) -> tuple[tuple[YamlScalar, YamlNode], ...]:
    """Give the entries of a map, none for anything else."""
    return node.entries if isinstance(node, YamlMap) else ()


def items(node: YamlNode | None) -> tuple[YamlNode, ...]:
    """Give the items of a list; one value counts as a list of itself."""
    if isinstance(node, YamlList):
        return node.items
    return () if node is None or is_null(node) else (node,)


def text_of(node: YamlNode | None) -> str:
    """Give a value as a text without blanks around it; lists, maps and null give an empty text."""
    return node.text.strip() if isinstance(node, YamlScalar) and node.value is not None else ""


def text_at(node: YamlNode | None, *names: str) -> str:
    """Give the text that stands under some keys."""
    return text_of(child(node, *names))


def texts_of(node: YamlNode | None) -> tuple[str, ...]:
    """Give the texts of a list, or of the one value that stands in its place; empty ones are left out."""
    return tuple(text for text in map(text_of, items(node)) if text)


def flag_of(node: YamlNode | None) -> bool | None:
    """Give a truth value as it is meant: the words and numbers met in real files count too."""
    if not isinstance(node, YamlScalar):
        return None
    return _FLAGS.get(node.text.strip().lower())


_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}

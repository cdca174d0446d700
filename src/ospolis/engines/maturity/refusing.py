"""Reading of our YAML reference files: every problem is collected with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlNode, YamlScalar, read_yaml

LIMITS = TextLimits(bytes=2_000_000, nodes=100_000, depth=16, string=4_000)
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: file, place in it (`items[3].anchors`), line, a stable code, and what to do."""

    file: str
    path: str
    line: int
    code: str
    message: str


class BankRefused(ValueError):
    """A bank, crosswalk, target or policy file that is not used; `problems` names everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"{first.file}, {first.path or 'the file'}: {first.message}")


@dataclass(slots=True)
class Findings:
    """The problems met so far, at most MOST_PROBLEMS of them."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Keep a problem; beyond the limit nobody would read it."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def settle(self) -> None:
        """Refuse the whole when anything was found.

        Raises   BankRefused with all problems
        """
        if self.problems:
            raise BankRefused(self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """A map in a file, with the way to it; reads its values and notes what is wrong with them."""

    file: str
    path: str
    node: YamlMap
    findings: Findings

    def refuse(self, name: str, code: str, message: str) -> None:
        """Note a problem at a key of this map, or at the map itself when the name is empty."""
        node = self.node.get(name) or self.node
        self.findings.add(Problem(self.file, f"{self.path}.{name}".strip("."), node.line, code, message))

    def allow(self, *names: str) -> None:
        """Refuse every other key: a misspelt key must not drop what stands under it."""
        for key, _ in self.node.entries:
            if key.text not in names:
                self.refuse(key.text, "unknown-key", f"Nobody reads {key.text[:60]!r} here. Remove it or correct it.")

    def text(self, name: str, *, most: int = 600, needed: bool = True) -> str:
        """Give a text in one line."""
        node = self.node.get(name)
        text = " ".join(node.text.split()) if isinstance(node, YamlScalar) and node.value is not None else ""
        if needed and not text:
            self.refuse(name, f"missing-{name.replace('_', '-')}", f"Write a text under {name!r}.")
        if len(text) > most:
            self.refuse(name, "too-long", f"Shorten the text under {name!r} to {most} characters.")
        return text

    def choice(self, name: str, allowed: Iterable[str], *, default: str = "") -> str:
        """Give one word of a closed list."""
        word = self.text(name, needed=not default) or default
        known = tuple(allowed)
        if word and word not in known:
            message = f"{word[:60]!r} is not known here. Take one of: {', '.join(known)}."
            self.refuse(name, f"unknown-{name.replace('_', '-')}", message)
        return word

    def number(self, name: str, *, least: float, most: float, default: float | None = None, code: str = "") -> float:
        """Give a number of a closed range."""
        node = self.node.get(name)
        if node is None and default is not None:
            return default
        value = node.value if isinstance(node, YamlScalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            message = f"Write a number from {least:g} to {most:g} under {name!r}."
            self.refuse(name, code or f"wrong-{name.replace('_', '-')}", message)
            return least
        return value

    def whole(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """Give a whole number of a closed range."""
        value = self.number(name, least=least, most=most, default=default)
        if value != int(value):
            self.refuse(name, f"wrong-{name.replace('_', '-')}", f"Write a whole number under {name!r}.")
        return int(value)

    def flag(self, name: str) -> bool:
        """Give a truth value; an absent one is no."""
        node = self.node.get(name)
        value = node.value if isinstance(node, YamlScalar) else node
        if not isinstance(value, bool) and value is not None:
            self.refuse(name, "wrong-flag", f"Write true or false under {name!r}.")
        return value is True

    def has(self, name: str) -> bool:
        """Say whether a key is there and not null."""
        node = self.node.get(name)
        return node is not None and not (isinstance(node, YamlScalar) and node.value is None)

    def scalars(self, name: str) -> tuple[YamlScalar, ...]:
        """Give the single values of a list; an absent list is empty."""
        if not self.has(name):
            return ()
        node = self.node.get(name)
        rows = node.items if isinstance(node, YamlList) else (node,)
        found = tuple(row for row in rows if isinstance(row, YamlScalar) and row.value is not None)
        if len(found) != len(rows) or not isinstance(node, YamlList):
            self.refuse(name, "not-a-list", f"Write a list of single values under {name!r}.")
        return found

    def texts(self, name: str, allowed: Iterable[str] | None = None, *, most: int = 600) -> tuple[str, ...]:
        """Give a list of texts, each once, of a closed list when one is given."""
        texts = tuple(" ".join(row.text.split()) for row in self.scalars(name))
        known = None if allowed is None else tuple(allowed)
        for text in texts:
            if known is not None and text not in known:
                message = f"{text[:60]!r} is not known here. Take one of: {', '.join(known)}."
                self.refuse(name, f"unknown-{name.replace('_', '-')}", message)
            if len(text) > most:
                self.refuse(name, "too-long", f"Shorten each text under {name!r} to {most} characters.")
        if len(set(texts)) != len(texts):
            self.refuse(name, "given-twice", f"A value under {name!r} is given twice. Keep one.")
        return texts

    def numbers(self, name: str) -> tuple[float, ...]:
        """Give a list of numbers."""
        rows = self.scalars(name)
        values = tuple(
            row.value for row in rows if isinstance(row.value, int | float) and not isinstance(row.value, bool)
        )
        if len(values) != len(rows):
            self.refuse(name, "not-a-number", f"Write numbers only under {name!r}.")
        return values

    def places(self, name: str) -> Iterator[Place]:
        """Give the maps of a list, each with its place."""
        node = self.node.get(name)
        if node is not None and not isinstance(node, YamlList):
            self.refuse(name, "not-a-list", f"Write a list under {name!r}.")
        for number, row in enumerate(node.items if isinstance(node, YamlList) else ()):
            if isinstance(row, YamlMap):
                yield Place(self.file, f"{self.path}.{name}[{number}]".strip("."), row, self.findings)
            else:
                self.refuse(name, "not-a-map", f"Write names and values in row {number + 1} of {name!r}.")

    def names(self) -> tuple[str, ...]:
        """Give the names in this map, in the order in which they stand."""
        return tuple(key.text for key, _ in self.node.entries)

    def map(self, name: str) -> Place:
        """Give the map that stands under a name; one that is not there is empty."""
        node = self.node.get(name)
        if not isinstance(node, YamlMap):
            self.refuse(name, "not-a-map", f"Write names and values under {name!r}.")
            node = YamlMap((), self.node.line, self.node.column)
        return Place(self.file, f"{self.path}.{name}".strip("."), node, self.findings)

    def under(self, name: str) -> Iterator[tuple[str, Place]]:
        """Give the maps that stand below the names of a map."""
        node = self.node.get(name)
        if node is not None and not isinstance(node, YamlMap):
            self.refuse(name, "not-a-map", f"Write names and values under {name!r}.")
        for key, value in node.entries if isinstance(node, YamlMap) else ():
            if isinstance(value, YamlMap):
                yield key.text, Place(self.file, f"{self.path}.{name}.{key.text}".strip("."), value, self.findings)
            else:
                self.refuse(name, "not-a-map", f"Write names and values under {key.text[:60]!r}.")


def open_file(name: str, data: bytes, findings: Findings) -> Place:
    """Read one YAML file as a map; what cannot be read is noted and gives an empty map."""
    try:
        node: YamlNode = read_yaml(data, limits=LIMITS)
    except Refused as refused:
        findings.add(Problem(name, "", refused.line, refused.code, refused.message))
        node = YamlMap((), 1, 1)
    if not isinstance(node, YamlMap):
        findings.add(Problem(name, "", node.line, "not-a-map", "The file must hold names and values."))
        node = YamlMap((), 1, 1)
    return Place(name, "", node, findings)

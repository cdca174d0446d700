"""A repository as the practices see it: its paths, the content of a few files, and its history."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from typing import Final

from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.places import Places, Texts, is_near

# fmt: off
_CODE_ENDS = frozenset(
    {
        "c", "cc", "clj", "cpp", "cs", "dart", "erl", "ex", "exs", "f90", "fs", "go", "groovy", "h", "hpp", "hs",
        "java", "jl", "js", "jsx", "kt", "kts", "lua", "m", "mjs", "ml", "php", "pl", "pm", "ps1", "py", "r", "rb",
        "rs", "scala", "sh", "sol", "sql", "svelte", "swift", "tf", "ts", "tsx", "vb", "vue", "zig",
    }
)
_INTERFACE_ENDS = frozenset(
    {
        "cshtml", "erb", "ftl", "haml", "hbs", "htm", "html", "jsp", "jsx", "njk", "svelte", "tsx", "twig", "vue",
        "xaml",
    }
)
# fmt: on
_ASIDE = re.compile(r"(?:^|/)(?:docs?|documentation|examples?|samples?|vendor|third_party|node_modules|tests?|spec)/")
# The folders of a package say who wrote it and what it is about: `com/example` is no folder of examples. They begin
# below the root of the sources, else at a domain turned round, in the languages that name packages so.
_PACKAGED_ENDS = frozenset({"java", "kt", "kts", "scala", "groovy", "clj"})
_PACKAGE = re.compile(
    r"(?:^|/)(?:src/main/(?:java|kotlin|scala|groovy|clojure)|(?:com|org|net|io|edu|gov|int|mil|[a-z]{2})"
    r"/(?:examples?|samples?))/"
)
_MANIFESTS = frozenset(
    {
        "package.json",
        "composer.json",
        "gemfile",
        "cargo.toml",
        "go.mod",
        "pipfile",
        "pyproject.toml",
        "mix.exs",
        "pubspec.yaml",
    }
)
_LONGEST_LINE: Final = 1_000
_COMMENTS: Final = re.compile(r"(?m)^[ \t]*(?:#|//).*$")


@dataclass(frozen=True)
class Repository:
    """Shapes   paths: of all files, `/` between folders; contents: bytes of the wanted paths that could be read;
    complete: whether `paths` holds every path, or a limit cut it short
    """

    paths: tuple[str, ...]
    contents: Mapping[str, bytes]
    history: HistoryFacts
    now: int
    complete: bool = True
    _texts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _listed: dict[Texts, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _scripts: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lowered(self) -> tuple[str, ...]:
        """Each path in small letters: upper and lower case do not matter."""
        return tuple(map(str.lower, self.paths))

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(self.lowered)

    def find(self, places: Places, most: int | None = None) -> tuple[str, ...]:
        """Give the paths at some places, the shallowest and shortest first."""
        index, lowered = self._index, self.lowered
        numbers = {number for number in index.near if places.near.fullmatch(lowered[number])}
        for named in places.named:
            numbers.update(index.numbers_of(named.name, named.ends))
        for inside in places.inside:
            numbers.update(index.numbers_inside(inside.folder, inside.name))
        found = ((lowered[number].count("/"), len(lowered[number]), lowered[number], number) for number in numbers)
        best = sorted(found) if most is None else nsmallest(most, found)
        return tuple(self.paths[number] for *_, number in best)

    def find_own(self, places: Places) -> str | None:
        """Give the first path outside documentation, examples, tests and foreign code."""
        return next((path for path in self.find(places) if not _is_aside(path.lower())), None)

    def list_texts(self, texts: Texts) -> tuple[str, ...]:
        """Name the files of a kind whose content is looked into."""
        if texts not in self._listed:
            self._listed[texts] = self.find(texts.places, texts.most)
        return self._listed[texts]

    def holds(self, lowered: str) -> bool:
        """Whether there is a file of this path, written in small letters."""
        return lowered in self._index.paths

    @cached_property
    def has_code(self) -> bool:
        """Whether it holds program code outside documentation, examples, tests and foreign code."""
        return self._has_own(_CODE_ENDS)

    @cached_property
    def has_interface(self) -> bool:
        """Whether people look at pages that this repository makes."""
        return self.has_code and self._has_own(_INTERFACE_ENDS)

    def _has_own(self, ends: frozenset[str]) -> bool:
        listed = (
            number for end in ends for name in self._index.ends.get(end, ()) for number in self._index.names[name]
        )
        return any(not _is_aside(self.lowered[number]) for number in listed)

    @cached_property
    def manifests(self) -> tuple[str, ...]:
        """Files that name dependencies in a language whose tools write lock files."""
        listed = (number for name in _MANIFESTS for number in self._index.names.get(name, ()))
        own = [self.paths[number] for number in listed if not _is_aside(self.lowered[number])]
        return tuple(sorted(own, key=lambda path: (path.count("/"), len(path), path)))

    def text(self, path: str) -> str | None:
        """Give the text of a file, each line cut to a bearable length, or None when its content is not at hand."""
        if path not in self._texts:
            content = self.contents.get(path)
            if content is None:
                return None
            lines = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._texts[path] = "\n".join(line[:_LONGEST_LINE] for line in lines)
        return self._texts[path]

    def script(self, path: str) -> str | None:
        """Give the text of a pipeline or another file of orders; lines that are comments are empty."""
        if path not in self._scripts:
            text = self.text(path)
            if text is None:
                return None
            self._scripts[path] = _COMMENTS.sub("", text)
        return self._scripts[path]


@dataclass(frozen=True, slots=True)
class _Index:
    """Places of paths in their list: those near the root, by name and by folder; names by ending.

    The same names and folders come again and again, so patterns are held against each of them once.
    """

    paths: frozenset[str]
    tails: tuple[str, ...]
    near: tuple[int, ...]
    names: Mapping[str, list[int]]
    ends: Mapping[str, list[str]]
    folders: Mapping[str, list[int]]

    @classmethod
    def of(cls, lowered: tuple[str, ...]) -> _Index:
        names: dict[str, list[int]] = defaultdict(list)
        folders: dict[str, list[int]] = defaultdict(list)
        ends: dict[str, list[str]] = defaultdict(list)
        tails: list[str] = []
        for number, path in enumerate(lowered):
            folder, _, name = path.rpartition("/")
            tails.append(name)
            names[name].append(number)
            folders[folder].append(number)
        for name in names:
            ends[_ending(name)].append(name)
        near = tuple(number for folder, listed in folders.items() if is_near(folder) for number in listed)
        return cls(frozenset(lowered), tuple(tails), near, names, ends, folders)

    def numbers_of(self, pattern: re.Pattern[str], ends: frozenset[str] | None) -> Iterable[int]:
        listed = self.names if ends is None else (name for end in ends for name in self.ends.get(end, ()))
        for name in listed:
            if pattern.fullmatch(name):
                yield from self.names[name]

    def numbers_inside(self, folders: re.Pattern[str], pattern: re.Pattern[str]) -> Iterable[int]:
        for folder, listed in self.folders.items():
            if folders.fullmatch(folder):
                yield from (number for number in listed if pattern.fullmatch(self.tails[number]))


def _ending(lowered: str) -> str:
    _, dot, ending = lowered.rpartition("/")[2].rpartition(".")
    return ending if dot else ""


def _is_aside(lowered: str) -> bool:
    """Whether a file lies in documentation, examples, tests or foreign code."""
    package = _PACKAGE.search(lowered) if _ending(lowered) in _PACKAGED_ENDS else None
    return _ASIDE.search(lowered, 0, package.start() + 1 if package else len(lowered)) is not None

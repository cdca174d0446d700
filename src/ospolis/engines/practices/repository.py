"""A repository as the practices see it: its paths, the content of a few files, and its history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ospolis.engines.practices.history import HistoryFacts

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


ANYWHERE = "**/"
_LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where a file may lie: `whole` is held against the path, `named` against its last part, so in any folder."""

    whole: re.Pattern[str]
    named: re.Pattern[str]


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

    @cached_property
    def small(self) -> tuple[tuple[str, str], ...]:
        """Each path in small letters with the path as written, the shallowest and shortest first."""
        pairs = ((path.lower(), path) for path in self.paths)
        return tuple(sorted(pairs, key=lambda pair: (pair[0].count("/"), len(pair[0]), pair)))

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        """Where in `small` each last part of a path stands: the same names come again and again."""
        found: dict[str, list[int]] = {}
        for number, (lowered, _) in enumerate(self.small):
            found.setdefault(lowered.rpartition("/")[2], []).append(number)
        return found

    def find(self, places: Places) -> tuple[str, ...]:
        """Give the paths at some places, the shallowest first; upper and lower case do not matter."""
        numbers = {number for number, (lowered, _) in enumerate(self.small) if places.whole.fullmatch(lowered)}
        for name, listed in self._by_name.items():
            if places.named.fullmatch(name):
                numbers.update(listed)
        return tuple(self.small[number][1] for number in sorted(numbers))

    @cached_property
    def code_files(self) -> int:
        """How many files of program code there are outside documentation, examples, tests and foreign code."""
        return sum(_ending(lowered) in _CODE_ENDS and not _is_aside(lowered) for lowered, _ in self.small)

    @property
    def has_code(self) -> bool:
        """Whether it is a repository of software and not of documents, data or settings."""
        return self.code_files > 0

    @cached_property
    def has_interface(self) -> bool:
        """Whether people look at pages that this repository makes."""
        return self.has_code and any(
            _ending(lowered) in _INTERFACE_ENDS and not _is_aside(lowered) for lowered, _ in self.small
        )

    @cached_property
    def manifests(self) -> tuple[str, ...]:
        """Files that name dependencies in a language whose tools write lock files."""
        return tuple(
            path for lowered, path in self.small if lowered.rsplit("/", 1)[-1] in _MANIFESTS and not _is_aside(lowered)
        )

    def lines(self, path: str) -> tuple[str, ...] | None:
        """Give the lines of a file, each cut to a bearable length, or None when its content is not at hand."""
        content = self.contents.get(path)
        if content is None:
            return None
        return tuple(line[:_LONGEST_LINE] for line in content.decode("utf-8", "replace").splitlines())


def _ending(lowered: str) -> str:
    _, dot, ending = lowered.rpartition("/")[2].rpartition(".")
    return ending if dot else ""


def _is_aside(lowered: str) -> bool:
    """Whether a file lies in documentation, examples, tests or foreign code."""
    package = _PACKAGE.search(lowered) if _ending(lowered) in _PACKAGED_ENDS else None
    return _ASIDE.search(lowered, 0, package.start() + 1 if package else len(lowered)) is not None


def compile_names(*patterns: str) -> Places:
    """Join patterns over small-letter paths; those that begin with ANYWHERE match the last part of a path alone."""
    whole = [pattern for pattern in patterns if not pattern.startswith(ANYWHERE)]
    named = [pattern.removeprefix(ANYWHERE) for pattern in patterns if pattern.startswith(ANYWHERE)]
    return Places(_join(whole), _join(named))


def _join(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def known_places(names: Iterable[str]) -> str:
    """Match files whose name begins with one of some names, in the places where forges look for them."""
    stems = "|".join(names)
    return rf"(?:\.github/|\.gitlab/|\.gitea/|\.forgejo/|docs?/)?(?:{stems})(?:[._-][a-z0-9_.-]+)?"

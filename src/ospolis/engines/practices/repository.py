"""A repository as the practices see it: its paths, the content of a few files, and its history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ospolis.engines.practices.history import HistoryFacts

_CODE_ENDS = re.compile(
    r".*\.(?:[chmr]|cc|clj|cpp|cs|dart|erl|exs?|f90|fs|go|groovy|hpp|hs|java|jl|jsx?|kts?|lua|mjs|ml|php|pl|pm|ps1|py"
    r"|rb|rs|scala|sh|sol|sql|svelte|swift|tf|tsx?|vb|vue|zig)"
)
_INTERFACE_ENDS = re.compile(r".*\.(?:html?|[jt]sx|vue|svelte|erb|haml|twig|njk|hbs|jsp|cshtml|xaml|ftl)")
_ASIDE = re.compile(r"(?:^|/)(?:docs?|documentation|examples?|samples?|vendor|third_party|node_modules|tests?|spec)/")
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

    def find(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Give the paths whose small-letter form matches as a whole, the shallowest first."""
        return tuple(path for lowered, path in self.small if pattern.fullmatch(lowered))

    @cached_property
    def code_files(self) -> int:
        """How many files of program code there are outside documentation, examples, tests and foreign code."""
        return sum(bool(_CODE_ENDS.fullmatch(lowered)) and not _ASIDE.search(lowered) for lowered, _ in self.small)

    @property
    def has_code(self) -> bool:
        """Whether it is a repository of software and not of documents, data or settings."""
        return self.code_files > 0

    @cached_property
    def has_interface(self) -> bool:
        """Whether people look at pages that this repository makes."""
        return self.has_code and any(
            _INTERFACE_ENDS.fullmatch(lowered) and not _ASIDE.search(lowered) for lowered, _ in self.small
        )

    @cached_property
    def manifests(self) -> tuple[str, ...]:
        """Files that name dependencies in a language whose tools write lock files."""
        return tuple(
            path
            for lowered, path in self.small
            if lowered.rsplit("/", 1)[-1] in _MANIFESTS and not _ASIDE.search(lowered)
        )

    def lines(self, path: str) -> tuple[str, ...] | None:
        """Give the lines of a file, or None when its content is not at hand."""
        content = self.contents.get(path)
        return None if content is None else tuple(content.decode("utf-8", "replace").splitlines())


def compile_names(*patterns: str) -> re.Pattern[str]:
    """Join patterns over small-letter paths into one."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def known_places(names: Iterable[str]) -> re.Pattern[str]:
    """Match files whose name begins with one of some names, in the places where forges look for them."""
    stems = "|".join(names)
    return re.compile(rf"(?:\.github/|\.gitlab/|\.gitea/|\.forgejo/|docs?/)?(?:{stems})(?:[._-][a-z0-9_.-]+)?")

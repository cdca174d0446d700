"""Ways of looking at a repository that several practices share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ospolis.engines.practices.practice import Evidence, Finding
from ospolis.engines.practices.repository import Places, Repository

Look = Callable[[Repository], Finding]

_SHOWN = 3
_CUT = Finding("cannot tell", (Evidence("The list of files is not complete, so absence proves nothing."),))


def absent(repository: Repository, text: str) -> Finding:
    """Answer that nothing was found, unless the list of files was cut short."""
    return Finding("not met", (Evidence(text),)) if repository.complete else _CUT


def shown(paths: Iterable[str], text: str = "This file is here.") -> tuple[Evidence, ...]:
    """Turn the first few paths into evidence."""
    return tuple(Evidence(text, path) for path in list(paths)[:_SHOWN])


def file_like(places: Places, missing: str) -> Look:
    """Look for a file by its path."""

    def look(repository: Repository) -> Finding:
        found = repository.find(places)
        return Finding("met", shown(found)) if found else absent(repository, missing)

    return look


def no_file_like(places: Places, bad: str, good: str) -> Look:
    """Look that no file of a kind is there."""

    def look(repository: Repository) -> Finding:
        found = repository.find(places)
        if found:
            return Finding("not met", shown(found, bad))
        return Finding("met", (Evidence(good),)) if repository.complete else _CUT

    return look


def find_line(repository: Repository, paths: Iterable[str], pattern: re.Pattern[str]) -> Evidence | None:
    """Give the first line of some files that a pattern is found in."""
    for path in paths:
        for number, line in enumerate(repository.lines(path) or (), start=1):
            if pattern.search(line):
                return Evidence("This line says it.", path, number)
    return None


def none_readable(repository: Repository, paths: Iterable[str]) -> bool:
    """Say whether the content of none of some files is at hand."""
    return all(repository.lines(path) is None for path in paths)


def file_or_line(places: Places, within: Places, word: re.Pattern[str], missing: str) -> Look:
    """Look for a file by its path, else for a word in other files."""

    def look(repository: Repository) -> Finding:
        found = repository.find(places)
        if found:
            return Finding("met", shown(found))
        others = repository.find(within)
        line = find_line(repository, others, word)
        if line:
            return Finding("met", (line,))
        if others and none_readable(repository, others):
            return Finding("cannot tell", shown(others, "The content of this file was not at hand."))
        return absent(repository, missing)

    return look

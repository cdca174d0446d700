"""Ways of looking at a repository that several practices share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ospolis.engines.practices.places import Places, Texts
from ospolis.engines.practices.practice import Evidence, Finding
from ospolis.engines.practices.repository import Repository

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
        found = repository.find(places, _SHOWN)
        return Finding("met", shown(found)) if found else absent(repository, missing)

    return look


def no_file_like(places: Places, bad: str, good: str) -> Look:
    """Look that no file of a kind is there."""

    def look(repository: Repository) -> Finding:
        found = repository.find(places, _SHOWN)
        if found:
            return Finding("not met", shown(found, bad))
        return Finding("met", (Evidence(good),)) if repository.complete else _CUT

    return look


@dataclass(frozen=True, slots=True)
class Words:
    """What a line may say. A line that the pattern is found in holds one of the hints, in small letters.

    Texts are searched for hints, which is quick; the pattern is held against the lines that hold one.
    """

    pattern: re.Pattern[str]
    hints: tuple[str, ...]

    def find_lines(self, text: str) -> Iterator[int]:
        """Number the lines, from 1, that the pattern is found in."""
        lowered = text.lower()
        starts = {lowered.rfind("\n", 0, at) + 1 for hint in self.hints for at in _find_all(lowered, hint)}
        if not starts:
            return
        lines = text.split("\n")
        for number in sorted(lowered.count("\n", 0, start) for start in starts):
            if self.pattern.search(lines[number]):
                yield number + 1


def words(pattern: str, hints: str) -> Words:
    """Words in any spelling of upper and lower case. Shapes: hints: between blanks"""
    return Words(re.compile(pattern, re.IGNORECASE), tuple(hints.split()))


def _find_all(text: str, hint: str) -> Iterator[int]:
    at = text.find(hint)
    while at >= 0:
        yield at
        at = text.find(hint, at + 1)


def find_line(repository: Repository, paths: Iterable[str], pattern: re.Pattern[str]) -> Evidence | None:
    """Give the first line of some files that a pattern is found in."""
    for path in paths:
        content = repository.text(path) or ""
        if match := pattern.search(content):
            return Evidence("This line says it.", path, content.count("\n", 0, match.start()) + 1)
    return None


def find_order(repository: Repository, paths: Iterable[str], wanted: Words) -> Evidence | None:
    """Give the first line of some pipelines that gives an order; comments do not count."""
    for path in paths:
        for number in wanted.find_lines(repository.script(path) or ""):
            return Evidence("This line says it.", path, number)
    return None


def unread(repository: Repository, paths: Iterable[str]) -> tuple[str, ...]:
    """Name those of some files whose content is not at hand."""
    return tuple(path for path in paths if repository.text(path) is None)


def not_at_hand(paths: Iterable[str]) -> Finding:
    """Answer that the content of files was not at hand, so that nothing can be told."""
    return Finding("cannot tell", shown(paths, "The content of this file was not at hand."))


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern that a line of some files may hold; words are looked for in orders, where comments do not count."""

    texts: Texts
    wanted: re.Pattern[str] | Words


def file_or_line(places: Places, lines: Sequence[Line], missing: str) -> Look:
    """Look for a file by its path, else for a word in other files."""

    def look(repository: Repository) -> Finding:
        found = repository.find(places, _SHOWN)
        if found:
            return Finding("met", shown(found))
        lost: list[str] = []
        for line in lines:
            others = repository.list_texts(line.texts)
            if said := _find(repository, others, line.wanted):
                return Finding("met", (said,))
            lost += unread(repository, others)
        return not_at_hand(lost) if lost else absent(repository, missing)

    return look


def _find(repository: Repository, paths: Iterable[str], wanted: re.Pattern[str] | Words) -> Evidence | None:
    if isinstance(wanted, Words):
        return find_order(repository, paths, wanted)
    return find_line(repository, paths, wanted)

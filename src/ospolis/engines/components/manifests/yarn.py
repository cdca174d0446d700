"""yarn.lock: version 1 and the later form that looks like YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from .draft import Draft, read_hash

_MAJOR: Final = re.compile(r"\d+")


@dataclass(slots=True)
class _Entry:
    """One block of the file."""

    descriptors: tuple[str, ...]
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    needs: list[tuple[str, str]] = field(default_factory=list)


def read_yarn_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a yarn.lock line by line: its writer puts one value on a line, two spaces for each level.

    Source   @yarnpkg/lockfile (version 1), yarnpkg/berry (versions 3 and later)
    """
    entries = _read_entries(text)
    positions: dict[str, int] = {}
    mentioned = [_mention(entry, draft) for entry in entries]
    for entry, position in zip(entries, mentioned, strict=True):
        positions.update(dict.fromkeys(entry.descriptors, position))
    versions = _list_versions(entries, mentioned)
    for entry, position in zip(entries, mentioned, strict=True):
        module = _module_of(entry)
        for name, wanted in entry.needs:
            target = positions.get(f"{name}@{wanted}")
            if target is None:
                target = _choose(name, wanted, versions)
            if module is None:
                draft.edge(position, target)
            else:
                draft.root(target, module=module)


def _list_versions(entries: list[_Entry], mentioned: list[int]) -> dict[tuple[str, str], set[int]]:
    """The positions of each name, under all its versions (an empty text) and under each major one."""
    found: dict[tuple[str, str], set[int]] = {}
    for entry, position in zip(entries, mentioned, strict=True):
        descriptor = entry.descriptors[0]
        name = descriptor[0] + descriptor[1:].partition("@")[0]
        for major in ("", entry.fields["version"].partition(".")[0]):
            found.setdefault((name, major), set()).add(position)
    return found


def _choose(name: str, wanted: str, versions: dict[tuple[str, str], set[int]]) -> int:
    """Find what a range means that `resolutions` overrode, so that it has no entry of its own.

    Returns  the only version of the name, or the only one of the same major number; else -1
    """
    major = _MAJOR.search(wanted)
    for key in ("", major[0] if major else ""):
        found = versions.get((name, key), set())
        if len(found) == 1:
            return next(iter(found))
    return -1


def _read_entries(text: str) -> list[_Entry]:
    entries: list[_Entry] = []
    section = ""
    for number, written in enumerate(text.split("\n"), 1):
        line = written.rstrip()
        if not line or line[0] == "#":
            continue
        if line[0] != " ":
            names = tuple(part.strip() for part in line.rstrip(":").replace('"', "").split(", "))
            entries.append(_Entry(names, number))
        elif not entries:
            continue
        elif not line.startswith("    "):
            name, value = _split(line)
            section = name
            entries[-1].fields[name] = value
        elif section in ("dependencies", "optionalDependencies"):
            entries[-1].needs.append(_split(line))
    return [entry for entry in entries if "version" in entry.fields and "@" in entry.descriptors[0][1:]]


def _split(line: str) -> tuple[str, str]:
    """Split `name value`, `"name" "value"` and `name: value`."""
    line = line.strip()
    if line.startswith('"'):
        name, _, value = line[1:].partition('"')
    else:
        name, _, value = line.partition(" ")
    return name.rstrip(":"), value.lstrip(": ").strip('" ')


def _mention(entry: _Entry, draft: Draft) -> int:
    if _module_of(entry) is not None:
        return -1
    resolution = entry.fields.get("resolution", "") or entry.descriptors[0]
    name, _, wanted = resolution[1:].partition("@")
    name = resolution[0] + name
    if wanted.startswith("npm:") and "@" in wanted[5:]:
        name = wanted[4 : wanted.rindex("@", 5)]
    address = entry.fields.get("resolved", "")
    return draft.mention(
        "npm",
        name,
        entry.fields["version"],
        line=entry.line,
        hashes=read_hash(entry.fields.get("integrity", "")),
        keys=entry.descriptors,
        source=address if address.startswith("git") else "",
    )


def _module_of(entry: _Entry) -> str | None:
    """The folder of an entry that is a part of the repository itself, or None."""
    place = entry.fields.get("resolution", "").partition("@workspace:")
    return place[2].strip(".") if place[1] else None

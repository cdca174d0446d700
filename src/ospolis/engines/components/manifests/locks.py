"""Which lock file settles which manifest, and what follows for scope and directness."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ..component import Relation, Scope
from .kinds import ManifestKind
from .naming import normalise_name
from .places import folder_of, folders_upward
from .reading import ManifestReading, Mention
from .settling import Neighbours

_KIND: Final = ManifestKind
LOCKS_OF: Final[dict[ManifestKind | None, tuple[ManifestKind, ...]]] = {
    _KIND.NPM_PACKAGE: (_KIND.NPM_LOCK, _KIND.YARN_LOCK, _KIND.PNPM_LOCK),
    _KIND.PYPROJECT: (_KIND.POETRY_LOCK, _KIND.UV_LOCK, _KIND.PDM_LOCK),
    _KIND.PIPFILE: (_KIND.PIPFILE_LOCK,),
    _KIND.COMPOSER_JSON: (_KIND.COMPOSER_LOCK,),
    _KIND.GEMFILE: (_KIND.GEMFILE_LOCK,),
    _KIND.GEMSPEC: (_KIND.GEMFILE_LOCK,),
    _KIND.CARGO_TOML: (_KIND.CARGO_LOCK,),
    _KIND.NUGET_PROJECT: (_KIND.NUGET_LOCK, _KIND.NUGET_ASSETS),
    _KIND.GRADLE_BUILD: (_KIND.GRADLE_LOCK,),
    _KIND.PUBSPEC: (_KIND.PUBSPEC_LOCK,),
}
LOCKS: Final = frozenset(kind for kinds in LOCKS_OF.values() for kind in kinds)
_WORKSPACES: Final = (_KIND.NPM_PACKAGE, _KIND.PNPM_WORKSPACE, _KIND.CARGO_TOML, _KIND.PYPROJECT, _KIND.PUBSPEC)
_STRENGTH: Final = (Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT, Scope.UNKNOWN)
_MOST_GLOBS: Final = 200


@dataclass(slots=True)
class LockedList:
    """One lock file with what the manifests say about its entries."""

    reading: ManifestReading
    index: dict[str, int] = field(default_factory=dict)
    wanted: dict[int, set[Scope]] = field(default_factory=dict)
    places: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    modules: dict[int, set[str]] = field(default_factory=dict)

    def want(self, position: int, scope: Scope, module: str) -> None:
        """Note that a module needs the entry directly."""
        self.wanted.setdefault(position, set()).add(scope)
        self.modules.setdefault(position, set()).add(module)


def open_lock(reading: ManifestReading) -> LockedList:
    """Index a lock file by every text under which a manifest may look for an entry."""
    lock = LockedList(reading)
    for position, mention in enumerate(reading.mentions):
        for key in mention.keys or (normalise_name(mention.kind, mention.name),):
            lock.index.setdefault(key, position)
    folder = folder_of(reading.path)
    for root in reading.roots:
        mention = reading.mentions[root.mention]
        lock.index[f"{root.module}|{mention.name}"] = root.mention
        lock.want(root.mention, root.scope, f"{folder}/{root.module}".strip("/"))
    return lock


def find_locks(manifest: ManifestReading, neighbours: Neighbours) -> Iterator[tuple[ManifestReading, str]]:
    """Yield the lock files that settle a manifest, each with the module that the manifest is in it."""
    kinds = LOCKS_OF.get(manifest.kind, ())
    home = folder_of(manifest.path)
    for folder in folders_upward(home):
        module = home[len(folder) :].strip("/")
        found = [item for kind in kinds for item in neighbours.at(kind, folder)]
        if not module and _KIND.NUGET_ASSETS in kinds:
            found += neighbours.at(_KIND.NUGET_ASSETS, f"{folder}/obj".strip("/"))
        for reading in found:
            if not module or _belongs(module, folder, reading, neighbours):
                yield reading, module
        if found:
            return


def match_mentions(manifest: ManifestReading, lock: LockedList, module: str) -> Iterator[tuple[Mention, int]]:
    """Yield the mentions of a manifest that the lock file settles, each with the position of its entry."""
    for mention in manifest.mentions:
        name = normalise_name(mention.kind, mention.name)
        keys = mention.keys or (name,)
        own = keys[-1]
        for key in (f"{module}|{mention.name}", f"{module}|{own}", *keys[:-1], f"|{own}", own, mention.name):
            position = lock.index.get(key)
            if position is not None:
                yield mention, position
                break


def settle_lock(lock: LockedList) -> tuple[Mention, ...]:
    """Return the entries of a lock file with scope and relation.

    Returns  what the lock file says itself stands; else an entry has the strongest scope from which it can be
             reached, and is direct when a module needs it; an entry that nothing reaches stays unknown
    """
    reading = lock.reading
    scopes = _reach(lock)
    settled = []
    for position, mention in enumerate(reading.mentions):
        relation = mention.relation
        if position in lock.wanted:  # a lock of Dart speaks for the top alone, and members need things directly too
            relation = Relation.DIRECT
        elif relation is Relation.UNKNOWN and lock.wanted:
            relation = Relation.TRANSITIVE
        scope = mention.scope
        if scope is Scope.UNKNOWN:
            scope = scopes.get(position, Scope.UNKNOWN)
        settled.append(
            mention if scope is mention.scope and relation is mention.relation else mention.settle(scope, relation)
        )
    return tuple(settled)


def _reach(lock: LockedList) -> dict[int, Scope]:
    """Walk the edges from the direct needs, the strongest scope first."""
    needs: dict[int, list[int]] = {}
    for source, target in lock.reading.edges:
        needs.setdefault(source, []).append(target)
    reached: dict[int, Scope] = {}
    for scope in _STRENGTH:
        waiting = [position for position, scopes in lock.wanted.items() if scope in scopes]
        while waiting:
            position = waiting.pop()
            if position not in reached:
                reached[position] = scope
                waiting.extend(needs.get(position, ()))
    return reached


def _belongs(module: str, folder: str, lock: ManifestReading, neighbours: Neighbours) -> bool:
    if module in neighbours.modules_of(lock):
        return True
    patterns = [
        pattern
        for kind in _WORKSPACES
        for reading in neighbours.at(kind, folder)
        for pattern in reading.context.workspaces
    ]
    return _matches(module, patterns)


def _matches(module: str, patterns: Iterable[str]) -> bool:
    for pattern in list(patterns)[:_MOST_GLOBS]:
        wanted = pattern.removeprefix("./").rstrip("/")
        if len(wanted) <= _MOST_GLOBS and fnmatch.fnmatchcase(module, wanted):
            return True
    return False

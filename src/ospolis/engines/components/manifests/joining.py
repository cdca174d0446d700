"""From the readings of a repository to its components: each once, with all the places that name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Component, Edge, Evidence, Hash, Licence, LicenceState, Relation, Scope
from ..diagnostic import Diagnostic, Level
from .kinds import ManifestKind
from .locks import LOCKS, LOCKS_OF, LockedList, find_locks, match_mentions, open_lock, settle_lock
from .naming import strip_version
from .places import folder_of
from .reading import DeclaredPackage, ManifestReading, Mention
from .settling import Neighbours

_SILENT: Final = frozenset((ManifestKind.GO_SUM, ManifestKind.GRADLE_CATALOGUE))
_TYPES: Final = {"docker": "container"}
_RELATIONS: Final = (Relation.DIRECT, Relation.TRANSITIVE, Relation.UNKNOWN)
_FULL_GRAPH_FROM: Final = (1, 17)


@dataclass(frozen=True, slots=True)
class OwnPackage:
    """A package that the repository itself publishes, with the file that says so."""

    package: DeclaredPackage
    path: str


@dataclass(frozen=True, slots=True)
class RepositoryComponents:
    """What a repository is made of.

    Shapes   components: each once for a package URL and a scope, in the order of both, with every place that
             names it as evidence; edges: pairs of their refs; diagnostics: each with the path of its file;
             partial: paths of files that are programs, of which only the declared parts were recognised
    """

    components: tuple[Component, ...]
    packages: tuple[OwnPackage, ...]
    edges: tuple[Edge, ...]
    diagnostics: tuple[tuple[str, Diagnostic], ...]
    partial: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """One component while its mentions are collected."""

    first: Mention
    relation: Relation
    licence: str
    evidence: dict[tuple[str, int], None] = field(default_factory=dict)
    hashes: dict[Hash, None] = field(default_factory=dict)
    ranges: dict[str, None] = field(default_factory=dict)
    modules: dict[str, None] = field(default_factory=dict)


def join_readings(readings: Iterable[ManifestReading]) -> RepositoryComponents:
    """Join what the manifests and lock files of one repository say.

    Shapes   readings: in any order; the answer does not depend on it
    Returns  lock files decide versions, manifests decide what is direct and for what it is needed; what no lock
             file settles keeps its range; packages of the repository itself are no components
    """
    return _join(readings).finish()


def name_packages(readings: Iterable[ManifestReading]) -> frozenset[str]:
    """The package URLs of the components that `join_readings` would give, without putting those together.

    Shapes   as join_readings
    """
    return frozenset(purl for purl, _ in _join(readings).gather(details=False))


def _join(readings: Iterable[ManifestReading]) -> _Joint:
    ordered = sorted(readings, key=lambda reading: reading.path)
    neighbours = Neighbours(ordered)
    settled = [neighbours.settle(reading) for reading in ordered]
    return _Joint(settled, Neighbours(settled))


class _Joint:
    """The work of one joining."""

    def __init__(self, readings: list[ManifestReading], neighbours: Neighbours) -> None:
        self._readings = readings
        self._neighbours = neighbours
        self._details = True
        self._rows: dict[tuple[str, Scope], _Row] = {}
        self._names: dict[tuple[str, Scope], None] = {}
        self._locked: list[tuple[ManifestReading, list[tuple[str, Scope] | None]]] = []
        self._own = {
            strip_version(package.purl): package.version
            for reading in readings
            for package in reading.packages
            if package.purl
        }
        self._sums = {
            mention.purl: mention for reading in readings if reading.kind is ManifestKind.GO_SUM
            for mention in reading.mentions
        }  # fmt: skip
        self._remarks: list[tuple[str, Diagnostic]] = []
        self._unlocked: Counter[str] = Counter()
        self._first_unlocked: dict[str, str] = {}

    def gather(self, *, details: bool = True) -> Iterable[tuple[str, Scope]]:
        """Collect every mention; gives what the components are known by, which needs no details of them."""
        self._details = details
        locks = {item.path: open_lock(item) for item in self._readings if item.kind in LOCKS}
        for reading in self._readings:
            if reading.kind not in LOCKS:
                self._add_manifest(reading, locks)
        for lock in locks.values():
            self._add_lock(lock)
        for reading in self._readings:
            if reading.kind is ManifestKind.GO_SUM:
                self._add_old_go(reading)
        return self._rows if details else self._names

    def finish(self) -> RepositoryComponents:
        """Put the components together."""
        self.gather()
        self._say_unlocked()
        self._say_direct_only()
        keys = sorted(self._rows, key=lambda key: (key[0], key[1].value))
        remarks = [(item.path, remark) for item in self._readings for remark in item.diagnostics]
        return RepositoryComponents(
            tuple(self._component(key) for key in keys),
            tuple(OwnPackage(package, item.path) for item in self._readings for package in item.packages),
            tuple(Edge(_ref(source), _ref(target)) for source, target in self._edges()),
            tuple(remarks + self._remarks),
            tuple(item.path for item in self._readings if item.partial),
        )

    def _add_manifest(self, reading: ManifestReading, locks: dict[str, LockedList]) -> None:
        """Hand to the lock files what they settle; what is left stands as the manifest says it."""
        if reading.kind in _SILENT:
            return
        taken: set[int] = set()
        governed = False
        for found, module in find_locks(reading, self._neighbours):
            governed = True
            lock = locks[found.path]
            for mention, position in match_mentions(reading, lock, module):
                taken.add(id(mention))
                lock.want(position, mention.scope, folder_of(reading.path))
                lock.places.setdefault(position, []).append((reading.path, mention.line))
        left = [mention for mention in reading.mentions if id(mention) not in taken]
        for mention in left:
            self._add(mention, reading.path)
        if not governed and reading.kind in LOCKS_OF and any(item.version_range for item in left):
            self._unlocked[left[0].kind] += 1
            self._first_unlocked.setdefault(left[0].kind, reading.path)

    def _add_lock(self, lock: LockedList) -> None:
        path = lock.reading.path
        keys: list[tuple[str, Scope] | None] = []
        for position, mention in enumerate(settle_lock(lock)):
            key = self._add(mention, path)
            keys.append(key)
            if key is not None and self._details:
                row = self._rows[key]
                row.evidence |= dict.fromkeys(lock.places.get(position, ()))
                row.modules |= dict.fromkeys(sorted(lock.modules.get(position, ())))
        self._locked.append((lock.reading, keys))

    def _edges(self) -> Iterable[tuple[tuple[str, Scope], tuple[str, Scope]]]:
        found: dict[tuple[tuple[str, Scope], tuple[str, Scope]], None] = {}
        for reading, keys in self._locked:
            for source, target in reading.edges:
                ends = keys[source], keys[target]
                if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
                    found[(ends[0], ends[1])] = None
        return found

    def _add_old_go(self, reading: ManifestReading) -> None:
        """Before Go 1.17 a go.mod left out what is needed indirectly; then the sums are the better list."""
        for manifest in self._neighbours.at(ManifestKind.GO_MOD, folder_of(reading.path)):
            stated = dict(manifest.context.properties).get("go", "1.16").split(".")
            version = tuple(int(part) for part in stated[:2] if part.isdecimal() and len(part) < 6)
            if version >= _FULL_GRAPH_FROM:
                continue
            listed = {item.name for item in manifest.mentions}
            newest = {item.name: item for item in reading.mentions if item.name not in listed}
            for mention in newest.values():
                self._add(replace(mention, scope=Scope.RUNTIME, relation=Relation.TRANSITIVE), reading.path)

    def _add(self, mention: Mention, path: str) -> tuple[str, Scope] | None:
        if not mention.purl:
            message = f"Which package {mention.name[:80]!r} is, is not said in this repository."
            fix = "Nothing to do if it comes from outside; a component list made by the build tool would name it."
            self._remarks.append((path, Diagnostic("open-name", message, Level.NOTE, line=mention.line, fix=fix)))
            return None
        own = self._own.get(strip_version(mention.purl))
        if mention.source.startswith("path:") or (own is not None and mention.version in ("", own)):
            return None
        key = (mention.purl, mention.scope)
        if self._details:
            self._add_details(key, mention, path)
        else:
            self._names[key] = None
        return key

    def _add_details(self, key: tuple[str, Scope], mention: Mention, path: str) -> None:
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = _Row(mention, mention.relation, mention.licence)
        row.relation = min(row.relation, mention.relation, key=_RELATIONS.index)
        row.licence = row.licence or mention.licence
        row.evidence[(path, mention.line)] = None
        row.hashes |= dict.fromkeys(mention.hashes)
        if mention.version_range:
            row.ranges[mention.version_range] = None
        known = self._sums.get(mention.purl)
        if known is not None:
            row.hashes |= dict.fromkeys(known.hashes)

    def _component(self, key: tuple[str, Scope]) -> Component:
        row = self._rows[key]
        first = row.first
        group, _, name = first.name.rpartition(":" if first.kind == "maven" else "/")
        hashes = tuple(item for item in row.hashes if item.algorithm != "h1")
        return Component(
            name=name,
            version=first.version,
            group=group,
            type=_TYPES.get(first.kind, "library"),
            ref=_ref(key),
            purl=first.purl,
            version_range=next(iter(row.ranges), ""),
            scope=key[1],
            relation=row.relation,
            declared=Licence(LicenceState.STATED, given=(row.licence,)) if row.licence else Licence(),
            hashes=hashes,
            evidence=tuple(Evidence(path, line) for path, line in sorted(row.evidence)),
            extra=_extra(row, first),
        )

    def _say_unlocked(self) -> None:
        for kind, count in sorted(self._unlocked.items()):
            message = (
                f"{count:,} manifests of type {kind} name ranges and no lock file of this repository settles them,"
                " so versions and what they need in turn are unknown."
            )
            fix = "Commit the lock file, or send a component list made by the build tool."
            self._remarks.append((self._first_unlocked[kind], Diagnostic("no-lock", message, Level.NOTE, fix=fix)))

    def _say_direct_only(self) -> None:
        """Poms and Gradle builds have no list of what their needs need in turn: only the build tool knows."""
        for kinds in ((ManifestKind.MAVEN_POM,), (ManifestKind.GRADLE_BUILD, ManifestKind.GRADLE_LOCK)):
            found = [item for item in self._readings if item.kind in kinds and item.mentions]
            if not found or any(item.kind in LOCKS for item in found):
                continue
            paths = {item.path for item in found}
            rows = [row for row in self._rows.values() if not paths.isdisjoint(path for path, _ in row.evidence)]
            open_versions = sum(not row.first.version and not row.ranges for row in rows)
            message = (
                f"These build files name {len(rows):,} components directly; what those need in turn is not said, and"
                f" {open_versions:,} take their version from outside this repository."
            )
            fix = "Send a component list made by the build tool."
            self._remarks.append((found[0].path, Diagnostic("direct-only", message, Level.NOTE, fix=fix)))


def _ref(key: tuple[str, Scope]) -> str:
    return f"{key[0]}#{key[1].value}"


def _extra(row: _Row, first: Mention) -> tuple[tuple[str, JsonValue], ...]:
    found: list[tuple[str, JsonValue]] = []
    if first.source:
        found.append(("source", first.source))
    if len(row.ranges) > 1:
        found.append(("ranges", list(row.ranges)))
    if row.modules:
        found.append(("modules", list(row.modules)))
    sums: list[JsonValue] = [item.value for item in row.hashes if item.algorithm == "h1"]
    if sums:
        found.append(("go.sum", sums))
    return tuple(found)

"""What one manifest or lock file says, as plain values that can be kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ospolis.engines.untrusted.refusal import TextLimits

from ..component import Hash, Relation, Scope
from ..diagnostic import Diagnostic
from .kinds import ManifestKind

VERSION: Final = 2
"""Part of the cache key: raised whenever a reader gives another answer for the same bytes."""


def _lock_file_limits() -> TextLimits:
    return TextLimits(bytes=20_000_000)


@dataclass(frozen=True, slots=True)
class ManifestLimits:
    """What one file may cost.

    Units    text: see TextLimits; mentions, edges: of one file; remarks: kept, the rest is counted
    Source   the limits table in SECURITY.md of the design, row of lock files
    """

    text: TextLimits = field(default_factory=_lock_file_limits)
    mentions: int = 100_000
    edges: int = 500_000
    remarks: int = 100


@dataclass(frozen=True, slots=True)
class Mention:
    """One package as one line of one file names it.

    Shapes   kind: purl type; name: as written; version: exact, or empty; version_range: as written, or empty;
             licence: as written;
             keys: other texts under which a manifest finds this entry of a lock file;
             source: where it comes from when that is no registry (a git address, `path:...`)
    Units    line: from 1, 0 unknown
    """

    kind: str
    name: str
    purl: str
    version: str = ""
    version_range: str = ""
    scope: Scope = Scope.UNKNOWN
    relation: Relation = Relation.UNKNOWN
    line: int = 0
    licence: str = ""
    hashes: tuple[Hash, ...] = ()
    keys: tuple[str, ...] = ()
    source: str = ""

    def settle(self, scope: Scope, relation: Relation) -> Mention:
        """The same with another scope and relation; lock files have thousands of them."""
        return Mention(
            self.kind, self.name, self.purl, self.version, self.version_range, scope, relation, self.line, self.licence,
            self.hashes, self.keys, self.source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeclaredPackage:
    """The package that a manifest itself is; `licence` as written."""

    kind: str
    name: str
    purl: str
    version: str = ""
    licence: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Root:
    """A lock file says that the module needs the mention at this position directly."""

    mention: int
    scope: Scope = Scope.UNKNOWN
    module: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What one file says for others: read by `join_readings` and by nobody else.

    Shapes   properties: names and values for placeholders; managed: versions that other files leave out;
             parent: coordinates of the parent; parent_path: where it should lie; workspaces: globs or folders
             of modules; includes: files that belong to this one, each with `requirements` or `constraints`
    """

    properties: tuple[tuple[str, str], ...] = ()
    managed: tuple[Mention, ...] = ()
    parent: str = ""
    parent_path: str = ""
    workspaces: tuple[str, ...] = ()
    includes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ManifestReading:
    """What one file says. Nothing in it but `path` depends on where the file lies.

    Shapes   edges: pairs of positions in mentions (needs, needed); partial: the file is a program of which only
             the declared parts were recognised by pattern
    """

    path: str
    kind: ManifestKind | None
    packages: tuple[DeclaredPackage, ...] = ()
    mentions: tuple[Mention, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    roots: tuple[Root, ...] = ()
    context: Context = Context()
    partial: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    def at(self, path: str) -> ManifestReading:
        """Return the same reading for the same bytes that lie at another path."""
        return replace(self, path=path)

"""What a component is, whichever file named it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ospolis.engines.untrusted.refusal import JsonValue


class Scope(StrEnum):
    """What a component is needed for."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"
    TEST = "test"
    BUILD = "build"
    OPTIONAL = "optional"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How far a component stands from the subject that needs it."""

    DIRECT = "direct"
    TRANSITIVE = "transitive"
    UNKNOWN = "unknown"


class LicenceState(StrEnum):
    """Four answers that must never be mixed up."""

    STATED = "stated"
    NONE = "none"  # somebody looked and says that there is no licence
    NOASSERTION = "noassertion"  # somebody says that they do not say
    ABSENT = "absent"  # nobody says anything


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as a file states it.

    Shapes   expression: one SPDX expression, or empty when what was stated is no expression (free text, or
             several entries that nobody joined with AND or OR); given: each entry as written
    """

    state: LicenceState = LicenceState.ABSENT
    expression: str = ""
    given: tuple[str, ...] = ()


NO_LICENCE_STATED = Licence()


@dataclass(frozen=True, slots=True)
class Hash:
    """A checksum; `algorithm` is spelt as CycloneDX does (SHA-256), `value` is lower-case hexadecimal."""

    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a component was named: a file, and in it a line (from 1, 0 unknown) or a pointer."""

    path: str
    line: int = 0
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One component as one file names it.

    Shapes   ref: unique in its file; type: as CycloneDX spells it (library, application, ...);
             purl: canonical, or empty; purl_original: as written; version_range: a `vers` or the ecosystem's
             own range where no version is settled; parent: ref of the component that this one is nested in;
             extra: fields that are kept without being understood, in the order of the file
    Units    none
    """

    name: str
    version: str = ""
    group: str = ""
    type: str = "library"
    ref: str = ""
    purl: str = ""
    purl_original: str = ""
    cpe: str = ""
    version_range: str = ""
    scope: Scope = Scope.UNKNOWN
    relation: Relation = Relation.UNKNOWN
    declared: Licence = NO_LICENCE_STATED
    concluded: Licence = NO_LICENCE_STATED
    supplier: str = ""
    description: str = ""
    hashes: tuple[Hash, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    parent: str = ""
    extra: tuple[tuple[str, JsonValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` needs, contains or provides `target`; both are refs of components of the same file."""

    source: str
    target: str
    kind: str = "depends_on"

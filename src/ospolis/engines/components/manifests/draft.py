"""A reading while it is being written: counts, limits and remarks in one place."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import Final

from ospolis.engines.untrusted.refusal import Refused

from ..component import Hash, Relation, Scope
from ..diagnostic import Diagnostic, Level
from .kinds import ManifestKind
from .naming import name_package
from .reading import Context, DeclaredPackage, ManifestLimits, ManifestReading, Mention, Root

# Releases of one repository name the same checksums again and again.
_MOST_KEPT: Final = 20_000
_LONGEST: Final = 512
_ODD: Final = re.compile(r"[\x00-\x20\x7f<>\"|\\^`]|\{\{|\}\}|<%")
_HEX: Final = re.compile(r"[0-9a-fA-F]{16,128}")
_ALGORITHMS: Final = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "sha224": "SHA-224",
}
_TEMPLATE_FIX: Final = "Point the map at a repository made from the template, or ignore this file."


class Draft:
    """Collects what a reader finds; beyond a limit it drops the rest and says so once."""

    def __init__(self, path: str, kind: ManifestKind | None, limits: ManifestLimits) -> None:
        self.path = path
        self.kind = kind
        self.limits = limits
        self.context = Context()
        self.partial = False
        self._packages: list[DeclaredPackage] = []
        self._mentions: list[Mention] = []
        self._edges: list[tuple[int, int]] = []
        self._roots: list[Root] = []
        self._remarks: list[Diagnostic] = []
        self._unkept = 0
        self._said: set[str] = set()

    def mention(
        self,
        kind: str,
        name: str,
        version: str = "",
        *,
        version_range: str = "",
        scope: Scope = Scope.UNKNOWN,
        relation: Relation = Relation.UNKNOWN,
        line: int = 0,
        licence: str = "",
        hashes: tuple[Hash, ...] = (),
        keys: tuple[str, ...] = (),
        source: str = "",
        qualifiers: dict[str, str] | None = None,
    ) -> int:
        """Keep one mention.

        Returns  its position, or -1 when the name cannot be one or a limit is reached
        """
        named = self._name(kind, name, version, version_range, line, qualifiers)
        if named is None:
            return -1
        if len(self._mentions) >= self.limits.mentions:
            self._say_limit("mentions", self.limits.mentions, "components")
            return -1
        purl, version, version_range = named
        self._mentions.append(
            Mention(
                kind, name, purl, version, version_range, scope, relation, line, licence[:_LONGEST], hashes, keys,
                source[:_LONGEST],
            )
        )  # fmt: skip
        return len(self._mentions) - 1

    def make(
        self,
        kind: str,
        name: str,
        version: str = "",
        *,
        version_range: str = "",
        line: int = 0,
        qualifiers: dict[str, str] | None = None,
    ) -> Mention | None:
        """Check a name and return a mention that is not yet kept; None when the name cannot be one."""
        named = self._name(kind, name, version, version_range, line, qualifiers)
        return None if named is None else Mention(kind, name, *named, line=line)

    def _name(
        self, kind: str, name: str, version: str, version_range: str, line: int, qualifiers: dict[str, str] | None
    ) -> tuple[str, str, str] | None:
        """The package URL, the version and the range of a mention; None when the name cannot be one."""
        if not name or len(name) > _LONGEST or _ODD.search(name):
            self._say_name(name, line)
            return None
        if len(version) > _LONGEST or _ODD.search(version):
            version_range, version = version_range or version, ""
        if "${" in version:
            version_range, version = version, ""
        open_name = kind == "maven" and "${" in name
        purl = "" if open_name else name_package(kind, name, version, qualifiers=qualifiers)
        if not purl and not open_name:
            self._say_name(name, line)
            return None
        return purl, version, version_range[:_LONGEST]

    def declare(self, kind: str, name: str, version: str = "", *, licence: str = "", line: int = 0) -> None:
        """Keep the package that the file itself is; one without a usable name is left out in silence."""
        if name and len(name) <= _LONGEST and not _ODD.search(name) and len(version) <= _LONGEST:
            if _ODD.search(version):
                version = ""
            purl = name_package(kind, name, version)
            self._packages.append(DeclaredPackage(kind, name, purl, version, licence[:_LONGEST], line))

    def edge(self, source: int, target: int) -> None:
        """Say that the mention at one position needs another; -1 on either side is left out."""
        if source < 0 or target < 0 or source == target:
            return
        if len(self._edges) >= self.limits.edges:
            self._say_limit("edges", self.limits.edges, "links between components")
            return
        self._edges.append((source, target))

    def root(self, mention: int, scope: Scope = Scope.UNKNOWN, *, module: str = "") -> None:
        """Say that a module needs the mention at this position directly; -1 is left out."""
        if mention >= 0:
            self._roots.append(Root(mention, scope, module))

    def remark(self, code: str, message: str, *, fix: str, level: Level = Level.WARNING, line: int = 0) -> None:
        """Keep a remark; beyond the limit remarks are counted only."""
        if len(self._remarks) >= self.limits.remarks:
            self._unkept += 1
            return
        self._remarks.append(Diagnostic(code, message, level=level, line=line, fix=fix))

    def remark_once(self, code: str, message: str, *, fix: str, level: Level, line: int = 0) -> None:
        """Keep a remark unless one with this code was made before."""
        if code not in self._said:
            self._said.add(code)
            self.remark(code, message, fix=fix, level=level, line=line)

    def refuse(self, refused: Refused) -> None:
        """Turn the refusal of a text reader into a remark: nothing is read from the file."""
        fix = "Correct the file, or write it anew with the tool that made it."
        if refused.limit:
            fix = "Make the file smaller, or leave it out of the map."
        self._remarks.append(
            Diagnostic(
                refused.code, refused.message, level=Level.ERROR, line=refused.line, column=refused.column, fix=fix
            )
        )

    def finish(self) -> ManifestReading:
        """Return what was collected."""
        if self._unkept:
            message = f"{self._unkept:,} further remarks on this file are not kept."
            fix = "Mend what the other remarks name and read the file again."
            self._remarks.append(Diagnostic("more-remarks", message, level=Level.NOTE, fix=fix))
        return ManifestReading(
            self.path,
            self.kind,
            tuple(self._packages),
            tuple(self._mentions),
            tuple(self._edges),
            tuple(self._roots),
            self.context,
            self.partial,
            tuple(self._remarks),
        )

    def _say_limit(self, limit: str, most: int, things: str) -> None:
        self.remark_once(
            f"too-many-{limit}",
            f"The file names more than {most:,} {things}; the rest is left out.",
            fix="Split the file, or send a component list instead.",
            level=Level.ERROR,
        )

    def _say_name(self, name: str, line: int) -> None:
        if "{{" in name or "<%" in name:
            message = f"The name {name[:60]!r} is a placeholder of a template, not a package."
            self.remark("templated", message, fix=_TEMPLATE_FIX, level=Level.NOTE, line=line)
        else:
            message = f"{name[:60]!r} cannot be the name of a package, so the entry is left out."
            self.remark("name", message, fix="Write the name as the package registry does.", line=line)


@lru_cache(maxsize=_MOST_KEPT)
def read_hash(text: str) -> tuple[Hash, ...]:
    """Read checksums as lock files write them: `sha512-<base64>`, `sha256:<hex>`, or a bare digest in hex.

    Shapes   text: one or several, with spaces between them
    Returns  the hashes that are understood, in order
    Source   W3C Subresource Integrity; pip's hash-checking mode
    """
    found = []
    for part in text.split()[:8]:
        algorithm, mark, value = part.partition("-" if "-" in part else ":")
        name = _ALGORITHMS.get(algorithm.lower())
        if name is None or not mark:
            continue
        if _HEX.fullmatch(value):
            found.append(Hash(name, value.lower()))
            continue
        try:
            digest = base64.b64decode(value.partition("?")[0], validate=True)
        except (binascii.Error, ValueError):
            continue
        if digest:
            found.append(Hash(name, digest.hex()))
    return tuple(found)

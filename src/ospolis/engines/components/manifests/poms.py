"""What a pom.xml takes from its parents and from imported lists of versions, within one repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ..component import Scope
from .kinds import ManifestKind
from .maven import IMPORT_KEY, PLUGIN_KEY
from .naming import name_package
from .placeholders import fill
from .places import folder_of, resolve_path
from .reading import ManifestReading, Mention

_LONGEST_CHAIN: Final = 16


@dataclass(frozen=True, slots=True)
class _Settled:
    """All that one pom inherits."""

    properties: dict[str, str]
    managed: dict[str, Mention]


class PomFamily:
    """The poms of one repository, found by path and by coordinates."""

    def __init__(self, readings: Iterable[ManifestReading]) -> None:
        self._by_path: dict[str, ManifestReading] = {}
        self._by_name: dict[str, ManifestReading] = {}
        self._settled: dict[str, _Settled] = {}
        for reading in readings:
            if reading.kind is ManifestKind.MAVEN_POM:
                self._by_path[reading.path] = reading
                for package in reading.packages:
                    self._by_name.setdefault(package.name, reading)

    def settle(self, reading: ManifestReading) -> ManifestReading:
        """Return the reading with the versions and scopes that its parents give it."""
        settled = self._settle(reading)
        mentions = tuple(_settle_mention(mention, settled) for mention in reading.mentions)
        packages = reading.packages
        if packages and not packages[0].version:
            version = fill(settled.properties.get("project.version", ""), settled.properties)
            if version and "$" not in version:
                own = packages[0]
                packages = (
                    replace(own, version=version, purl=name_package("maven", own.name, version)),
                    *packages[1:],
                )
        return replace(reading, mentions=mentions, packages=packages)

    def _settle(self, reading: ManifestReading) -> _Settled:
        known = self._settled.get(reading.path)
        if known is None:
            chain = self._chain(reading)
            properties: dict[str, str] = {}
            for pom in reversed(chain):
                properties |= dict(pom.context.properties)
            managed: dict[str, Mention] = {}
            for pom in chain:
                self._collect(pom, properties, managed)
            known = _Settled(properties, managed)
            self._settled[reading.path] = known
        return known

    def _chain(self, reading: ManifestReading) -> list[ManifestReading]:
        """The pom, its parent, and so on; a ring ends where it closes."""
        chain = [reading]
        while len(chain) < _LONGEST_CHAIN and chain[-1].context.parent:
            above = self._parent(chain[-1])
            if above is None or above in chain:
                break
            chain.append(above)
        return chain

    def _parent(self, reading: ManifestReading) -> ManifestReading | None:
        wanted = reading.context.parent.rpartition(":")[0]
        stated = reading.context.parent_path
        if stated:
            path = resolve_path(folder_of(reading.path), stated)
            for candidate in (path, f"{path}/pom.xml"):
                found = self._by_path.get(candidate)
                if found is not None and any(package.name == wanted for package in found.packages):
                    return found
        return self._by_name.get(wanted)

    def _collect(self, pom: ManifestReading, properties: dict[str, str], managed: dict[str, Mention]) -> None:
        """Add what one pom manages; the nearest pom wins, imported lists come after its own entries."""
        imported = []
        for mention in pom.context.managed:
            name = fill(mention.name, properties)
            version = fill(mention.version_range, properties)
            prefix = PLUGIN_KEY if PLUGIN_KEY in mention.keys else ""
            managed.setdefault(f"{prefix}{name}", replace(mention, name=name, version_range=version))
            if IMPORT_KEY in mention.keys:
                imported.append(self._by_name.get(name))
        for other in imported:
            if other is None:
                continue
            above = dict(other.context.properties)
            for mention in other.context.managed:
                name = fill(mention.name, above)
                version = fill(mention.version_range, above)
                managed.setdefault(name, replace(mention, name=name, version_range=version))


def _settle_mention(mention: Mention, settled: _Settled) -> Mention:
    name = fill(mention.name, settled.properties)
    prefix = PLUGIN_KEY if PLUGIN_KEY in mention.keys else ""
    managed = settled.managed.get(f"{prefix}{name}")
    stated = mention.version or mention.version_range
    if not stated and managed is not None:
        stated = managed.version_range
    stated = fill(stated, settled.properties)
    scope = mention.scope
    if scope is Scope.UNKNOWN:
        scope = managed.scope if managed is not None else scope
        scope = Scope.RUNTIME if scope is Scope.UNKNOWN else scope
    exact = bool(stated) and stated[0] not in "[(" and "$" not in stated
    return replace(
        mention,
        name=name,
        scope=scope,
        version=stated if exact else "",
        version_range="" if exact else stated,
        purl="" if "$" in name else name_package("maven", name, stated if exact else ""),
    )

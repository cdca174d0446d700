"""What a pom.xml takes from its parents and from imported lists of versions, within one repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..component import Scope
from .kinds import ManifestKind
from .maven import IMPORT_KEY, PLUGIN_KEY, PROFILE_KEY
from .naming import name_package
from .placeholders import fill
from .places import folder_of, resolve_path
from .reading import DeclaredPackage, ManifestReading, Mention

_LONGEST_CHAIN: Final = 16


class PomFamily:
    """The poms of one repository, found by path and by coordinates; each is indexed once."""

    def __init__(self, readings: Iterable[ManifestReading]) -> None:
        self._by_path: dict[str, ManifestReading] = {}
        self._by_name: dict[str, ManifestReading] = {}
        self._imports: dict[str, list[ManifestReading]] = {}
        self._managed: dict[str, dict[str, Mention]] = {}
        for reading in readings:
            if reading.kind is ManifestKind.MAVEN_POM:
                self._by_path[reading.path] = reading
                for package in reading.packages:
                    self._by_name.setdefault(package.name, reading)

    def settle(self, reading: ManifestReading) -> ManifestReading:
        """Return the reading with the versions and scopes that its parents give it."""
        chain = self._chain(reading)
        properties = _merge_properties(chain)
        mentions = []
        for mention in reading.mentions:
            name = fill(mention.name, properties)
            prefix = PLUGIN_KEY if PLUGIN_KEY in mention.keys else ""
            managed = self._find(f"{prefix}{name}", chain, properties)
            mentions.append(_settle_mention(mention, name, managed, properties))
        packages = tuple(_settle_package(package, properties) for package in reading.packages)
        return replace(reading, mentions=tuple(mentions), packages=packages)

    def _find(self, key: str, chain: list[ManifestReading], properties: dict[str, str]) -> Mention | None:
        """Find what is managed: the nearest pom wins, imported lists come after all own entries."""
        for pom in chain:
            found = self._index(pom).get(key)
            if found is not None:
                return replace(found, version_range=fill(found.version_range, properties))
        for pom in chain:
            for other in self._imported_by(pom):
                found = self._index(other).get(key)
                if found is not None:
                    above = _merge_properties(self._chain(other))
                    return replace(found, version_range=fill(found.version_range, above))
        return None

    def _imported_by(self, pom: ManifestReading) -> list[ManifestReading]:
        known = self._imports.get(pom.path)
        if known is None:
            names = [item.name for item in self._index(pom).values() if IMPORT_KEY in item.keys]
            known = self._imports[pom.path] = [self._by_name[name] for name in names if name in self._by_name]
        return known

    def _index(self, pom: ManifestReading) -> dict[str, Mention]:
        known = self._managed.get(pom.path)
        if known is None:
            own = dict(pom.context.properties)
            known = self._managed[pom.path] = {}
            for mention in pom.context.managed:
                name = fill(mention.name, own)
                prefix = PLUGIN_KEY if PLUGIN_KEY in mention.keys else ""
                known.setdefault(f"{prefix}{name}", replace(mention, name=name))
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


def _merge_properties(chain: list[ManifestReading]) -> dict[str, str]:
    """The properties of a pom and its parents, the nearest first; those of profiles are the last resort."""
    properties: dict[str, str] = {}
    for pom in reversed(chain):
        properties |= dict(pom.context.properties)
    for key, value in tuple(properties.items()):
        if key.startswith(PROFILE_KEY):
            properties.setdefault(key.removeprefix(PROFILE_KEY), value)
    return properties


def _settle_package(package: DeclaredPackage, properties: dict[str, str]) -> DeclaredPackage:
    version = package.version or fill(properties.get("project.version", ""), properties)
    if "$" in version:
        return package
    return replace(package, version=version, purl=name_package("maven", package.name, version))


def _settle_mention(mention: Mention, name: str, managed: Mention | None, properties: dict[str, str]) -> Mention:
    stated = mention.version or mention.version_range
    if not stated and managed is not None:
        stated = managed.version_range
    stated = fill(stated, properties)
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

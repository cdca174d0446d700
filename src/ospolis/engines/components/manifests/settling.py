"""Versions that a file leaves to another one: Gradle catalogues, NuGet's central list, Cargo workspaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ..component import Scope
from .cargo import WORKSPACE
from .gradle import normalise_alias
from .kinds import ManifestKind
from .naming import name_package, normalise_name
from .nuget import split_version
from .placeholders import GROOVY, MSBUILD, fill
from .places import folder_of, folders_upward, resolve_path
from .poms import PomFamily
from .reading import ManifestReading, Mention

_LARGEST_BUNDLE: Final = 200
_TEST_WORDS: Final = ("test",)
_DEVELOPMENT_WORDS: Final = ("dev", "doc", "lint", "ci", "local", "typing", "format")


class Neighbours:
    """All readings of one repository, for the questions that one file asks another."""

    def __init__(self, readings: Iterable[ManifestReading]) -> None:
        self._readings = tuple(readings)
        self._poms = PomFamily(self._readings)
        self._by_place: dict[tuple[ManifestKind | None, str], list[ManifestReading]] = {}
        self._modules: dict[str, frozenset[str]] = {}
        self._aliases: dict[str, dict[str, list[Mention]]] = {}
        self._by_path = {reading.path: reading for reading in self._readings}
        self._constraints = {path for reading in self._readings for path in _included(reading, "constraints")}
        for reading in self._readings:
            self._by_place.setdefault((reading.kind, folder_of(reading.path)), []).append(reading)

    def at(self, kind: ManifestKind, folder: str) -> list[ManifestReading]:
        """Return the readings of a kind in exactly this folder."""
        return self._by_place.get((kind, folder), [])

    def modules_of(self, lock: ManifestReading) -> frozenset[str]:
        """Return the folders that a lock file names as parts of the repository."""
        known = self._modules.get(lock.path)
        if known is None:
            known = self._modules[lock.path] = frozenset(root.module for root in lock.roots)
        return known

    def settle(self, reading: ManifestReading) -> ManifestReading:
        """Return the reading with all versions and scopes that other files of the repository settle."""
        if reading.kind is ManifestKind.MAVEN_POM:
            return self._poms.settle(reading)
        if reading.kind is ManifestKind.GRADLE_BUILD:
            return self._settle_gradle(reading)
        if reading.kind is ManifestKind.NUGET_PROJECT:
            return self._settle_nuget(reading)
        if reading.kind is ManifestKind.CARGO_TOML:
            return self._settle_cargo(reading)
        if reading.kind is ManifestKind.REQUIREMENTS:
            return self._settle_requirements(reading)
        return reading

    def _settle_requirements(self, reading: ManifestReading) -> ManifestReading:
        """A constraints file names versions, not needs; a file that it constrains takes them from it."""
        if reading.path in self._constraints:
            return replace(reading, mentions=())
        scope = scope_of_requirements(reading.path)
        versions: dict[str, str] = {}
        for other in _included(reading, "constraints"):
            for mention in self._by_path[other].mentions if other in self._by_path else ():
                versions.setdefault(normalise_name("pypi", mention.name), mention.version)
        found = []
        for mention in reading.mentions:
            version = mention.version or versions.get(normalise_name("pypi", mention.name), "")
            purl = name_package("pypi", mention.name, version)
            found.append(replace(mention, scope=scope, version=version, purl=purl))
        return replace(reading, mentions=tuple(found))

    def _settle_gradle(self, reading: ManifestReading) -> ManifestReading:
        properties: dict[str, str] = {}
        for folder in folders_upward(folder_of(reading.path)):
            for other in (
                *self.at(ManifestKind.GRADLE_PROPERTIES, folder),
                *self.at(ManifestKind.GRADLE_BUILD, folder),
            ):
                for key, value in other.context.properties:
                    properties.setdefault(key, value)
        found: list[Mention] = []
        for mention in reading.mentions:
            if mention.name.startswith("${"):
                found.extend(self._follow_alias(mention, folder_of(reading.path)))
            else:
                found.append(_fill_version(mention, properties))
        return replace(reading, mentions=tuple(found))

    def _follow_alias(self, mention: Mention, folder: str) -> list[Mention]:
        """Replace an accessor such as `libs.jetty.server` by what the nearest catalogue says, bundles included."""
        catalogue, _, alias = mention.name[2:-1].partition(".")
        alias = normalise_alias(alias)
        for above in folders_upward(folder):
            for place in (f"{above}/gradle".strip("/"), above):
                for reading in self.at(ManifestKind.GRADLE_CATALOGUE, place):
                    if reading.path.rpartition("/")[2].partition(".")[0] == catalogue:
                        return self._look_up(mention, alias, reading)
        return [mention]

    def _look_up(self, mention: Mention, alias: str, catalogue: ManifestReading) -> list[Mention]:
        entries = self._aliases.get(catalogue.path)
        if entries is None:
            entries = self._aliases[catalogue.path] = {}
            by_alias = {item.keys[0]: item for item in catalogue.context.managed}
            for name, item in by_alias.items():
                entries[name] = [item]
            for bundle, name in catalogue.context.includes:
                if name in by_alias and len(entries.setdefault(bundle, [])) < _LARGEST_BUNDLE:
                    entries[bundle].append(by_alias[name])
        return [
            replace(
                mention,
                name=item.name,
                purl=item.purl,
                version=item.version,
                version_range=item.version_range,
            )
            for item in entries.get(alias, [mention])
        ]

    def _settle_nuget(self, reading: ManifestReading) -> ManifestReading:
        properties = dict(reading.context.properties)
        managed: dict[str, Mention] = {}
        for folder in folders_upward(folder_of(reading.path)):
            for other in (*self.at(ManifestKind.NUGET_CENTRAL, folder), *self._build_props(folder)):
                for key, value in other.context.properties:
                    properties.setdefault(key, value)
                for item in other.context.managed:
                    managed.setdefault(item.name.lower(), item)
        found = []
        for mention in reading.mentions:
            central = managed.get(mention.name.lower())
            if central is not None and not mention.version and not mention.version_range:
                mention = replace(mention, version=central.version, version_range=central.version_range)
            found.append(_fill_msbuild(mention, properties))
        return replace(reading, mentions=tuple(found))

    def _build_props(self, folder: str) -> list[ManifestReading]:
        return [item for item in self.at(ManifestKind.NUGET_PROJECT, folder) if item.path.endswith(".props")]

    def _settle_cargo(self, reading: ManifestReading) -> ManifestReading:
        managed: dict[str, Mention] = {}
        for folder in folders_upward(folder_of(reading.path)):
            for other in self.at(ManifestKind.CARGO_TOML, folder):
                for item in other.context.managed:
                    managed.setdefault(item.name, item)
        found = []
        for mention in reading.mentions:
            shared = managed.get(mention.name) if WORKSPACE in mention.keys else None
            if shared is not None:
                mention = replace(
                    mention,
                    version=shared.version,
                    version_range=shared.version_range,
                    purl=shared.purl,
                    source=shared.source,
                )
            found.append(replace(mention, keys=()))
        return replace(reading, mentions=tuple(found))


def _included(reading: ManifestReading, kind: str) -> Iterator[str]:
    for how, path in reading.context.includes:
        if how == kind:
            yield resolve_path(folder_of(reading.path), path)


def scope_of_requirements(path: str) -> Scope:
    """Guess the scope of a requirements file from its name and folder, as its readers do."""
    words = path.lower().rpartition("requirements")
    name = "/".join(path.lower().split("/")[-2:]) if words[1] else path.lower()
    if any(word in name for word in _TEST_WORDS):
        return Scope.TEST
    return Scope.DEVELOPMENT if any(word in name for word in _DEVELOPMENT_WORDS) else Scope.RUNTIME


def _fill_version(mention: Mention, properties: dict[str, str]) -> Mention:
    if "$" not in mention.version_range:
        return mention
    version = fill(mention.version_range, properties, GROOVY)
    if "$" in version:
        return mention
    return replace(mention, version=version, version_range="", purl=name_package(mention.kind, mention.name, version))


def _fill_msbuild(mention: Mention, properties: dict[str, str]) -> Mention:
    version = mention.version
    version_range = fill(mention.version_range, properties, MSBUILD)
    if version_range != mention.version_range:
        version, version_range = split_version(version_range)
    return replace(
        mention,
        version=version,
        version_range=version_range,
        purl=name_package("nuget", mention.name, version),
    )

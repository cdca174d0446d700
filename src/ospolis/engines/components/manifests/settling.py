"""Versions that a file leaves to another one: Gradle catalogues, NuGet's central list, Cargo workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..component import Scope
from .cargo import WORKSPACE
from .gradle import normalise_alias
from .kinds import ManifestKind
from .naming import name_package
from .placeholders import GROOVY, MSBUILD, fill
from .places import folder_of, folders_upward
from .poms import PomFamily
from .reading import ManifestReading, Mention

_TEST_WORDS: Final = ("test",)
_DEVELOPMENT_WORDS: Final = ("dev", "doc", "lint", "ci", "local", "typing", "format")


class Neighbours:
    """All readings of one repository, for the questions that one file asks another."""

    def __init__(self, readings: Iterable[ManifestReading]) -> None:
        self._readings = tuple(readings)
        self._poms = PomFamily(self._readings)
        self._by_place: dict[tuple[ManifestKind | None, str], list[ManifestReading]] = {}
        for reading in self._readings:
            self._by_place.setdefault((reading.kind, folder_of(reading.path)), []).append(reading)

    def at(self, kind: ManifestKind, folder: str) -> list[ManifestReading]:
        """Return the readings of a kind in exactly this folder."""
        return self._by_place.get((kind, folder), [])

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
            scope = scope_of_requirements(reading.path)
            return replace(reading, mentions=tuple(replace(mention, scope=scope) for mention in reading.mentions))
        return reading

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
                        return _look_up(mention, alias, reading)
        return [mention]

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


def scope_of_requirements(path: str) -> Scope:
    """Guess the scope of a requirements file from its name and folder, as its readers do."""
    words = path.lower().rpartition("requirements")
    name = "/".join(path.lower().split("/")[-2:]) if words[1] else path.lower()
    if any(word in name for word in _TEST_WORDS):
        return Scope.TEST
    return Scope.DEVELOPMENT if any(word in name for word in _DEVELOPMENT_WORDS) else Scope.RUNTIME


def _look_up(mention: Mention, alias: str, catalogue: ManifestReading) -> list[Mention]:
    entries = {item.keys[0]: item for item in catalogue.context.managed}
    wanted = [item for bundle, item in catalogue.context.includes if bundle == alias] or [alias]
    found = [entries[name] for name in wanted if name in entries]
    if not found:
        return [mention]
    return [
        replace(mention, name=item.name, purl=item.purl, version=item.version, version_range=item.version_range)
        for item in found
    ]


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
    if version_range[:1].isdigit() and not version:
        version, version_range = version_range, ""
    return replace(
        mention,
        version=version,
        version_range=version_range,
        purl=name_package("nuget", mention.name, version),
    )

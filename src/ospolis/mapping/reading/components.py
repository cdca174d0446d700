"""What a repository is made of: its manifests and lock files joined, within limits that the source is told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ospolis.core.limits import LOCK_FILE, SBOM
from ospolis.engines.components.component import Component, Relation
from ospolis.engines.components.diagnostic import Diagnostic
from ospolis.engines.components.manifests.joining import RepositoryComponents, join_readings, name_packages
from ospolis.engines.components.manifests.keeping import unpack_reading
from ospolis.engines.components.manifests.reading import ManifestReading
from ospolis.engines.gitrepo.paths import show_path
from ospolis.mapping.outcomes import FoundComponent, Trouble
from ospolis.mapping.reading.documents_box import say_licence
from ospolis.mapping.reading.repository import RepositoryReading

# What the table of components takes; a longer address is counted as a component and listed nowhere.
LONGEST_PURL = 1_000


@dataclass(frozen=True, slots=True)
class ComponentLimits:
    """What one repository may hold altogether, for many lock files that are each within their own limits.

    Units    mentions: lines of all manifests and lock files that are joined, which takes memory for each;
             components: rows that are kept
    Source   the limits table in SECURITY.md of the design: a component list has at most 100,000
    """

    mentions: int = 300_000
    components: int = SBOM.components


_LIMITS = ComponentLimits()
# Part of the version of a reading: with other limits a repository is read anew.
LIMITS_VERSION = f"components {_LIMITS.mentions} {_LIMITS.components}"
# Remarks of the readers after which the list of a file lacks components.
_CUT = frozenset({"too-large", "too-deep", "string-too-long"})
_REMEDY = (
    "Ask its owner for a component list made by the build tool and declare it as a source,"
    " or name a part of the repository as a source of its own."
)


@dataclass(frozen=True, slots=True)
class ComponentReading:
    """The manifests of a repository, its components, and why there are not all of them."""

    manifests: Sequence[ManifestReading]
    joined: RepositoryComponents
    trouble: Trouble | None


def join_components(reading: RepositoryReading, limits: ComponentLimits = _LIMITS) -> ComponentReading:
    """Join what the manifests and lock files of a repository name; direct needs are kept before others."""
    manifests, dropped = _unpack_manifests(reading, limits.mentions, unpack_reading)
    joined = join_readings(manifests)
    cuts = _list_cuts(reading, joined.diagnostics, dropped, limits)
    if len(joined.components) > limits.components:
        cuts.append(f"it has {len(joined.components):,} components, of which {limits.components:,} are kept")
        first = sorted(joined.components, key=lambda one: one.relation != Relation.DIRECT)[: limits.components]
        joined = replace(joined, components=tuple(sorted(first, key=lambda one: (one.purl, one.scope.value))))
    return ComponentReading(manifests, joined, _explain_cuts(cuts))


class ComponentCounter:
    """Counts the components of several commits of a repository; what does not change is worked out once."""

    def __init__(self, limits: ComponentLimits = _LIMITS) -> None:
        self._limits = limits
        self._unpacked: dict[tuple[str, int], ManifestReading | None] = {}
        self._counted: dict[tuple[int, ...], int] = {}

    def count(self, reading: RepositoryReading) -> tuple[list[ManifestReading], int, Trouble | None]:
        """The manifests of a commit, how many packages they name, and why these are not all.

        Shapes   reading: what it says of equal contents is one object, which lives as long as this counter
        """
        manifests, dropped = _unpack_manifests(reading, self._limits.mentions, self._unpack)
        by_path = sorted(manifests, key=lambda manifest: manifest.path)
        remarks = [(manifest.path, remark) for manifest in by_path for remark in manifest.diagnostics]
        cuts = _list_cuts(reading, remarks, dropped, self._limits)
        return manifests, self._count(manifests, is_whole=not dropped), _explain_cuts(cuts)

    def _count(self, manifests: Sequence[ManifestReading], *, is_whole: bool) -> int:
        if not is_whole:
            return len(name_packages(manifests))
        key = tuple(sorted(map(id, manifests)))
        if key not in self._counted:
            self._counted[key] = len(name_packages(manifests))
        return self._counted[key]

    def _unpack(self, kept: Any, path: str) -> ManifestReading | None:
        place = (path, id(kept))
        if place not in self._unpacked:
            self._unpacked[place] = unpack_reading(kept, path)
        return self._unpacked[place]


def _list_cuts(
    reading: RepositoryReading,
    diagnostics: Sequence[tuple[str, Diagnostic]],
    dropped: Sequence[str],
    limits: ComponentLimits,
) -> list[str]:
    cuts = [
        f"{show_path(path)} is larger than the {LOCK_FILE.bytes:,} bytes that are read"
        for path in (*reading.too_large, *_lost_manifests(reading))
    ]
    cuts += [f"{path}: {remark.message}" for path, remark in diagnostics if _is_cut(remark.code)]
    if dropped:
        cuts.append(f"its lock files name more than {limits.mentions:,} packages together; {dropped[0]} is left out")
    return cuts


def _unpack_manifests(
    reading: RepositoryReading, most: int, unpack: Callable[[Any, str], ManifestReading | None]
) -> tuple[list[ManifestReading], list[str]]:
    """The manifests, and the paths of those whose packages are left out; what is near the root comes first."""
    kept = [
        (show_path(need.path), manifest)
        for position, need in enumerate(reading.needs)
        if (manifest := reading.contents.readings.get(position, {}).get("manifest"))
    ]
    manifests, dropped, total = [], [], 0
    for path, manifest in sorted(kept, key=lambda one: (one[0].count("/"), one[0])):
        total += (count := _count_mentions(manifest))
        if total > most and count:
            dropped.append(path)
        if total <= most:
            unpacked = unpack(manifest, path)
        else:
            unpacked = unpack_reading({**manifest, "mentions": [], "edges": [], "roots": []}, path)
        if unpacked is not None:
            manifests.append(unpacked)
    return manifests, dropped


def _lost_manifests(reading: RepositoryReading) -> list[str]:
    """Manifests whose size was known only when they were opened."""
    lost = reading.contents.lost
    return [need.path for at, need in enumerate(reading.needs) if need.manifest and lost.get(at) == "blob-size"]


def _count_mentions(manifest: Mapping[str, Any]) -> int:
    return len(manifest.get("mentions", ()))


def _is_cut(code: str) -> bool:
    return code in _CUT or code.startswith("too-many-")


def _explain_cuts(cuts: Sequence[str]) -> Trouble | None:
    if not cuts:
        return None
    more = f" And {len(cuts) - 1:,} more." if len(cuts) > 1 else ""
    message = f"The components of the repository are not all known: {cuts[0].rstrip('.')}.{more}"
    return Trouble("components-limit", message, _REMEDY)


def list_found(components: Sequence[Component]) -> list[FoundComponent]:
    """Components as rows of the table; one without an address has none."""
    return [_found_component(one) for one in components if 0 < len(one.purl) <= LONGEST_PURL]


def _found_component(component: Component) -> FoundComponent:
    place = component.evidence[0] if component.evidence else None
    relation = {Relation.DIRECT: True, Relation.TRANSITIVE: False}.get(component.relation)
    return FoundComponent(
        purl=component.purl, type=component.purl.removeprefix("pkg:").partition("/")[0], group=component.group,
        name=component.name, version=component.version or component.version_range, scope=component.scope.value,
        is_direct=relation, licence=say_licence(component.declared), path=place.path if place else "",
        line=place.line if place else 0,
    )  # fmt: skip

"""NuGet: packages.config, project files, central versions, packages.lock.json, project.assets.json."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue

from ..component import Relation, Scope
from .draft import Draft, read_hash
from .lines import KeyLines
from .placeholders import MSBUILD, fill
from .reading import Context, Mention
from .shapes import read_map, read_text
from .xmltree import XmlElement, read_tree

_EXACT: Final = re.compile(r"\[?\s*(\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*\]?")
_RELATIONS: Final = {
    "direct": Relation.DIRECT,
    "transitive": Relation.TRANSITIVE,
    "centraltransitive": Relation.TRANSITIVE,
}


def read_packages_config(text: str, data: bytes, draft: Draft) -> None:
    """Read a packages.config: every package of the project, with exact versions.

    Source   NuGet documentation, packages.config reference
    """
    for item in read_tree(data, draft).all("package"):
        development = item.attributes.get("developmentDependency", "").lower() == "true"
        draft.mention(
            "nuget",
            item.attributes.get("id", ""),
            item.attributes.get("version", ""),
            scope=Scope.DEVELOPMENT if development else Scope.RUNTIME,
            relation=Relation.UNKNOWN,
            line=item.line,
        )


def read_nuget_project(text: str, data: bytes, draft: Draft) -> None:
    """Read the package references of a project file; conditions are not judged, every reference counts.

    Source   NuGet documentation, PackageReference in project files
    """
    project = read_tree(data, draft)
    properties = {item.name: item.text for group in project.all("PropertyGroup") for item in group.children}
    draft.context = Context(properties=tuple(properties.items()))
    name = properties.get("PackageId", "")
    draft.declare(
        "nuget",
        "" if "$(" in name else name,
        fill(properties.get("Version", ""), properties, MSBUILD),
        licence=properties.get("PackageLicenseExpression", "") or properties.get("PackageLicenseUrl", ""),
        line=project.first("PropertyGroup", "PackageLicenseExpression").line,
    )
    for item in project.all("ItemGroup", "PackageReference"):
        _mention(item, properties, draft)


def read_nuget_central(text: str, data: bytes, draft: Draft) -> None:
    """Read Directory.Packages.props: versions for projects that leave theirs out.

    Source   NuGet documentation, central package management
    """
    project = read_tree(data, draft)
    properties = {item.name: item.text for group in project.all("PropertyGroup") for item in group.children}
    found = [_make(item, properties, draft) for item in project.all("ItemGroup", "PackageVersion")]
    for item in project.all("ItemGroup", "GlobalPackageReference"):
        _mention(item, properties, draft)
    managed = tuple(made for made in found if made is not None)
    draft.context = Context(properties=tuple(properties.items()), managed=managed)


def read_nuget_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a packages.lock.json; entries for other projects of the repository are left out.

    Source   NuGet documentation, locking dependencies
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    for framework, entries in read_map(document, "dependencies").items():
        after = lines.find(framework)
        packages = read_map({"": entries}, "")
        positions: dict[str, int] = {}
        for name, entry in packages.items():
            kind = read_text(entry, "type").lower()
            if kind == "project":
                continue
            digest = read_text(entry, "contentHash")
            positions[name.lower()] = draft.mention(
                "nuget",
                name,
                read_text(entry, "resolved"),
                relation=_RELATIONS.get(kind, Relation.UNKNOWN),
                line=lines.find(name, after=after),
                hashes=read_hash(f"sha512-{digest}"),
            )
        _link(packages, positions, draft)


def read_nuget_assets(text: str, data: bytes, draft: Draft) -> None:
    """Read a project.assets.json, the result of a restore.

    Source   NuGet documentation; NuGet.Client, LockFileFormat
    """
    document = read_json(data, limits=draft.limits.text)
    lines = KeyLines(text)
    direct = {
        name.lower()
        for framework in read_map(document, "project", "frameworks").values()
        for name in read_map(framework, "dependencies")
    }
    positions: dict[str, int] = {}
    for key, entry in read_map(document, "libraries").items():
        name, _, version = key.partition("/")
        if read_text(entry, "type") == "package":
            positions[name.lower()] = draft.mention(
                "nuget",
                name,
                version,
                relation=Relation.DIRECT if name.lower() in direct else Relation.TRANSITIVE,
                line=lines.find(key),
                hashes=read_hash(f"sha512-{read_text(entry, 'sha512')}"),
            )
    for target in read_map(document, "targets").values():
        packages = {key.partition("/")[0]: entry for key, entry in read_map({"": target}, "").items()}
        _link(packages, positions, draft)


def _link(packages: dict[str, JsonValue], positions: dict[str, int], draft: Draft) -> None:
    for name, entry in packages.items():
        for needed in read_map(entry, "dependencies"):
            draft.edge(positions.get(name.lower(), -1), positions.get(needed.lower(), -1))


def _mention(item: XmlElement, properties: dict[str, str], draft: Draft) -> None:
    made = _make(item, properties, draft)
    if made is None:
        return
    private = item.attributes.get("PrivateAssets", "") or item.first("PrivateAssets").text
    draft.mention(
        "nuget",
        made.name,
        made.version,
        version_range=made.version_range,
        scope=Scope.DEVELOPMENT if private.lower() == "all" else Scope.RUNTIME,
        relation=Relation.DIRECT,
        line=item.line,
    )


def _make(item: XmlElement, properties: dict[str, str], draft: Draft) -> Mention | None:
    name = fill(item.attributes.get("Include", "") or item.attributes.get("Update", ""), properties, MSBUILD)
    stated = ""
    for key in ("VersionOverride", "Version"):
        stated = stated or item.attributes.get(key, "") or item.first(key).text
    version, version_range = split_version(fill(stated, properties, MSBUILD))
    return draft.make("nuget", name, version, version_range=version_range, line=item.line)


def split_version(stated: str) -> tuple[str, str]:
    """Tell an exact version from a range or an open placeholder.

    Returns  version and range; one of them is empty
    """
    exact = _EXACT.fullmatch(stated)
    return (exact[1], "") if exact else ("", stated)

"""pom.xml: coordinates, parent, properties, dependencies, managed versions, plugins, licences."""

from __future__ import annotations

import re
from typing import Final

from ..component import Relation, Scope
from .draft import Draft
from .placeholders import fill
from .reading import Context, Mention
from .xmltree import XmlElement, read_tree

_SCOPES: Final = {"test": Scope.TEST, "provided": Scope.BUILD, "import": Scope.BUILD}
_RANGE: Final = re.compile(r"[\[(].*[\])]|LATEST|RELEASE")
_PLUGINS: Final = "org.apache.maven.plugins"
PLUGIN_KEY: Final = "plugin|"
IMPORT_KEY: Final = "import|"
PROFILE_KEY: Final = "profile|"


def read_pom(text: str, data: bytes, draft: Draft) -> None:
    """Read a pom.xml. What needs a parent is left open for `join_readings`.

    Source   Maven POM reference, model version 4.0.0
    """
    project = read_tree(data, draft)
    parent = project.first("parent")
    properties = {item.name: item.text for item in project.all("properties") for item in item.children}
    properties |= _own_properties(project, parent)
    bodies = [project, *project.all("profiles", "profile")]
    for body in bodies:
        for item in body.all("dependencies", "dependency"):
            _mention_dependency(item, properties, draft)
        for item in body.all("build", "plugins", "plugin"):
            _mention_plugin(item, properties, draft)
    draft.context = Context(
        properties=tuple(properties.items()) + _read_profiles(project),
        managed=_read_managed(bodies, draft),
        parent=_coordinates(parent),
        parent_path=_parent_path(parent),
        workspaces=tuple(item.text for item in project.all("modules", "module")),
    )
    _declare(project, properties, draft)


def _read_profiles(project: XmlElement) -> tuple[tuple[str, str], ...]:
    """Properties of profiles: which profile is active is decided by the build, so they are a last resort."""
    return tuple(
        (f"{PROFILE_KEY}{item.name}", item.text)
        for properties in project.all("profiles", "profile", "properties")
        for item in properties.children
    )


def _own_properties(project: XmlElement, parent: XmlElement) -> dict[str, str]:
    found = {}
    for name in ("groupId", "artifactId", "version"):
        above = parent.first(name).text
        own = project.first(name).text or (above if name != "artifactId" else "")
        for key, value in ((f"project.{name}", own), (f"pom.{name}", own), (f"project.parent.{name}", above)):
            if value:
                found[key] = value
    return found


def _declare(project: XmlElement, properties: dict[str, str], draft: Draft) -> None:
    group = fill(properties.get("project.groupId", ""), properties)
    artifact = fill(project.first("artifactId").text, properties)
    version = fill(properties.get("project.version", ""), properties)
    names = [item.first("name").text or item.first("url").text for item in project.all("licenses", "license")]
    licence = project.first("licenses")
    draft.declare(
        "maven",
        f"{group}:{artifact}" if group and artifact else "",
        "" if "$" in version else version,
        licence=" OR ".join(name for name in names if name),
        line=licence.line or project.first("artifactId").line,
    )


def _coordinates(element: XmlElement) -> str:
    group, artifact = element.first("groupId").text, element.first("artifactId").text
    return f"{group}:{artifact}:{element.first('version').text}" if group and artifact else ""


def _parent_path(parent: XmlElement) -> str:
    stated = next(parent.all("relativePath"), None)
    return "../pom.xml" if stated is None else stated.text


def _mention_dependency(item: XmlElement, properties: dict[str, str], draft: Draft) -> None:
    version = fill(item.first("version").text, properties)
    scope = _SCOPES.get(fill(item.first("scope").text, properties), Scope.RUNTIME)
    if item.first("optional").text == "true" and scope is Scope.RUNTIME:
        scope = Scope.OPTIONAL
    draft.mention(
        "maven",
        _name(item, properties),
        "" if _RANGE.fullmatch(version) else version,
        version_range=version if _RANGE.fullmatch(version) else "",
        scope=scope if item.first("scope").text or scope is not Scope.RUNTIME else Scope.UNKNOWN,
        relation=Relation.DIRECT,
        line=item.line,
    )


def _mention_plugin(item: XmlElement, properties: dict[str, str], draft: Draft) -> None:
    draft.mention(
        "maven",
        _name(item, properties, group=_PLUGINS),
        fill(item.first("version").text, properties),
        scope=Scope.BUILD,
        relation=Relation.DIRECT,
        line=item.line,
        keys=(PLUGIN_KEY,),
    )
    for needed in item.all("dependencies", "dependency"):
        draft.mention(
            "maven",
            _name(needed, properties),
            fill(needed.first("version").text, properties),
            scope=Scope.BUILD,
            relation=Relation.DIRECT,
            line=needed.line,
        )


def _name(item: XmlElement, properties: dict[str, str], *, group: str = "") -> str:
    written = item.first("groupId").text or group
    artifact = item.first("artifactId").text
    return f"{fill(written, properties)}:{fill(artifact, properties)}" if artifact else ""


def _read_managed(bodies: list[XmlElement], draft: Draft) -> tuple[Mention, ...]:
    """Versions and scopes that this file settles for itself and its children; placeholders stay open."""
    found: list[Mention] = []
    for body in bodies:
        for item in body.all("dependencyManagement", "dependencies", "dependency"):
            imported = item.first("scope").text == "import"
            if imported:
                _mention_dependency(item, {}, draft)
            _manage(item, IMPORT_KEY if imported else "", found, draft)
        for item in body.all("build", "pluginManagement", "plugins", "plugin"):
            _manage(item, PLUGIN_KEY, found, draft)
    return tuple(found[: draft.limits.mentions])


def _manage(item: XmlElement, key: str, found: list[Mention], draft: Draft) -> None:
    made = draft.make(
        "maven",
        _name(item, {}, group=_PLUGINS if key == PLUGIN_KEY else ""),
        version_range=item.first("version").text,
        line=item.line,
    )
    if made is not None:
        scope = _SCOPES.get(item.first("scope").text, Scope.UNKNOWN)
        found.append(
            Mention(
                "maven",
                made.name,
                made.purl,
                "",
                made.version_range,
                scope,
                line=item.line,
                keys=(key,) if key else (),
            )
        )

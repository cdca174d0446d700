"""Which of the variants of code.json a file is. Told by shape: real files share the version string 2.0.0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from ospolis.engines.metadata.nodes import child, entries, items
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlNode

Variant: TypeAlias = Literal[
    "inventory-1", "inventory-2", "index-2", "repository-2", "repository-cms-2", "release-2", "canada"
]

_CMS_KEYS = ("longDescription", "repositoryHost", "repositoryType", "userInput", "fismaLevel", "maturityModelTier")


def tell_variant(root: YamlNode) -> Variant | None:
    """Say which variant of code.json a tree is.

    Returns  None when it is none: a release alone, as some agencies publish one file for each, is `release-2`
    """
    if not isinstance(root, YamlMap):
        return None
    # The file of one repository may list `projects` too: what it is visible to tells it apart.
    if child(root, "repositoryVisibility") is not None:
        return "repository-cms-2" if any(root.get(name) for name in _CMS_KEYS) else "repository-2"
    if isinstance(child(root, "projects"), YamlList):
        return "inventory-1"
    releases = child(root, "releases")
    if isinstance(releases, YamlList):
        listed = any(isinstance(child(one, "permissions", "usageType"), YamlList) for one in releases.items)
        return "index-2" if listed else "inventory-2"
    if child(root, "permissions") is not None and child(root, "repositoryURL") is not None:
        return "release-2"
    return "canada" if next(canadian_releases(root), None) else None


def canadian_releases(root: YamlNode) -> Iterator[tuple[str, YamlNode]]:
    """Yield path and node of each release of the nested form: tier, administration, releases."""
    for tier, administrations in entries(root):
        for administration, body in entries(administrations):
            releases = child(body, "releases")
            if isinstance(releases, YamlList):
                for number, node in enumerate(releases.items):
                    yield f"{tier.text}.{administration.text}.releases[{number}]", node


def list_releases(root: YamlNode, variant: Variant) -> tuple[tuple[str, YamlNode], ...]:
    """Give path and node of every release, project or repository of a file."""
    if variant == "canada":
        return tuple(canadian_releases(root))
    if variant in {"repository-2", "repository-cms-2", "release-2"}:
        return (("", root),)
    name = "projects" if variant == "inventory-1" else "releases"
    return tuple((f"{name}[{number}]", node) for number, node in enumerate(items(child(root, name))))

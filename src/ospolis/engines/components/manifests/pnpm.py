"""pnpm-lock.yaml, versions 5 to 9, and pnpm-workspace.yaml."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, YamlScalar, plain, read_yaml

from ..component import Scope
from .draft import Draft, read_hash
from .shapes import read_map, read_text, read_texts, read_value

_SECTIONS: Final = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)
_NEEDS: Final = ("dependencies", "optionalDependencies")


def read_pnpm_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a pnpm-lock.yaml.

    Source   pnpm/spec, lockfile versions 5.x, 6.0 and 9.0
    """
    document = read_yaml(data, limits=draft.limits.text)
    old = _text(_entry(document, "lockfileVersion")).startswith("5")
    positions: dict[str, int] = {}
    for key, node in _entries(document, "packages"):
        _mention(key, node, positions, draft, old=old)
    for section in ("packages", "snapshots"):
        for key, node in _entries(document, section):
            source = positions.get(_identify(*_split_key(key.text, old=old)), -1)
            for need in _NEEDS:
                for name, version in _entries(node, need):
                    draft.edge(source, _resolve(name.text, _text(version), positions, old=old))
    importers = _entries(document, "importers")
    if not importers:
        _read_importer("", document, positions, draft, old=old)
    for module, node in importers:
        _read_importer(module.text.strip("."), node, positions, draft, old=old)


def read_pnpm_workspace(text: str, data: bytes, draft: Draft) -> None:
    """Read which folders belong to the workspace.

    Source   pnpm documentation, pnpm-workspace.yaml
    """
    document = plain(read_yaml(data, limits=draft.limits.text))
    draft.context = replace(draft.context, workspaces=read_texts(document, "packages"))


def _read_importer(module: str, node: YamlNode, positions: dict[str, int], draft: Draft, *, old: bool) -> None:
    for section, scope in _SECTIONS:
        for name, value in _entries(node, section):
            version = _text(_entry(value, "version")) if isinstance(value, YamlMap) else _text(value)
            draft.root(_resolve(name.text, version, positions, old=old), scope, module=module)


def _mention(key: YamlScalar, node: YamlNode, positions: dict[str, int], draft: Draft, *, old: bool) -> None:
    name, version = _split_key(key.text, old=old)
    entry = plain(node)
    identity = _identify(name, version)
    if identity in positions:
        return
    registry = version[:1].isdigit()
    stated = read_text(entry, "name")
    scope = Scope.UNKNOWN
    if read_value(entry, "dev") is not None:
        scope = Scope.DEVELOPMENT if read_value(entry, "dev") is True else Scope.RUNTIME
    if read_value(entry, "optional") is True:
        scope = Scope.OPTIONAL
    positions[identity] = draft.mention(
        "npm",
        stated or name,
        version if registry else read_text(entry, "version"),
        scope=scope,
        line=key.line,
        hashes=read_hash(read_text(read_map(entry, "resolution"), "integrity")),
        keys=(identity,),
        source="" if registry else key.text if old else version,
    )


def _split_key(key: str, *, old: bool) -> tuple[str, str]:
    """Split the key of a package into name and version; peers in brackets or after `_` are left out."""
    key = key.strip("/").partition("(")[0]
    if old:
        parts = key.split("/")
        length = 2 if key.startswith("@") else 1
        return "/".join(parts[:length]), "".join(parts[length : length + 1]).partition("_")[0]
    name, _, version = key[1:].partition("@")
    return key[:1] + name, version


def _resolve(name: str, version: str, positions: dict[str, int], *, old: bool) -> int:
    """Find the package that a reference means: a version, or a whole key where the name is an alias."""
    plain_version = version.partition("(")[0]
    if old:
        plain_version = plain_version.partition("_")[0]
    found = positions.get(_identify(name, plain_version))
    if found is None:
        found = positions.get(_identify(*_split_key(version, old=old)), -1)
    return found


def _identify(name: str, version: str) -> str:
    return f"{name}@{version}"


def _entry(node: YamlNode | None, name: str) -> YamlNode | None:
    return node.get(name) if isinstance(node, YamlMap) else None


def _entries(node: YamlNode | None, name: str) -> tuple[tuple[YamlScalar, YamlNode], ...]:
    found = _entry(node, name)
    return found.entries if isinstance(found, YamlMap) else ()


def _text(node: YamlNode | None) -> str:
    return node.text if isinstance(node, YamlScalar) else ""

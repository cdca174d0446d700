"""Gradle: build files by pattern, lock files, version catalogues and gradle.properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.tomltext import read_toml

from ..component import Relation, Scope
from .draft import Draft
from .lines import number_matches
from .placeholders import GROOVY, fill
from .reading import Mention
from .shapes import read_map, read_text

_CONFIGURATION: Final = (
    r"[\"']?\b(\w{0,60}(?:[iI]mplementation|[aA]pi|[cC]ompile|[cC]ompileOnly|[rR]untimeOnly|[rR]untime|[pP]rovided"
    r"|[aA]nnotationProcessor|kapt|ksp|classpath|developmentOnly|xjc|[aA]gent|[lL]ibs?))\b[\"']?"
)
_OPENING: Final = r"[ \t(]+(?:\w{0,60}[pP]latform[ \t(]+)?"
_TEXT_FORM: Final = re.compile(
    rf"{_CONFIGURATION}{_OPENING}[\"']([\w.${{}}-]+):([\w.${{}}-]+)(?::([^\"'@:\s]*))?[^\"'\n]*[\"']"
)
_MAP_FORM: Final = re.compile(
    rf"{_CONFIGURATION}[ \t(]+group\s*[:=]\s*[\"']([^\"']+)[\"']\s*,\s*name\s*[:=]\s*[\"']([^\"']+)[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"']([^\"']+)[\"'])?"
)
_ALIAS_FORM: Final = re.compile(rf"{_CONFIGURATION}{_OPENING}\b(\w{{0,60}}[lL]ibs)\.([A-Za-z][\w.]*)")
_QUOTED_ALIAS: Final = re.compile(r"[\"'](\w+)[\"']\(\b(\w{0,60}[lL]ibs)\.([A-Za-z][\w.]*)")
_PLUGIN: Final = re.compile(r"\bid[ \t(]+[\"']([\w.-]+)[\"'][ \t)]+version[ \t(]+[\"']([^\"'\s]+)[\"']")
_PLUGIN_ALIAS: Final = re.compile(r"\balias[ \t(]+\b(\w{0,60}[lL]ibs)\.(plugins\.[\w.]+)")
_ASSIGNED: Final = re.compile(
    r"^[ \t]*(?:(?:def|val|var|final|String|const|ext\.)[ \t]{0,20}){0,4}([A-Za-z_]\w{0,99})"
    r"[ \t]*=[ \t]*[\"']([^\"'\n]{1,100})[\"']",
    re.MULTILINE,
)
_FOUND: Final = re.compile(r"\b(\w{0,60}[lL]ibs)\.find(Library|Bundle|Plugin)\([ ]*[\"']([\w.-]{1,200})[\"'][ ]*\)")
_SECTIONS: Final = {"Library": "", "Bundle": "bundles.", "Plugin": "plugins."}
_LONGEST: Final = 2_000
_COMMENT: Final = re.compile(r"(?m)(?<![:\"'])//[^\n]*|/\*(?:(?!\*/).){0,20000}\*/", re.DOTALL)
_LOCKED: Final = re.compile(r"^([\w.-]+:[\w.-]+):([^\s=]+)=(.*)$", re.MULTILINE)
_KEY: Final = re.compile(r"^[ \t]*[\"']?([\w.-]+)[\"']?[ \t]*=", re.MULTILINE)
_PROPERTY: Final = re.compile(r"^[ \t]*([\w.-]{1,100})[ \t]*[=:][ \t]*([^\s#]{1,200})[ \t]*$", re.MULTILINE)
_CALLS: Final = re.compile(r"\.(?:get|asProvider|orNull)\b.*")
_OPEN: Final = re.compile(r"[+\[\](),]|latest\.")


def read_gradle_build(text: str, data: bytes, draft: Draft) -> None:
    """Recognise declared dependencies and plugins in a build file, in Groovy or Kotlin; the rest is a program.

    Source   Gradle user manual, declaring dependencies
    """
    draft.partial = True
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    text = _FOUND.sub(_write_accessor, "\n".join(line[:_LONGEST] for line in text.split("\n")))
    assigned = dict(_ASSIGNED.findall(text))
    draft.context = replace(draft.context, properties=tuple(assigned.items())[:2_000])
    for line, configuration, name, version in _find_all(text):
        wanted = fill(version, assigned, GROOVY)
        ranged = bool(_OPEN.search(wanted)) or "$" in wanted
        draft.mention(
            "maven",
            name,
            "" if ranged else wanted,
            version_range=wanted if ranged else "",
            scope=_scope_of(configuration),
            relation=Relation.DIRECT,
            line=line,
        )
    for line, configuration, alias in _find_aliases(text):
        draft.mention(
            "maven",
            f"${{{alias}}}",
            scope=_scope_of(configuration),
            relation=Relation.DIRECT,
            line=line,
        )


def read_gradle_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a gradle.lockfile: one line for each module, with the configurations that hold it.

    Source   Gradle user manual, locking versions
    """
    number = 0
    for number, line in enumerate(text.splitlines(), 1):
        found = _LOCKED.match(line)
        if found:
            scopes = {_scope_of(name.strip()) for name in found[3].split(",") if name.strip()}
            scope = next((item for item in _STRONGEST if item in scopes), Scope.UNKNOWN)
            draft.mention("maven", found[1], found[2], scope=scope, line=number)


def read_gradle_catalogue(text: str, data: bytes, draft: Draft) -> None:
    """Read a version catalogue; its entries count where a build file names them.

    Source   Gradle user manual, version catalogs
    """
    document: JsonValue = dict(read_toml(data, limits=draft.limits.text))
    versions = read_map(document, "versions")
    lines: dict[str, int] = {}
    for key, line in number_matches(text, _KEY):
        lines.setdefault(key, line)
    managed: list[Mention] = []
    for section, prefix in (("libraries", ""), ("plugins", "plugins.")):
        for alias, entry in read_map(document, section).items():
            name, version = _read_entry(entry, versions, plugin=bool(prefix))
            made = draft.make("maven", name, version, line=lines.get(alias, 0))
            if made is not None:
                managed.append(replace(made, keys=(normalise_alias(prefix + alias),)))
    bundles = tuple(
        (normalise_alias(f"bundles.{name}"), normalise_alias(item))
        for name, items in read_map(document, "bundles").items()
        if isinstance(items, list)
        for item in items
        if isinstance(item, str)
    )
    draft.context = replace(draft.context, managed=tuple(managed), includes=bundles)


def read_gradle_properties(text: str, data: bytes, draft: Draft) -> None:
    """Read the properties that build files use as versions.

    Source   Gradle user manual, build environment
    """
    found = tuple(_PROPERTY.findall(text.replace("\r\n", "\n")))[:2_000]
    draft.context = replace(draft.context, properties=found)


def normalise_alias(alias: str) -> str:
    """Return the accessor of an alias: `-`, `_` and `.` all separate."""
    return _CALLS.sub("", alias).replace("-", ".").replace("_", ".").lower()


def _read_entry(entry: JsonValue, versions: dict[str, JsonValue], *, plugin: bool) -> tuple[str, str]:
    if isinstance(entry, str):
        name, _, version = entry.rpartition(":")
        return (f"{name}:{name}.gradle.plugin" if plugin else name), version
    name = read_text(entry, "module") or f"{read_text(entry, 'group')}:{read_text(entry, 'name')}"
    if plugin:
        name = f"{read_text(entry, 'id')}:{read_text(entry, 'id')}.gradle.plugin"
    referred = read_text(entry, "version", "ref")
    version = read_text(entry, "version") or read_text(entry, "version", "require")
    if referred:
        version = read_text(versions, referred) or read_text(versions, referred, "require")
    return name, version or read_text(entry, "version", "strictly")


def _write_accessor(found: re.Match[str]) -> str:
    """`libs.findLibrary("a-b")` is the long form of `libs.a.b`, used where accessors are not generated."""
    return f"{found[1]}.{_SECTIONS[found[2]]}{found[3].replace('-', '.').replace('_', '.')}"


def _find_all(text: str) -> Iterator[tuple[int, str, str, str]]:
    for form in (_TEXT_FORM, _MAP_FORM):
        for found, line in _numbered(form, text):
            yield line, found[1], f"{found[2]}:{found[3]}", found[4] or ""
    for found, line in _numbered(_PLUGIN, text):
        yield line, "classpath", f"{found[1]}:{found[1]}.gradle.plugin", found[2]


def _find_aliases(text: str) -> Iterator[tuple[int, str, str]]:
    seen: set[tuple[int, str]] = set()
    for form in (_ALIAS_FORM, _QUOTED_ALIAS):
        for found, line in _numbered(form, text):
            alias = f"{found[2]}.{found[3]}"
            if (line, alias) not in seen:
                seen.add((line, alias))
                yield line, found[1], alias
    for found, line in _numbered(_PLUGIN_ALIAS, text):
        yield line, "classpath", f"{found[1]}.{found[2]}"


def _numbered(form: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    line, seen = 1, 0
    for found in form.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        yield found, line


_BUILDING: Final = ("compileonly", "compileclasspath", "provided", "processor", "kapt", "ksp", "xjc")
_STRONGEST: Final = (Scope.RUNTIME, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)


def _scope_of(configuration: str) -> Scope:
    lowered = configuration.lower()
    if "test" in lowered:
        return Scope.TEST
    if lowered == "classpath" or any(word in lowered for word in _BUILDING):
        return Scope.BUILD
    return Scope.DEVELOPMENT if "developmentonly" in lowered or "debug" in lowered else Scope.RUNTIME

"""What a format demands, as a table, and the one walk that holds a file against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ospolis.engines.metadata.nodes import is_null, key_at
from ospolis.engines.metadata.problem import Level, Problem
from ospolis.engines.metadata.values import CHECKS, count_clusters
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlNode, YamlScalar

Shape = Literal["text", "number", "flag", "list", "text-or-list", "map", "maps", "languages", "any"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand under one key.

    Units    shortest, longest: characters as a reader sees them (grapheme clusters); fewest: items of a list
    Shapes   keys: for `map`, `maps` (a list of maps) and `languages` (a map with one entry for each language);
             retired: a warning and its remedy; retired_level: note where the reference says nothing;
             strict: the text must be written as one (quoted in YAML, a string in JSON); nullable: null is an answer
    """

    shape: Shape = "text"
    required: bool = False
    check: str = ""
    shortest: int = 0
    longest: int = 0
    fewest: int = 0
    keys: Mapping[str, Rule] = field(default_factory=dict)
    open_keys: bool = False
    strict: bool = False
    nullable: bool = False
    empty_is_absent: bool = False
    retired: str = ""
    retired_level: Level = "warning"


@dataclass(frozen=True, slots=True)
class _Where:
    """A value and the place to name for it: its key, or itself where it is an item of a list."""

    path: str
    node: YamlNode
    place: YamlNode


_SHAPE_WORDS = {
    "text": "a text",
    "number": "a number",
    "flag": "true or false",
    "list": "a list",
    "text-or-list": "a text or a list of texts",
    "map": "a group of keys",
    "maps": "a list of groups of keys",
    "languages": "a group with one entry for each language",
}
_REMEDIES = {
    "url": "Write a full address, for example https://example.org/project.",
    "http-url": "Write a full address that begins with https://.",
    "date": "Write the day as YYYY-MM-DD, for example 2026-11-30.",
    "moment": "Write date, time and offset, for example 2026-11-30T12:00:00Z.",
    "mime-type": "Write a media type, for example text/plain.",
    "email": "Write one e-mail address.",
    "language": "Write a language tag of BCP 47, for example en or it-IT.",
    "licence": "Write an SPDX expression, for example EUPL-1.2 or MIT OR Apache-2.0 (spdx.org/licenses).",
    "country": "Write the two letters of ISO 3166-1 in capitals, for example IT.",
    "category": "Take a code from the list of categories of the standard.",
    "scope": "Take a code from the list of scopes of the standard.",
    "organisation": "Write a full address with a host, or a URN.",
    "support": "Write alias: and a known name (for example alias:gdpr), a full address, or a URN.",
    "place": "Write a path relative to the root of the repository, or an http address.",
    "logo": "Name a .svg, .svgz or .png file by a relative path or an http address.",
    "screenshot": "Name a .jpg or .png file by a relative path or an http address.",
    "video": "Give the address of a video on a site that supports oEmbed.",
    "sbom": "Give the address of the bill of materials, or None.",
}


def check_tree(root: YamlNode, rule: Rule, vocabulary: Vocabulary, *, path: str = "") -> Iterator[Problem]:
    """Hold a tree against a table of rules.

    Returns  problems in the order of the file; keys that are missing come after those of their group
    """
    yield from _check(_Where(path, root, root), rule, vocabulary)


def _check(where: _Where, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    node = where.node
    if rule.shape == "any" or (rule.nullable and is_null(node)):
        return
    if not _fits(node, rule):
        yield _problem(where, "wrong-type", f"This must be {_SHAPE_WORDS[rule.shape]}.")
        return
    if rule.retired:
        message = "This key is deprecated and will go away."
        yield _problem(where, "deprecated-key", message, rule.retired, rule.retired_level)
    if isinstance(node, YamlMap):
        yield from _check_map(where, node, rule, vocabulary)
    elif isinstance(node, YamlList):
        yield from _check_list(where, node, rule, vocabulary)
    elif rule.shape in {"text", "text-or-list"}:
        yield from _check_text(where, node, rule, vocabulary)


def _fits(node: YamlNode, rule: Rule) -> bool:
    match rule.shape:
        case "map" | "languages":
            return isinstance(node, YamlMap)
        case "list" | "maps":
            return isinstance(node, YamlList)
        case "text-or-list":
            return isinstance(node, YamlList | YamlScalar)
        case "flag":
            return isinstance(node, YamlScalar) and isinstance(node.value, bool)
        case "number":
            return isinstance(node, YamlScalar) and type(node.value) in {int, float}
        case _:
            return isinstance(node, YamlScalar) and not (rule.strict and not isinstance(node.value, str))


def _check_map(where: _Where, node: YamlMap, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    if rule.shape == "languages":
        yield from _check_languages(where, node, rule, vocabulary)
        return
    for key, value in node.entries:
        inner = _Where(_join(where.path, key.text), value, key)
        known = rule.keys.get(key.text)
        if known is None:
            if not rule.open_keys:
                message = "The standard has no key of this name here."
                yield _problem(inner, "unknown-key", message, "Remove it, or check its spelling.")
        elif not is_null(value) or known.nullable:
            yield from _check(inner, known, vocabulary)
    yield from _check_missing(where, node, rule)


def _check_missing(where: _Where, node: YamlMap, rule: Rule) -> Iterator[Problem]:
    for name, inner in rule.keys.items():
        found = node.get(name)
        absent = found is None or (is_null(found) and not inner.nullable)
        if absent and inner.required:
            within = [key for key, rule_within in inner.keys.items() if rule_within.required]
            fix = f"Add {name}" + (f" with {', '.join(within)}." if within else ".")
            key = key_at(node, name)
            place = _Where(_join(where.path, name), node, key or node)
            yield _problem(place, "missing", "This key is mandatory and absent or empty.", fix)


def _check_languages(where: _Where, node: YamlMap, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not node.entries:
        yield _problem(where, "too-few", "At least one language is needed.", "Add one, for example en.")
    for key, value in node.entries:
        path = _join(where.path, key.text)
        if not CHECKS["language"](key.text, vocabulary):
            message = f"{_shown(key.text)} is not a language tag."
            yield _problem(_Where(path, value, key), "not-allowed", message, _REMEDIES["language"])
        if isinstance(value, YamlMap):
            yield from _check_map(_Where(path, value, key), value, Rule("map", keys=rule.keys), vocabulary)
        else:
            yield _problem(_Where(path, value, key), "wrong-type", f"This must be {_SHAPE_WORDS['map']}.")


def _check_list(where: _Where, node: YamlList, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    if len(node.items) < rule.fewest:
        yield _problem(where, "too-few", "The list is empty; at least one entry is needed.", "Add one.")
    shape: Shape = "map" if rule.shape == "maps" else "text"
    inner = Rule(shape, keys=rule.keys, check=rule.check, strict=rule.strict, open_keys=rule.open_keys)
    for number, item in enumerate(node.items):
        yield from _check(_Where(f"{where.path}[{number}]", item, item), inner, vocabulary)


def _check_text(where: _Where, node: YamlNode, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    text = node.text if isinstance(node, YamlScalar) else ""
    if not text and (rule.required or rule.empty_is_absent):
        if rule.required:
            yield _problem(where, "missing", "This key is mandatory and empty.", "Fill it in.")
        return
    if rule.check and not CHECKS[rule.check](text, vocabulary):
        message = "The value is not allowed here." if rule.check == "email" else f"{_shown(text)} is not allowed here."
        yield _problem(where, "not-allowed", message, _REMEDIES.get(rule.check, "Take a value the standard lists."))
    length = count_clusters(text) if rule.longest else 0
    if length < rule.shortest:
        message = f"The text has {length} characters, at least {rule.shortest} are needed."
        yield _problem(where, "too-short", message, "Say more.")
    if rule.longest and length > rule.longest:
        message = f"The text has {length} characters, at most {rule.longest} are allowed."
        yield _problem(where, "too-long", message, "Shorten it.")


def _shown(text: str) -> str:
    return f'"{text[:60]}"'


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _problem(where: _Where, code: str, message: str, fix: str = "", level: Level = "error") -> Problem:
    return Problem(where.path, where.place.line, where.place.column, code, level, message, fix)

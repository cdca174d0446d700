"""The strict side of publiccode.yml: the verdict that the parser of the standard would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ospolis.engines.metadata.nodes import child, entries, items, key_at, text_at, text_of
from ospolis.engines.metadata.problem import Level, Problem
from ospolis.engines.metadata.publiccode_rules import NEW_VERSIONS, NEWEST, OLD_VERSIONS, VERSION_0, VERSION_1_DRAFT
from ospolis.engines.metadata.rules import check_tree
from ospolis.engines.metadata.values import is_http_url
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, YamlScalar

_IPA = "urn:x-italian-pa:"
_Given: TypeAlias = tuple[str, YamlNode, str]


@dataclass(frozen=True, slots=True)
class OutsideFacts:
    """What others found out about the places a file names; None where nobody looked, so nothing is held against it.

    Shapes   files: paths that lie beside the file; dead_links: addresses that answered with an error;
             broken_pictures: paths and addresses whose content is no picture; ipa_codes: in lower case
    """

    files: frozenset[str] | None = None
    dead_links: frozenset[str] = frozenset()
    broken_pictures: frozenset[str] = frozenset()
    ipa_codes: frozenset[str] | None = None


NOTHING_KNOWN = OutsideFacts()


def check_publiccode(
    root: YamlNode,
    vocabulary: Vocabulary,
    *,
    outside: OutsideFacts = NOTHING_KNOWN,
    draft_1: bool = False,
) -> tuple[Problem, ...]:
    """Hold a publiccode.yml against the standard.

    Shapes   draft_1: accept the draft of version 1, which the released parser refuses
    Returns  problems in the order of the file's checks; without an error the file is valid
    Source   publiccode.yml 0.7 and the behaviour of publiccode-parser-go v5
    """
    version = text_at(root, "publiccodeYmlVersion")
    rule = VERSION_1_DRAFT if version == "1" and draft_1 else VERSION_0
    problems = list(check_tree(root, rule, vocabulary))
    if isinstance(root, YamlMap):
        problems += _check_version(root, draft_1=draft_1)
        problems += _check_maintenance(root)
        problems += _check_countries(root, vocabulary)
        problems += _check_country_section(root, outside)
        problems += _check_outside(root, outside)
    return tuple(problems)


def _check_version(root: YamlMap, *, draft_1: bool) -> Iterator[Problem]:
    node = child(root, "publiccodeYmlVersion")
    if not isinstance(node, YamlScalar) or not isinstance(node.value, str) or not node.value:
        return
    path, fix = "publiccodeYmlVersion", f'Write "{NEWEST}".'
    place = key_at(root, path) or node
    if node.value in OLD_VERSIONS:
        yield _at(place, path, "old-version", "This is not the newest version of the standard.", fix, "warning")
    elif node.value == "1":
        if not draft_1:
            yield _at(place, path, "draft-version", "Version 1 is a draft that is not accepted yet.", fix)
    elif node.value not in NEW_VERSIONS:
        yield _at(place, path, "unknown-version", "The standard has no version of this name.", fix)


def _check_maintenance(root: YamlMap) -> Iterator[Problem]:
    group = child(root, "maintenance")
    kind = text_at(group, "type")
    if group is None:
        return
    contractors, contacts = child(group, "contractors"), child(group, "contacts")
    if kind == "contract" and contractors is None:
        message = "Maintenance by contract must name its contractors."
        yield _at(group, "maintenance.contractors", "missing", message, "Add contractors.")
    if kind != "contract" and contractors is not None:
        message = "Contractors are named only when the type of maintenance is contract."
        yield _at(
            key_at(group, "contractors") or group, "maintenance.contractors", "not-allowed", message, "Remove them."
        )
    if kind in {"internal", "community"} and contacts is None:
        message = f"Maintenance of the type {kind} must name a contact."
        yield _at(group, "maintenance.contacts", "missing", message, "Add contacts.")


def _check_countries(root: YamlMap, vocabulary: Vocabulary) -> Iterator[Problem]:
    for name in ("countries", "unsupportedCountries"):
        for number, node in enumerate(items(child(root, "intendedAudience", name))):
            code = text_of(node)
            if code != code.upper() and code == code.lower() and code.upper() in vocabulary.countries:
                path = f"intendedAudience.{name}[{number}]"
                message = "Country codes in small letters are deprecated."
                yield _at(node, path, "small-letters", message, f"Write {code.upper()}.", "warning")


def _check_country_section(root: YamlMap, outside: OutsideFacts) -> Iterator[Problem]:
    small = None if child(root, "it") is None else key_at(root, "it")
    if small is not None:
        message = "The key it in small letters is deprecated."
        yield _at(small, "it", "deprecated-key", message, "Write organisation and supports.", "warning")
        if child(root, "IT") is not None:
            yield _at(small, "it", "duplicate-section", "The sections IT and it stand side by side.", "Remove it.")
    for name in ("it", "IT"):
        code = text_at(root, name, "riuso", "codiceIPA")
        place = key_at(root, name, "riuso", "codiceIPA")
        if code and place is not None:
            path = f"{name}.riuso.codiceIPA"
            yield from _check_ipa(place, path, code, outside)
            fix = f"Write organisation.uri: {_IPA}{code}"
            yield _at(place, path, "deprecated-key", "This key is deprecated.", fix, "warning")


def _check_outside(root: YamlMap, outside: OutsideFacts) -> Iterator[Problem]:
    for path, place, text in _links(root):
        if text in outside.dead_links:
            yield _at(place, path, "dead-link", "The address does not answer.", "Correct it, or remove it.")
    for path, place, text in _files(root):
        if outside.files is not None and not is_http_url(text) and text not in outside.files:
            message = "The repository has no file at this place."
            yield _at(place, path, "no-such-file", message, "Correct the path, relative to the root.")
        if text in outside.broken_pictures:
            yield _at(place, path, "broken-picture", "The file is not a picture that can be read.", "Replace it.")
    for path, place, text in _organisations(root):
        if text.lower().startswith(_IPA):
            yield from _check_ipa(place, path, text[len(_IPA) :], outside)


def _check_ipa(place: YamlNode, path: str, code: str, outside: OutsideFacts) -> Iterator[Problem]:
    if outside.ipa_codes is not None and code.lower() not in outside.ipa_codes:
        message = "This is not the code of an Italian public administration."
        yield _at(place, path, "unknown-ipa-code", message, "Look the code up at indicepa.gov.it.")


def _links(root: YamlMap) -> Iterator[_Given]:
    for name in ("url", "landingURL", "roadmap", "logo"):
        yield from _given(name, root, name)
    for language, texts in entries(child(root, "description")):
        for name in ("documentation", "apiDocumentation"):
            yield from _given(f"description.{language.text}.{name}", texts, name)
    yield from _screenshots(root)


def _files(root: YamlMap) -> Iterator[_Given]:
    yield from _given("logo", root, "logo")
    yield from _given("monochromeLogo", root, "monochromeLogo")
    yield from _given("legal.authorsFile", root, "legal", "authorsFile")
    yield from _screenshots(root)


def _screenshots(root: YamlMap) -> Iterator[_Given]:
    for language, texts in entries(child(root, "description")):
        for number, node in enumerate(items(child(texts, "screenshots"))):
            yield f"description.{language.text}.screenshots[{number}]", node, text_of(node)


def _organisations(root: YamlMap) -> Iterator[_Given]:
    yield from _given("organisation.uri", root, "organisation", "uri")
    for number, node in enumerate(items(child(root, "fundedBy"))):
        yield from _given(f"fundedBy[{number}].uri", node, "uri")


def _given(path: str, node: YamlNode, *names: str) -> Iterator[_Given]:
    text, place = text_at(node, *names), key_at(node, *names)
    if text and place is not None:
        yield path, place, text


def _at(node: YamlNode, path: str, code: str, message: str, fix: str, level: Level = "error") -> Problem:
    return Problem(path, node.line, node.column, code, level, message, fix)

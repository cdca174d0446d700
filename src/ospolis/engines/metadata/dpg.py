"""Records of the registry of digital public goods: the static form, and the live form with its free texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ospolis.engines.metadata.nodes import child, entries, items, text_at, text_of, texts_of
from ospolis.engines.metadata.problem import Problem
from ospolis.engines.metadata.record import Description, Licence, Organisation, Record
from ospolis.engines.metadata.values import is_http_url
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlNode

_ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\^{}\]]+", re.IGNORECASE)
_GOAL = re.compile(r"(?:SDG\s*)?([0-9]{1,2})\b", re.IGNORECASE)
_GOALS = range(1, 18)
_TYPES = {"software", "content", "data", "standard", "aimodel"}


def list_goods(root: YamlNode) -> tuple[tuple[str, YamlMap], ...]:
    """Give path and node of each record: one alone, a list, or a list under `data`.

    Returns  nothing when the tree holds no record of a digital public good
    """
    if isinstance(root, YamlMap) and isinstance(child(root, "data"), YamlList):
        listed = enumerate(items(child(root, "data")))
        found = [(f"data[{number}]", node) for number, node in listed]
    elif isinstance(root, YamlList):
        found = [(f"[{number}]", node) for number, node in enumerate(root.items)]
    else:
        found = [("", root)]
    return tuple((path, node) for path, node in found if isinstance(node, YamlMap) and is_good(node))


def is_good(node: YamlMap) -> bool:
    """Say whether a group of keys is a record of the registry."""
    if child(node, "dpgid") is not None or child(node, "openlicenses") is not None:
        return True
    return child(node, "stage") is not None and (child(node, "SDGs") is not None or child(node, "license") is not None)


def is_live(node: YamlMap) -> bool:
    """Say whether a record has the live form, whose texts are free."""
    return child(node, "openlicenses") is not None or child(node, "dpgid") is not None


def read_good(node: YamlMap) -> Record:
    """Turn a record of the registry into ours. Contacts are not even read: they are dropped at the door.

    Returns  a record whose `repositories` holds every address found; `repository` is set only when there is just one
    """
    addresses = tuple(dict.fromkeys(_addresses(node)))
    licences = tuple(_read_licences(node))
    return Record(
        name=text_at(node, "name"),
        repository=addresses[0] if len(addresses) == 1 else "",
        repositories=addresses,
        home=text_at(node, "website"),
        summary=text_at(node, "description"),
        descriptions=(Description("en", long=text_at(node, "description")),) if text_at(node, "description") else (),
        licence=", ".join(one.name or one.url for one in licences),
        licences=licences,
        organisation=_read_owner(node),
        status=text_at(node, "stage"),
        categories=tuple(sorted(texts_of(child(node, "type")) or texts_of(child(node, "categories")))),
        tags=texts_of(child(node, "sectors")),
        sdgs=tuple(sorted(set(_goals(node)))),
        countries=texts_of(child(node, "locations", "deploymentCountries")),
        lines={
            field: found.line
            for field, name in (("name", "name"), ("repository", "repositories"), ("licence", "license"))
            if (found := child(node, name)) is not None
        },
    )


def check_good(node: YamlMap, path: str, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Say what is missing or odd in a record of the registry.

    Source   shape of the static registry (DPGAlliance/publicgoods-api), standard 1.1.6 for the licence
    """
    return tuple(_find_problems(node, path, vocabulary))


def _find_problems(node: YamlMap, path: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    at = f"{path}." if path else ""
    for name in ("name", "description"):
        if not text_at(node, name):
            message = "The record must have this key."
            yield Problem(f"{at}{name}", node.line, node.column, "missing", "error", message, f"Add {name}.")
    if not _addresses(node):
        place = child(node, "repositories") or node
        message = "The record names no repository that has an address."
        yield Problem(f"{at}repositories", place.line, place.column, "missing", "warning", message, "Add one.")
    licences = tuple(_read_licences(node))
    if not licences:
        message = "The record names no licence."
        yield Problem(f"{at}license", node.line, node.column, "missing", "warning", message, "Add one.")
    for one in licences:
        if one.name and one.name.lower() not in vocabulary.licences:
            place = child(node, "license") or node
            message = "This licence is no SPDX identifier."
            yield Problem(f"{at}license", place.line, place.column, "not-allowed", "warning", message)
    for word in texts_of(child(node, "type")):
        if word not in _TYPES:
            place = child(node, "type") or node
            message = "The registry has no such type."
            yield Problem(f"{at}type", place.line, place.column, "not-allowed", "warning", message)


def _addresses(node: YamlNode) -> list[str]:
    """Every address in the repositories: the live form writes several into one text, with words around them."""
    texts = (
        text
        for one in items(child(node, "repositories"))
        for text in ((text_of(one),) if not isinstance(one, YamlMap) else texts_of(child(one, "url")))
    )
    found = (match.rstrip(".,;:)") for text in texts for match in _ADDRESS.findall(text))
    return [address for address in found if is_http_url(address)]


def _read_licences(node: YamlNode) -> Iterator[Licence]:
    for one in (*items(child(node, "license")), *items(child(node, "openlicenses"))):
        name = text_at(one, "spdx") or text_at(one, "openLicense") or text_of(one)
        url = text_at(one, "licenseURL") or text_at(one, "openLicenseEvidenceURLs")
        if name or url:
            yield Licence(name, url)


def _read_owner(node: YamlNode) -> Organisation | None:
    listed = [one for one in items(child(node, "organizations")) if text_at(one, "name")]
    owners = [one for one in listed if text_at(one, "org_type") == "owner"] or listed
    if not owners:
        return None
    website = text_at(owners[0], "website")
    return Organisation(website if is_http_url(website) else "", text_at(owners[0], "name"))


def _goals(node: YamlNode) -> Iterator[int]:
    texts = [text_at(one, "SDGNumber") for one in items(child(node, "SDGs"))]
    for _, listed in entries(child(node, "sdgs")):
        texts += [text_of(one) or text_at(one, "sdg") for one in items(listed)]
    for text in texts:
        match = _GOAL.match(text)
        if match and int(match.group(1)) in _GOALS:
            yield int(match.group(1))

"""The lenient side of code.json: every release becomes a record, whatever variant it came in."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ospolis.engines.metadata.codejson_shape import Variant, list_releases
from ospolis.engines.metadata.codejson_usage import read_exemption_text, read_usage
from ospolis.engines.metadata.nodes import child, entries, flag_of, is_null, items, text_at, text_of, texts_of
from ospolis.engines.metadata.record import Contact, Contractor, Dependency, Description, Licence, Organisation, Record
from ospolis.engines.metadata.values import is_date
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, YamlScalar

_FIELDS = {
    "name": ("name",),
    "repository": ("repositoryURL", "repository"),
    "home": ("homepageURL", "homepage"),
    "download": ("downloadURL",),
    "summary": ("description",),
    "descriptions": ("longDescription",),
    "licence": ("permissions", "license"),
    "organisation": ("organization",),
    "status": ("status",),
    "version": ("version",),
    "release_date": ("date", "updated"),
    "software_type": ("softwareType",),
    "platforms": ("platforms",),
    "categories": ("categories",),
    "tags": ("tags",),
    "code_languages": ("languages",),
    "languages": ("localisation",),
    "depends_on": ("reusedCode",),
    "related": ("relatedCode",),
    "maintenance": ("maintenance",),
    "usage": ("permissions", "openSourceProject"),
    "labour_hours": ("laborHours",),
    "visibility": ("repositoryVisibility",),
    "vcs": ("vcs",),
    "contract_numbers": ("contractNumber",),
    "issues": ("feedbackMechanism", "feedbackMechanisms"),
}
_LANGUAGES = ("en", "fr")
_NO_NAMES = frozenset({"", "Other", "other"})


def read_codejson(root: YamlNode, variant: Variant, vocabulary: Vocabulary) -> tuple[Record, ...]:
    """Turn a code.json into records, one for each release that is a group of keys.

    Raises   nothing: a release that is something else has no record, and the strict check names it
    """
    agency = words_of(child(root, "agency"))
    return tuple(
        _read_release(node, agency, vocabulary, old=variant == "inventory-1")
        for _, node in list_releases(root, variant)
        if isinstance(node, YamlMap)
    )


def words_of(node: YamlNode | None) -> str:
    """Give a text, or the English, the French or the first text of a localised group."""
    if isinstance(node, YamlMap):
        texts = {key.text: text_of(value) for key, value in node.entries}
        return next((texts[name] for name in _LANGUAGES if texts.get(name)), next(iter(texts.values()), ""))
    return text_of(node)


def _read_release(node: YamlMap, agency: str, vocabulary: Vocabulary, *, old: bool) -> Record:
    licences = tuple(_read_licences(node, vocabulary))
    extension = child(node, "publiccode")
    summary = words_of(child(node, "description"))
    return Record(
        name=words_of(child(node, "name")),
        repository=_first(node, "repositoryURL", "repository"),
        home=_first(node, "homepageURL", "homepage"),
        download=_first(node, "downloadURL"),
        summary=summary,
        descriptions=_read_description(node, summary),
        licence=text_at(extension, "license") or ", ".join(one.name or one.url for one in licences),
        licences=licences,
        organisation=_read_organisation(node, agency),
        status=text_at(node, "status"),
        version=text_at(node, "version"),
        release_date=_read_date(node, ("date", "lastModified"), ("updated", "sourceCodeLastModified")),
        created=_read_date(node, ("date", "created")),
        software_type=text_at(node, "softwareType"),
        platforms=texts_of(child(node, "platforms")),
        categories=texts_of(child(node, "categories")),
        tags=_words(child(node, "tags")),
        code_languages=texts_of(child(node, "languages")),
        languages=texts_of(child(extension, "availableLanguages")),
        localisation_ready=flag_of(child(node, "localisation")),
        depends_on=tuple(_read_reused(node)),
        related=_read_related(node),
        maintenance=text_at(node, "maintenance"),
        contractors=tuple(map(Contractor.from_text, texts_of(child(extension, "contractors")))),
        usage=_read_usage(node, old=old),
        exemption_text=read_exemption_text(node) if old else text_at(node, "permissions", "exemptionText"),
        labour_hours=_read_hours(child(node, "laborHours")),
        visibility=_read_visibility(node),
        vcs=text_at(node, "vcs"),
        contract_numbers=texts_of(child(node, "contractNumber")),
        issues=_first(node, "feedbackMechanism", "feedbackMechanisms"),
        disclaimer=text_at(node, "disclaimerText"),
        personal=tuple(_read_contacts(node)),
        lines=_read_lines(node),
    )


def _read_organisation(node: YamlNode, agency: str) -> Organisation | None:
    name = words_of(child(node, "organization")) or text_at(node, "agency", "name") or agency
    return Organisation("", name) if name else None


def _read_description(node: YamlNode, summary: str) -> tuple[Description, ...]:
    extension, long = child(node, "publiccode"), text_at(node, "longDescription")
    if not long and extension is None:
        return ()
    language = text_at(extension, "descriptionLanguage") or "en"
    return (Description(language, short=summary, long=long, features=texts_of(child(extension, "features"))),)


def _first(node: YamlNode, *names: str) -> str:
    found = (words_of(next(iter(items(child(node, name))), None)) for name in names)
    return next(filter(None, found), "")


def _words(node: YamlNode | None) -> tuple[str, ...]:
    """Tags may be localised: {en: [...], fr: [...]}."""
    given = next((value for key, value in entries(node) if key.text in _LANGUAGES), node)
    return texts_of(given)


def _read_licences(node: YamlNode, vocabulary: Vocabulary) -> Iterator[Licence]:
    given = items(child(node, "permissions", "licenses")) or items(child(node, "licenses"))
    for one in given:
        name, url = text_at(one, "name") or text_of(one), _first(one, "URL", "url")
        if name or url:
            known = name_licence(url, vocabulary) if name in _NO_NAMES else ""
            yield Licence(known or name, url)
    address = text_at(node, "license")
    if address:
        yield Licence(name_licence(address, vocabulary), address)


def name_licence(address: str, vocabulary: Vocabulary) -> str:
    """Give the SPDX identifier that a known address stands for, or an empty text."""
    key = address.lower().split("://", 1)[-1].removeprefix("www.").rstrip("/")
    if key.startswith("spdx.org/licenses/"):
        name = key.removeprefix("spdx.org/licenses/").removesuffix(".html").removesuffix(".json")
        return vocabulary.licences.get(name, "")
    return vocabulary.licence_addresses.get(key, "")


def _read_date(node: YamlNode, *places: tuple[str, str]) -> str:
    """The day of a date or moment; one that cannot be read fails the field, not the record."""
    days = (text_at(node, *place)[:10] for place in places)
    return next(filter(is_date, days), "")


def _read_reused(node: YamlNode) -> Iterator[Dependency]:
    for one in items(child(node, "reusedCode")):
        name, url = _first(one, "name"), _first(one, "URL")
        if name or url:
            yield Dependency(name=name or url, kind="reused", url=url)


def _read_visibility(node: YamlNode) -> str:
    return text_at(node, "repositoryVisibility") or ("private" if flag_of(child(node, "closedProject")) else "")


def _read_related(node: YamlNode) -> tuple[str, ...]:
    given = (_first(one, "URL", "codeURL") for one in items(child(node, "relatedCode")))
    return tuple(filter(None, given))


def _read_usage(node: YamlNode, *, old: bool) -> tuple[str, ...]:
    if old:
        word = read_usage(node)
        return (word,) if word else ()
    return texts_of(child(node, "permissions", "usageType"))


def _read_hours(node: YamlNode | None) -> float | None:
    """Hours as a number, also when written as a text; None is not stated, and is not 0."""
    if not isinstance(node, YamlScalar) or isinstance(node.value, bool):
        return None
    try:
        hours = float(node.text.replace(",", ""))
    except ValueError:
        return None
    return hours if math.isfinite(hours) and hours >= 0 else None


def _read_contacts(node: YamlNode) -> Iterator[Contact]:
    for role, one in (
        ("contact", child(node, "contact")),
        *(("partner", partner) for partner in items(child(node, "partners"))),
    ):
        contact = Contact(
            role=role,
            name=text_at(one, "name"),
            email=text_at(one, "email"),
            phone=text_at(one, "phone"),
        )
        if contact != Contact(role):
            yield contact


def _read_lines(node: YamlMap) -> dict[str, int]:
    keys = {key.text: key.line for key, value in node.entries if not is_null(value)}
    found = {field: next((name for name in names if name in keys), "") for field, names in _FIELDS.items()}
    return {field: keys[name] for field, name in found.items() if name}

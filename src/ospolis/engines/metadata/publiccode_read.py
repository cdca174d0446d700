"""The lenient side of publiccode.yml: whatever can be understood becomes a record, with a note where it was bent."""

from __future__ import annotations

from collections.abc import Iterator

from ospolis.engines.metadata.languages import canonical_language
from ospolis.engines.metadata.nodes import child, entries, flag_of, is_null, items, key_at, text_at, text_of, texts_of
from ospolis.engines.metadata.problem import Problem
from ospolis.engines.metadata.publiccode_rules import VERSION_0
from ospolis.engines.metadata.record import Contact, Contractor, Dependency, Description, Licence, Organisation, Record
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, plain

_IPA = "urn:x-italian-pa:"
_PLATFORMS = ("spid", "cie", "anpr", "pagopa", "io")
_EXPECTED = {
    "platforms": ("platforms",),
    "developmentStatus": ("developmentStatus",),
    "localisation": ("localisation",),
    "name": ("name",),
    "url": ("url",),
    "legal.license": ("legal", "license"),
}
_FIELDS = {
    "name": ("name",),
    "repository": ("url",),
    "home": ("landingURL",),
    "descriptions": ("description",),
    "licence": ("legal", "license"),
    "copyright_owner": ("legal", "mainCopyrightOwner"),
    "organisation": ("organisation",),
    "funded_by": ("fundedBy",),
    "status": ("developmentStatus",),
    "version": ("softwareVersion",),
    "release_date": ("releaseDate",),
    "software_type": ("softwareType",),
    "platforms": ("platforms",),
    "categories": ("categories",),
    "languages": ("localisation", "availableLanguages"),
    "used_by": ("usedBy",),
    "supports": ("supports",),
    "depends_on": ("dependsOn",),
    "is_based_on": ("isBasedOn",),
    "suite": ("applicationSuite",),
    "roadmap": ("roadmap",),
    "logo": ("logo",),
    "maintenance": ("maintenance", "type"),
    "contractors": ("maintenance", "contractors"),
}


def read_publiccode(root: YamlNode, vocabulary: Vocabulary) -> tuple[Record, tuple[Problem, ...]]:
    """Turn a publiccode.yml into a record.

    Returns  the record, and notes on old spellings and on what is incomplete; `personal` holds the contacts
    Raises   nothing: what cannot be understood is left out; the strict check says why
    """
    record = _read_record(root)
    return record, tuple(_notes(root, record, vocabulary))


def _read_record(root: YamlNode) -> Record:
    descriptions = tuple(_read_descriptions(root))
    licence = text_at(root, "legal", "license")
    return Record(
        name=text_at(root, "name"),
        repository=text_at(root, "url"),
        home=text_at(root, "landingURL"),
        summary=_pick_summary(descriptions),
        descriptions=descriptions,
        licence=licence,
        licences=(Licence(licence),) if licence else (),
        copyright_owner=text_at(root, "legal", "mainCopyrightOwner"),
        organisation=_read_organisation(root),
        funded_by=tuple(map(_organisation_of, items(child(root, "fundedBy")))),
        status=text_at(root, "developmentStatus"),
        version=text_at(root, "softwareVersion"),
        release_date=text_at(root, "releaseDate"),
        software_type=_read_type(root),
        platforms=_set_of(child(root, "platforms")),
        categories=_set_of(child(root, "categories")),
        tags=texts_of(child(root, "tags")),
        languages=_languages(root),
        localisation_ready=flag_of(child(root, "localisation", "localisationReady")),
        scopes=_scopes(root),
        countries=_countries(root, "countries"),
        unsupported_countries=_countries(root, "unsupportedCountries"),
        used_by=texts_of(child(root, "usedBy")),
        supports=_read_supports(root),
        depends_on=tuple(_read_needs(root)),
        is_based_on=texts_of(child(root, "isBasedOn")),
        suite=text_at(root, "applicationSuite"),
        roadmap=text_at(root, "roadmap"),
        logo=text_at(root, "logo"),
        maintenance=text_at(root, "maintenance", "type"),
        contractors=tuple(_read_contractors(root)),
        incomplete=_find_gaps(root),
        personal=tuple(_read_contacts(root)),
        lines=_read_lines(root),
        extra=_read_extra(root),
    )


def _country_section(root: YamlNode) -> YamlNode | None:
    return child(root, "IT") or child(root, "it")


def _read_descriptions(root: YamlNode) -> Iterator[Description]:
    for key, texts in entries(child(root, "description")):
        if isinstance(texts, YamlMap):
            yield Description(
                language=canonical_language(key.text),
                short=text_at(texts, "shortDescription"),
                long=text_at(texts, "longDescription"),
                features=texts_of(child(texts, "features")) or texts_of(child(texts, "featureList")),
                name=text_at(texts, "localisedName"),
                documentation=text_at(texts, "documentation"),
                api_documentation=text_at(texts, "apiDocumentation"),
                screenshots=texts_of(child(texts, "screenshots")),
                videos=texts_of(child(texts, "videos")),
                awards=texts_of(child(texts, "awards")),
            )


def _pick_summary(descriptions: tuple[Description, ...]) -> str:
    """English first, since a catalogue shows one line; else the language that the author put first."""
    ordered = sorted(descriptions, key=lambda one: not one.language.startswith("en"))
    return next((one.short for one in ordered if one.short), "")


def _read_organisation(root: YamlNode) -> Organisation | None:
    given = child(root, "organisation")
    if given is not None:
        return _organisation_of(given)
    code, owner = text_at(_country_section(root), "riuso", "codiceIPA"), text_at(root, "legal", "repoOwner")
    if code:
        return Organisation(_IPA + code, owner)
    return Organisation("", owner) if owner else None


def _organisation_of(node: YamlNode) -> Organisation:
    return Organisation(text_at(node, "uri"), text_at(node, "name") or text_of(node))


def _read_type(root: YamlNode) -> str:
    written = text_at(root, "softwareType") or text_at(root, "softwareType", "type")
    return "standalone/other" if written == "standalone" else written


def _countries(root: YamlNode, name: str) -> tuple[str, ...]:
    return tuple(sorted({code.upper() for code in texts_of(child(root, "intendedAudience", name))}))


def _scopes(root: YamlNode) -> tuple[str, ...]:
    return _set_of(child(root, "intendedAudience", "scope") or child(root, "intendedAudience", "onlyFor"))


def _set_of(node: YamlNode | None) -> tuple[str, ...]:
    """Lists whose order says nothing are read sorted, so that equal files give equal records."""
    return tuple(sorted(set(texts_of(node))))


def _languages(root: YamlNode) -> tuple[str, ...]:
    given = texts_of(child(root, "localisation", "availableLanguages"))
    return tuple(sorted(set(map(canonical_language, given))))


def _read_supports(root: YamlNode) -> tuple[str, ...]:
    section = _country_section(root)
    given = [text_at(node, "id") for node in items(child(root, "supports"))]
    gdpr = flag_of(child(section, "conforme", "gdpr")) or flag_of(child(section, "conforme", "privacy"))
    if gdpr:
        given.append("alias:gdpr")
    given += [f"alias:{name}" for name in _PLATFORMS if flag_of(child(section, "piattaforme", name))]
    return tuple(dict.fromkeys(name for name in given if name))


def _read_needs(root: YamlNode) -> Iterator[Dependency]:
    for kind in ("open", "proprietary", "hardware"):
        for node in items(child(root, "dependsOn", kind)):
            name = text_at(node, "name") or text_of(node)
            if name:
                yield Dependency(
                    name=name,
                    kind=kind,
                    version=text_at(node, "version"),
                    version_min=text_at(node, "versionMin"),
                    version_max=text_at(node, "versionMax"),
                    optional=flag_of(child(node, "optional")),
                )


def _read_contractors(root: YamlNode) -> Iterator[Contractor]:
    for node in items(child(root, "maintenance", "contractors")):
        if text_at(node, "name"):
            yield Contractor(text_at(node, "name"), text_at(node, "until"), text_at(node, "website"))


def _read_contacts(root: YamlNode) -> Iterator[Contact]:
    for role, name in (("maintainer", "contacts"), ("contractor", "contractors")):
        for node in items(child(root, "maintenance", name)):
            contact = Contact(
                role=role,
                name=text_at(node, "name"),
                email=text_at(node, "email"),
                phone=text_at(node, "phone"),
                affiliation=text_at(node, "affiliation"),
            )
            if role == "maintainer" or contact.email:
                yield contact


def _read_extra(root: YamlNode) -> dict[str, JsonValue]:
    return {key.text: plain(value) for key, value in entries(root) if key.text not in VERSION_0.keys}


def _find_gaps(root: YamlNode) -> tuple[str, ...]:
    return tuple(name for name, keys in _EXPECTED.items() if is_null(child(root, *keys)))


def _read_lines(root: YamlNode) -> dict[str, int]:
    found = {name: key_at(root, *keys) for name, keys in _FIELDS.items()}
    return {name: node.line for name, node in found.items() if node is not None}


def _notes(root: YamlNode, record: Record, vocabulary: Vocabulary) -> Iterator[Problem]:
    section = _country_section(root)
    kind = key_at(root, "softwareType")
    if kind is not None and text_at(root, "softwareType") == "standalone":
        yield _note(kind, "softwareType", "old-spelling", "Read as standalone/other.", "Write standalone/other.")
    licence = key_at(root, "legal", "license")
    canonical = vocabulary.licences.get(record.licence.lower(), record.licence)
    if licence is not None and canonical != record.licence:
        message = "SPDX writes this identifier with other capitals."
        yield _note(licence, "legal.license", "small-letters", message, f"Write {canonical}.")
    for name in ("conforme", "piattaforme", "riuso"):
        node = key_at(section, name)
        if node is not None:
            message = "Read as supports and organisation, as far as the standard has a word for it."
            yield _note(node, f"IT.{name}", "country-section", message, "Write supports and organisation.")
    for key, _ in entries(child(root, "description")):
        if canonical_language(key.text) != key.text:
            message = f"Read as {canonical_language(key.text)[:40]}."
            yield _note(key, f"description.{key.text}", "language-case", message, "Use the usual case.")
    if record.incomplete:
        message = f"The entry is incomplete: {', '.join(record.incomplete)}."
        yield _note(root, "", "incomplete", message, "Fill in what is missing.")


def _note(node: YamlNode, path: str, code: str, message: str, fix: str) -> Problem:
    return Problem(path, node.line, node.column, code, "note", message, fix)

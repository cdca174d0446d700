"""CodeMeta, read and written by fixed keys: no context is ever fetched, no JSON-LD is expanded."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ospolis.engines.metadata.codejson_read import name_licence
from ospolis.engines.metadata.nodes import child, entries, items, text_at, text_of, texts_of
from ospolis.engines.metadata.problem import Problem
from ospolis.engines.metadata.record import Contact, Contractor, Dependency, Description, Licence, Organisation, Record
from ospolis.engines.metadata.status import status_from
from ospolis.engines.metadata.values import is_date, is_http_url
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode

_PREFIXES = ("", "schema:", "codemeta:", "http://schema.org/", "https://schema.org/")
_TYPES = {"SoftwareSourceCode", "SoftwareApplication", "Code"}
_PEOPLE = ("maintainer", "author", "contributor")
_FIELDS = {
    "name": "name",
    "repository": "codeRepository",
    "home": "url",
    "download": "downloadUrl",
    "summary": "description",
    "licence": "license",
    "status": "developmentStatus",
    "version": "version",
    "tags": "keywords",
    "code_languages": "programmingLanguage",
    "platforms": "operatingSystem",
    "issues": "issueTracker",
    "depends_on": "softwareRequirements",
    "suite": "isPartOf",
    "is_based_on": "isBasedOn",
}


def is_codemeta(root: YamlNode) -> bool:
    """Say whether a tree is a CodeMeta record or a schema.org record of software."""
    context = child(root, "@context")
    if not isinstance(root, YamlMap) or context is None:
        return False
    named = [text.lower() for text in texts_of(context)]
    if any("codemeta" in text for text in named):
        return True
    return any("schema.org" in text for text in named) and bool(_TYPES & set(_types(root)))


def tell_codemeta_version(root: YamlNode) -> str:
    """Give the version of the context, or an empty text where the address does not tell."""
    for text in texts_of(child(root, "@context")):
        tail = text.rstrip("/").rsplit("/", 1)[-1].removeprefix("codemeta-")
        if tail.replace(".", "").isdigit():
            return tail
    return ""


def check_codemeta(root: YamlNode, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Hold a record against the terms of CodeMeta.

    Source   CodeMeta 3.1, list of terms
    """
    return tuple(_find_problems(root, vocabulary))


def _find_problems(root: YamlNode, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not _TYPES & set(_types(root)):
        message = "The type is none of SoftwareSourceCode and SoftwareApplication."
        yield _problem(root, "@type", "missing", message, 'Write "@type": "SoftwareSourceCode".')
    if not _text(root, "name"):
        yield _problem(root, "name", "missing", "The software has no name.", "Add name.")
    for key, value in entries(root):
        plain_name = key.text.removeprefix("schema:").removeprefix("codemeta:")
        prefixed = ":" in plain_name or key.text.startswith("@") or key.text in {"id", "type"}
        if not prefixed and plain_name not in vocabulary.codemeta_terms:
            message = "CodeMeta has no term of this name, so other readers lose it."
            fix = "Remove it, or check its spelling."
            yield Problem(key.text, key.line, key.column, "unknown-key", "warning", message, fix)
        elif plain_name in {"codeRepository", "issueTracker"} and text_of(value) and not is_http_url(text_of(value)):
            message = "This must be an address."
            yield _problem(value, key.text, "not-allowed", message, "Write a full address with https://.")


def _problem(node: YamlNode, path: str, code: str, message: str, fix: str) -> Problem:
    return Problem(path, node.line, node.column, code, "error", message, fix)


def read_codemeta(root: YamlNode, vocabulary: Vocabulary) -> Record:
    """Turn a CodeMeta record into ours.

    Raises   nothing
    """
    licences = tuple(_read_licences(root, vocabulary))
    source = _get(root, "hasSourceCode")
    owner = _organisation(root, "copyrightHolder")
    extra = _read_additional(root)
    return Record(
        name=_text(root, "name"),
        repository=_text(root, "codeRepository") or _text(source, "codeRepository"),
        home=_text(root, "url"),
        download=_text(root, "downloadUrl"),
        summary=_text(root, "description"),
        licence=", ".join(one.name or one.url for one in licences),
        licences=licences,
        copyright_owner=owner.name if owner else "",
        organisation=_organisation(root, "publisher") or _organisation(root, "producer"),
        status=status_from(_text(root, "developmentStatus")),
        version=_text(root, "version") or _text(root, "softwareVersion"),
        release_date=_date(root, "dateModified", "datePublished"),
        created=_date(root, "dateCreated"),
        descriptions=_read_description(extra, _text(root, "description")),
        software_type=" ".join(extra.get("softwareType", ())),
        platforms=tuple(sorted(_words(root, "operatingSystem"))),
        categories=tuple(sorted(_words(root, "applicationCategory"))),
        tags=_words(root, "keywords"),
        code_languages=_words(root, "programmingLanguage"),
        languages=extra.get("availableLanguages", ()),
        localisation_ready={"true": True, "false": False}.get(" ".join(extra.get("localisationReady", ()))),
        depends_on=tuple(Dependency(name, "open") for name in _words(root, "softwareRequirements")),
        is_based_on=_words(root, "isBasedOn"),
        suite=next(iter(_words(root, "isPartOf")), ""),
        maintenance=" ".join(extra.get("maintenance", ())),
        contractors=tuple(map(Contractor.from_text, extra.get("contractors", ()))),
        issues=_text(root, "issueTracker"),
        personal=tuple(_read_people(root)),
        lines={field: node.line for field, name in _FIELDS.items() if (node := _get(root, name)) is not None},
    )


def _types(root: YamlNode) -> tuple[str, ...]:
    given = texts_of(child(root, "@type")) + texts_of(child(root, "type"))
    return tuple(text.removeprefix("schema:").rsplit("/", 1)[-1] for text in given)


def _get(node: YamlNode | None, name: str) -> YamlNode | None:
    return next((found for prefix in _PREFIXES if (found := child(node, prefix + name)) is not None), None)


def _text(node: YamlNode | None, name: str) -> str:
    return next(iter(_texts(_get(node, name))), "")


def _texts(node: YamlNode | None) -> tuple[str, ...]:
    """Texts, or the names or addresses of the things that stand in their place."""
    found = (
        text_of(one) or text_at(one, "name") or text_at(one, "@value") or text_at(one, "@id") or text_at(one, "id")
        for one in items(node)
    )
    return tuple(filter(None, found))


def _words(node: YamlNode, name: str) -> tuple[str, ...]:
    """Lists may be written as one text with commas or semicolons."""
    texts = _texts(_get(node, name))
    split = (word.strip() for text in texts for word in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(filter(None, split)))


def _read_licences(root: YamlNode, vocabulary: Vocabulary) -> Iterator[Licence]:
    for text in _texts(_get(root, "license")):
        if is_http_url(text):
            yield Licence(name_licence(text, vocabulary), text)
        else:
            yield Licence(text)


def _organisation(root: YamlNode, name: str) -> Organisation | None:
    """Persons are left out: an organisation is no personal data, a person is."""
    for one in items(_get(root, name)):
        if "Person" not in _types(one):
            named = text_at(one, "name") or text_of(one)
            if named:
                return Organisation(text_at(one, "@id") or text_at(one, "id") or text_at(one, "url"), named)
    return None


def _date(root: YamlNode, *names: str) -> str:
    return next((day for name in names if is_date(day := _text(root, name)[:10])), "")


def _read_people(root: YamlNode) -> Iterator[Contact]:
    for role in _PEOPLE:
        for one in items(_get(root, role)):
            if "Person" in _types(one):
                parts = (text_at(one, "givenName"), text_at(one, "familyName"))
                name = text_at(one, "name") or " ".join(filter(None, parts))
                yield Contact(role, name, text_at(one, "email"), affiliation=_text(one, "affiliation"))


def _read_additional(root: YamlNode) -> dict[str, tuple[str, ...]]:
    """What our own writer could not say in the terms of CodeMeta."""
    return {
        text_at(one, "propertyID").removeprefix("publiccode:"): texts_of(child(one, "value"))
        for one in items(_get(root, "additionalProperty"))
    }


def _read_description(extra: dict[str, tuple[str, ...]], summary: str) -> tuple[Description, ...]:
    long, features = " ".join(extra.get("longDescription", ())), extra.get("features", ())
    language = " ".join(extra.get("descriptionLanguage", ()))
    return (Description(language, short=summary, long=long, features=features),) if language else ()


def write_codemeta(record: Record) -> bytes:
    """Write a record as CodeMeta 3.0; what CodeMeta has no term for stands in additionalProperty.

    Returns  UTF-8 JSON with two blanks of indentation; equal bytes for equal records
    """
    licence = record.licence
    plain_licence = licence and " " not in licence and not is_http_url(licence)
    content = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": record.name,
        "description": record.summary,
        "codeRepository": record.repository,
        "url": record.home,
        "downloadUrl": record.download,
        "license": f"https://spdx.org/licenses/{licence}" if plain_licence else licence,
        "version": record.version,
        "dateCreated": record.created,
        "dateModified": record.release_date,
        "developmentStatus": record.status,
        "programmingLanguage": list(record.code_languages),
        "operatingSystem": list(record.platforms),
        "applicationCategory": list(record.categories),
        "keywords": list(record.tags),
        "softwareRequirements": [one.name for one in record.depends_on],
        "isBasedOn": list(record.is_based_on),
        "isPartOf": record.suite,
        "issueTracker": record.issues,
        "copyrightHolder": _thing(Organisation("", record.copyright_owner)),
        "publisher": _thing(record.organisation),
        "maintainer": [_person(one) for one in record.personal if one.role in {"maintainer", "contact"}],
        "additionalProperty": _write_additional(record),
    }
    filled = {key: value for key, value in content.items() if value}
    return (json.dumps(filled, ensure_ascii=False, indent=2) + "\n").encode()


def _thing(organisation: Organisation | None) -> dict[str, str]:
    if organisation is None or not organisation.name:
        return {}
    given = {"@type": "Organization", "@id": organisation.uri, "name": organisation.name}
    return {key: value for key, value in given.items() if value}


def _person(one: Contact) -> dict[str, str]:
    given = {"@type": "Person", "name": one.name, "email": one.email, "affiliation": one.affiliation}
    return {key: value for key, value in given.items() if value}


def _write_additional(record: Record) -> list[JsonValue]:
    first = record.descriptions[0] if record.descriptions else Description("")
    given: dict[str, JsonValue] = {
        "softwareType": record.software_type,
        "maintenance": record.maintenance,
        "localisationReady": record.localisation_ready,
        "availableLanguages": list(record.languages),
        "descriptionLanguage": first.language,
        "longDescription": first.long,
        "features": list(first.features),
        "contractors": [one.to_text() for one in record.contractors],
    }
    return [
        {"@type": "PropertyValue", "propertyID": f"publiccode:{name}", "value": value}
        for name, value in given.items()
        if value not in ("", None, [])
    ]

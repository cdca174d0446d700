"""Writes the code.json of one repository (2.0.0) from a record."""

from __future__ import annotations

import json

from ospolis.engines.metadata.record import Description, Licence, Record
from ospolis.engines.metadata.status import status_to_code_json
from ospolis.engines.metadata.values import is_date
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.refusal import JsonValue

_RENAMED = {
    "GPL-2.0": "GPL-2.0-only",
    "GPL-3.0": "GPL-3.0-only",
    "GPL-3.0+": "GPL-3.0-or-later",
    "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-3.0": "LGPL-3.0-only",
}


def write_repository(record: Record, vocabulary: Vocabulary) -> bytes:
    """Write a record as the code.json of a repository.

    Returns  UTF-8 JSON in the order of the schema; laborHours is left out when it is not known, since 0 would be a
             claim; licences outside the list of the schema become Other with their address
    Source   code.json 2.0.0 (DSACMS/gov-codejson), with the keys of CMS 2.1.0 where the record has them
    """
    content = {**_mandatory(record, vocabulary), **_optional(record), **_extension(record)}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _mandatory(record: Record, vocabulary: Vocabulary) -> dict[str, JsonValue]:
    contact = next(iter(record.personal), None)
    usage = [word for word in record.usage if word in vocabulary.code_json["usage_repository"]]
    content: dict[str, JsonValue] = {
        "name": record.name,
        "description": record.summary,
        "status": status_to_code_json(record.status),
        "permissions": {
            "licenses": [licence_entry(one, vocabulary) for one in record.licences],
            "usageType": list(usage or (["openSource"] if record.licences and not record.usage else [])),
            "exemptionText": record.exemption_text or None,
        },
        "organization": record.organisation.name if record.organisation else record.copyright_owner,
        "repositoryURL": record.repository,
        "repositoryVisibility": record.visibility or "public",
        "vcs": record.vcs.lower() if record.vcs.lower() in vocabulary.code_json["vcs"] else "git",
        "laborHours": record.labour_hours,
        "reuseFrequency": {},
        "languages": list(record.code_languages),
        "maintenance": record.maintenance,
        "contractNumber": list(record.contract_numbers),
        "SBOM": "None",
        "date": _dates(record),
        "tags": list(record.tags),
        "contact": {"email": contact.email, "name": contact.name} if contact and contact.email else {},
        "feedbackMechanism": record.issues or record.home or record.repository,
        "AIUseCaseID": "0",
    }
    if contact and not contact.email and contact.name:
        content["contact"] = {"name": contact.name}
    unknown = {"status": "", "laborHours": None, "maintenance": ""}
    return {key: value for key, value in content.items() if key not in unknown or value != unknown[key]}


def _optional(record: Record) -> dict[str, JsonValue]:
    first = record.descriptions[0] if record.descriptions else None
    content: dict[str, JsonValue] = {
        "version": record.version,
        "longDescription": first.long if first else "",
        "homepageURL": record.home,
        "downloadURL": record.download,
        "disclaimerText": record.disclaimer,
        "platforms": list(record.platforms),
        "categories": list(record.categories),
        "softwareType": record.software_type,
        "localisation": record.localisation_ready,
        "relatedCode": [{"name": "", "URL": url} for url in (*record.is_based_on, *record.related)],
        "reusedCode": [{"name": one.name, **({"URL": one.url} if one.url else {})} for one in record.depends_on],
    }
    return {key: value for key, value in content.items() if value not in ("", [], None)}


def _extension(record: Record) -> dict[str, JsonValue]:
    """What publiccode.yml demands and code.json has no key for; the schema allows keys of our own at the top."""
    first = record.descriptions[0] if record.descriptions else Description("")
    content: dict[str, JsonValue] = {
        "license": record.licence if " " in record.licence else "",
        "availableLanguages": list(record.languages),
        "descriptionLanguage": first.language,
        "features": list(first.features),
        "contractors": [one.to_text() for one in record.contractors],
    }
    filled = {key: value for key, value in content.items() if value not in ("", [])}
    return {"publiccode": filled} if filled else {}


def licence_entry(licence: Licence, vocabulary: Vocabulary) -> dict[str, JsonValue]:
    """Give a licence the way the schema wants it: a name of its list and an address."""
    known = vocabulary.licences.get(licence.name.lower(), licence.name)
    name = _RENAMED.get(known, known)
    spdx = f"https://spdx.org/licenses/{known}.html" if known.lower() in vocabulary.licences else ""
    listed = name in vocabulary.code_json["licence_names"]
    return {"name": name if listed else "Other", "URL": licence.url or spdx or "https://spdx.org/licenses/"}


def _dates(record: Record) -> dict[str, JsonValue]:
    given = {"created": record.created, "lastModified": record.release_date}
    return {key: f"{day}T00:00:00Z" for key, day in given.items() if is_date(day)}

"""Writes the newest publiccode.yml from a record: fixed order, block style, equal bytes for equal records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from ospolis.engines.metadata.record import Contact, Contractor, Dependency, Description, Organisation, Record
from ospolis.engines.untrusted.refusal import JsonValue

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _/.,()+-]*[A-Za-z0-9)+/]|[A-Za-z]")
_RESERVED = re.compile(r"(?i:true|false|null|yes|no|on|off|y|n|nan|inf)")
# Signs that JSON leaves as they are and YAML forbids or takes for the end of a line.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029\ufeff\ufffe\uffff"} | {
    number: f"\\u{number:04x}" for number in range(0x80, 0xA0)
}


def write_publiccode(record: Record) -> bytes:
    """Write a record as publiccode.yml.

    Returns  UTF-8 with LF; keys in the order of the standard, lists of codes sorted, no deprecated key
    """
    return "\n".join([*_lines(_content(record), ""), ""]).encode()


def _content(record: Record) -> dict[str, JsonValue]:
    return _filled(
        {
            "publiccodeYmlVersion": "0",
            "name": record.name,
            "applicationSuite": record.suite,
            "url": record.repository,
            "landingURL": record.home,
            "isBasedOn": list(record.is_based_on),
            "softwareVersion": record.version,
            "releaseDate": record.release_date,
            "logo": record.logo,
            "platforms": [*sorted(record.platforms)],
            "categories": [*sorted(record.categories)],
            "organisation": _organisation(record.organisation),
            "usedBy": list(record.used_by),
            "fundedBy": [_organisation(one) for one in record.funded_by],
            "supports": [{"id": name} for name in record.supports],
            "roadmap": record.roadmap,
            "developmentStatus": record.status,
            "softwareType": record.software_type,
            "intendedAudience": _filled(
                {
                    "scope": [*sorted(record.scopes)],
                    "countries": [*sorted(record.countries)],
                    "unsupportedCountries": [*sorted(record.unsupported_countries)],
                }
            ),
            "description": {one.language: _description(one) for one in _ordered(record.descriptions)},
            "legal": _filled({"license": record.licence, "mainCopyrightOwner": record.copyright_owner}),
            "maintenance": _maintenance(record),
            "localisation": _filled(
                {"localisationReady": record.localisation_ready, "availableLanguages": [*sorted(record.languages)]}
            ),
            "dependsOn": _needs(record),
        }
    )


def _filled(content: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in content.items() if value not in ("", None, [], {})}


def _ordered(descriptions: Iterable[Description]) -> list[Description]:
    return sorted(descriptions, key=lambda one: one.language)


def _organisation(organisation: Organisation | None) -> JsonValue:
    if organisation is None or not organisation.uri:
        return None
    return _filled({"uri": organisation.uri, "name": organisation.name})


def _description(one: Description) -> JsonValue:
    return _filled(
        {
            "localisedName": one.name,
            "shortDescription": one.short,
            "longDescription": one.long,
            "documentation": one.documentation,
            "apiDocumentation": one.api_documentation,
            "features": list(one.features),
            "screenshots": list(one.screenshots),
            "videos": list(one.videos),
            "awards": list(one.awards),
        }
    )


def _maintenance(record: Record) -> JsonValue:
    mail = {contact.name: contact.email for contact in record.personal if contact.role == "contractor"}
    return _filled(
        {
            "type": record.maintenance,
            "contractors": [_contractor(one, mail.get(one.name, "")) for one in record.contractors],
            "contacts": [_contact(one) for one in record.personal if one.role == "maintainer"],
        }
    )


def _contractor(one: Contractor, email: str) -> JsonValue:
    return _filled({"name": one.name, "until": one.until, "email": email, "website": one.website})


def _contact(one: Contact) -> JsonValue:
    return _filled({"name": one.name, "email": one.email, "phone": one.phone, "affiliation": one.affiliation})


def _needs(record: Record) -> JsonValue:
    kinds = ("open", "proprietary", "hardware")
    return _filled({kind: [_need(one) for one in record.depends_on if one.kind == kind] for kind in kinds})


def _need(one: Dependency) -> JsonValue:
    return _filled(
        {
            "name": one.name,
            "version": one.version,
            "versionMin": one.version_min,
            "versionMax": one.version_max,
            "optional": one.optional,
        }
    )


def _lines(content: dict[str, JsonValue], indent: str) -> Iterable[str]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield f"{indent}{_scalar(key)}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{_scalar(key)}:"
            yield from _list_lines(value, indent + "  ")
        else:
            yield f"{indent}{_scalar(key)}: {_scalar(value)}"


def _list_lines(values: list[JsonValue], indent: str) -> Iterable[str]:
    for value in values:
        if isinstance(value, dict):
            first, *rest = _lines(value, "")
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)
        else:
            yield f"{indent}- {_scalar(value)}"


def _scalar(value: JsonValue) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _RESERVED.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)

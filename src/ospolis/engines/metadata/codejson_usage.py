"""May others use it? The answers of version 1 of code.json, put into the words of version 2."""

from __future__ import annotations

from ospolis.engines.metadata.nodes import child, flag_of, text_at, texts_of
from ospolis.engines.untrusted.refusal import JsonValue
from ospolis.engines.untrusted.yamltext import YamlNode, plain

EXEMPTIONS = {
    "1": "exemptByLaw",
    "2": "exemptByNationalSecurity",
    "3": "exemptByAgencySystem",
    "4": "exemptByAgencyMission",
    "5": "exemptByCIO",
}
STANDARD_TEXTS = {
    "exemptByLaw": "A law or regulation restricts sharing the code.",
    "exemptByNationalSecurity": "Sharing the code would put national security or a person's privacy at risk.",
    "exemptByAgencySystem": "Sharing the code would put the agency's systems or staff at risk.",
    "exemptByAgencyMission": "Sharing the code would put the agency's mission at risk.",
    "exemptByCIO": "The chief information officer holds that sharing the code is against the national interest.",
}


def read_usage(project: YamlNode) -> str:
    """Give the usage of a project of version 1 in the word of version 2.

    Returns  the word, or an empty text: not stated is an answer of its own
    Source   the conversion of code.gov (GSA/code-gov-harvester); 1, "1" and true are taken alike
    """
    if flag_of(child(project, "openSourceProject")):
        return "openSource"
    if flag_of(child(project, "governmentWideReuseProject")):
        return "governmentWideReuse"
    return EXEMPTIONS.get(text_at(project, "exemption"), "")


def read_exemption_text(project: YamlNode) -> str:
    """Give the author's reason for an exemption, or the standard sentence when the author gave none."""
    return text_at(project, "exemptionText") or STANDARD_TEXTS.get(read_usage(project), "")


def upgrade_project(project: YamlNode) -> dict[str, JsonValue]:
    """Write a project of version 1 as a release of version 2.

    Returns  the release; laborHours is null because version 1 does not know it, and null is not 0
    """
    licence = text_at(project, "license")
    contact = {
        new: text_at(project, "contact", old)
        for new, old in (("email", "email"), ("name", "name"), ("phone", "phone"))
        if text_at(project, "contact", old)
    }
    partners = child(project, "partners")
    release: dict[str, JsonValue] = {
        "name": text_at(project, "name"),
        "organization": text_at(project, "organization") or text_at(project, "agency", "name"),
        "description": text_at(project, "description"),
        "permissions": {
            "licenses": [{"name": "", "URL": licence}] if licence else None,
            "usageType": read_usage(project) or None,
            "exemptionText": read_exemption_text(project) or None,
        },
        "tags": list(texts_of(child(project, "tags"))),
        "contact": dict(contact),
        "status": text_at(project, "status"),
        "vcs": text_at(project, "vcs"),
        "repositoryURL": text_at(project, "repository"),
        "homepageURL": text_at(project, "homepage"),
        "downloadURL": text_at(project, "downloadURL"),
        "languages": list(texts_of(child(project, "languages"))),
        "laborHours": None,
        "partners": [] if partners is None else plain(partners),
        "date": {
            "created": "",
            "lastModified": text_at(project, "updated", "sourceCodeLastModified"),
            "metadataLastUpdated": text_at(project, "updated", "metadataLastUpdated"),
        },
    }
    return release

"""publiccode.yml as tables: version 0, and the draft of version 1 behind a setting."""

from __future__ import annotations

from ospolis.engines.metadata.rules import Rule

DROP = "Remove it."
NEWEST = "0"
OLD_VERSIONS = frozenset({"0.2", "0.2.0", "0.2.1", "0.2.2", "0.3", "0.3.0", "0.4", "0.4.0", "0.5", "0.5.0"})
NEW_VERSIONS = frozenset({"0", "0.7", "0.7.0"})

_TEXT = Rule()
_NAME = Rule(required=True)
_TEXTS = Rule("list")
_LINK = Rule(check="http-url")
_FLAG = Rule("flag")
_NEEDS = Rule(
    "maps",
    keys={"name": _NAME, "version": _TEXT, "versionMin": _TEXT, "versionMax": _TEXT, "optional": _FLAG},
)
_ORGANISATION = {"uri": Rule(required=True, check="organisation"), "name": _TEXT}
_DESCRIPTION = {
    "localisedName": _TEXT,
    "shortDescription": Rule(required=True, longest=150),
    "longDescription": Rule(required=True, shortest=150, longest=10_000),
    "documentation": _LINK,
    "apiDocumentation": _LINK,
    "features": Rule("list", required=True, fewest=1),
    "screenshots": Rule("list", check="screenshot"),
    "videos": Rule("list", check="video"),
    "awards": _TEXTS,
}
_CONTRACTOR = {
    "name": _NAME,
    "until": Rule(required=True, check="date"),
    "email": Rule(check="email", empty_is_absent=True),
    "website": _LINK,
}
_CONTACT = {
    "name": _NAME,
    "email": Rule(check="email", empty_is_absent=True),
    "affiliation": _TEXT,
    "phone": _TEXT,
}
_AUDIENCE = {
    "scope": Rule("list", check="scope"),
    "countries": Rule("list", check="country"),
    "unsupportedCountries": Rule("list", check="country"),
}
_COUNTRY_SECTION = Rule(
    "map",
    retired="Write supports and organisation instead.",
    retired_level="note",
    keys={
        "countryExtensionVersion": Rule(check="extension-version"),
        "conforme": Rule(
            "map",
            retired=DROP,
            keys={
                "lineeGuidaDesign": _FLAG,
                "modelloInteroperabilita": _FLAG,
                "misureMinimeSicurezza": _FLAG,
                "gdpr": _FLAG,
            },
        ),
        "riuso": Rule("map", keys={"codiceIPA": _TEXT}),
        "piattaforme": Rule(
            "map",
            keys={"spid": _FLAG, "pagopa": _FLAG, "cie": _FLAG, "anpr": _FLAG, "io": _FLAG},
        ),
    },
)
_COMMON = {
    "publiccodeYmlVersion": Rule(required=True, strict=True),
    "name": _NAME,
    "applicationSuite": _TEXT,
    "url": Rule(required=True, check="url"),
    "landingURL": _LINK,
    "isBasedOn": Rule("text-or-list", check="url", empty_is_absent=True),
    "softwareVersion": _TEXT,
    "releaseDate": Rule(check="date"),
    "logo": Rule(check="logo", empty_is_absent=True),
    "platforms": Rule("list", required=True, fewest=1),
    "categories": Rule("list", check="category"),
    "organisation": Rule("map", keys=_ORGANISATION),
    "usedBy": _TEXTS,
    "fundedBy": Rule("maps", keys=_ORGANISATION),
    "roadmap": _LINK,
    "developmentStatus": Rule(required=True, check="status"),
    "softwareType": Rule(required=True, check="software-type"),
    "intendedAudience": Rule("map", keys=_AUDIENCE),
    "maintenance": Rule(
        "map",
        required=True,
        keys={
            "type": Rule(required=True, check="maintenance"),
            "contractors": Rule("maps", keys=_CONTRACTOR),
            "contacts": Rule("maps", keys=_CONTACT),
        },
    ),
    "localisation": Rule(
        "map",
        required=True,
        keys={
            "localisationReady": Rule("flag", required=True),
            "availableLanguages": Rule("list", required=True, fewest=1, check="language"),
        },
    ),
    "dependsOn": Rule("map", keys={"open": _NEEDS, "proprietary": _NEEDS, "hardware": _NEEDS}),
}

VERSION_0 = Rule(
    "map",
    keys={
        **_COMMON,
        "supports": Rule("maps", keys={"id": Rule(required=True, check="support")}),
        "description": Rule(
            "languages",
            required=True,
            keys={
                **_DESCRIPTION,
                "genericName": Rule(longest=35, retired=DROP, empty_is_absent=True),
            },
        ),
        "legal": Rule(
            "map",
            required=True,
            keys={
                "license": Rule(required=True, check="licence"),
                "mainCopyrightOwner": _TEXT,
                "repoOwner": Rule(retired="Write organisation.name instead."),
                "authorsFile": Rule(check="place", retired=DROP),
            },
        ),
        "monochromeLogo": Rule(
            check="logo",
            retired="Write logo instead.",
            empty_is_absent=True,
        ),
        "inputTypes": Rule("list", check="mime-type", retired=DROP),
        "outputTypes": Rule("list", check="mime-type", retired=DROP),
        "IT": _COUNTRY_SECTION,
        "it": _COUNTRY_SECTION,
    },
)

VERSION_1_DRAFT = Rule(
    "map",
    keys={
        **_COMMON,
        "description": Rule(
            "languages",
            required=True,
            keys={**_DESCRIPTION, "features": Rule("list", fewest=1)},
        ),
        "legal": Rule(
            "map",
            required=True,
            keys={"license": Rule(required=True, check="licence"), "mainCopyrightOwner": _TEXT},
        ),
    },
)

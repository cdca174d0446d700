"""code.json as tables: the inventory of version 1, the inventory of version 2, and the file of one repository."""

from __future__ import annotations

from ospolis.engines.metadata.rules import Rule

_TEXT = Rule(strict=True)
_NEEDED = Rule(strict=True, required=True)
_LINK = Rule(strict=True, check="url", empty_is_absent=True)
_TEXTS = Rule("list", strict=True)
_NEEDED_TEXTS = Rule("list", strict=True, required=True)
_MAIL = Rule(strict=True, check="email", empty_is_absent=True)
_ANY = Rule("any")
_NUMBER = Rule("number")

_RELATED = Rule(
    "maps",
    open_keys=True,
    keys={"name": _TEXT, "URL": _LINK, "isGovernmentRepo": Rule("flag")},
)
_REUSED = Rule("maps", open_keys=True, keys={"name": _TEXT, "URL": _LINK})
_PARTNERS = Rule("maps", open_keys=True, keys={"name": _TEXT, "email": _TEXT})
_MEASUREMENT = Rule(
    "map",
    required=True,
    keys={"method": Rule(strict=True, required=True, check="measurement"), "ifOther": _TEXT},
)
_STATUS = Rule(strict=True, check="code-json-status", empty_is_absent=True)
_NULLABLE = Rule(strict=True, nullable=True)

PROJECT_1 = Rule(
    "map",
    open_keys=True,
    keys={
        "name": Rule(strict=True, required=True),
        "description": Rule(strict=True, required=True),
        "license": Rule(strict=True, required=True, nullable=True),
        "openSourceProject": Rule("number", required=True),
        "governmentWideReuseProject": Rule("number", required=True),
        "closedProject": _NUMBER,
        "exemption": Rule("number", nullable=True),
        "exemptionText": _NULLABLE,
        "tags": _NEEDED_TEXTS,
        "languages": _TEXTS,
        "contact": Rule(
            "map",
            required=True,
            open_keys=True,
            keys={"email": Rule(strict=True, required=True, check="email")},
        ),
        "repository": Rule(strict=True, required=True, nullable=True),
        "homepage": _NULLABLE,
        "downloadURL": _NULLABLE,
        "partners": _PARTNERS,
        "updated": Rule("map", open_keys=True),
    },
)

RELEASE_2 = Rule(
    "map",
    open_keys=True,
    keys={
        "name": _NEEDED,
        "version": _TEXT,
        "organization": _TEXT,
        "description": _NEEDED,
        "permissions": Rule(
            "map",
            required=True,
            keys={
                "licenses": Rule(
                    "maps",
                    required=True,
                    nullable=True,
                    open_keys=True,
                    keys={"name": _TEXT, "URL": _LINK},
                ),
                "usageType": Rule(strict=True, required=True, check="usage-inventory"),
                "exemptionText": _NULLABLE,
            },
        ),
        "tags": _NEEDED_TEXTS,
        "contact": Rule(
            "map",
            required=True,
            keys={
                "email": Rule(strict=True, required=True, check="email"),
                "name": _TEXT,
                "URL": _LINK,
                "phone": _TEXT,
            },
        ),
        "status": _STATUS,
        "vcs": _TEXT,
        "repositoryURL": Rule(strict=True, required=True, check="url"),
        "homepageURL": _LINK,
        "downloadURL": _LINK,
        "disclaimerURL": _LINK,
        "disclaimerText": _TEXT,
        "languages": _TEXTS,
        "laborHours": Rule("number", required=True),
        "relatedCode": _RELATED,
        "reusedCode": _REUSED,
        "partners": _PARTNERS,
        "date": Rule(
            "map",
            keys={
                name: Rule(strict=True, check="date", empty_is_absent=True)
                for name in ("created", "lastModified", "metadataLastUpdated")
            },
        ),
    },
)

REPOSITORY_2 = Rule(
    "map",
    open_keys=True,
    keys={
        "name": _NEEDED,
        "version": _TEXT,
        "description": _NEEDED,
        "longDescription": Rule(strict=True, shortest=150, longest=10_000),
        "status": Rule(strict=True, required=True, check="code-json-status"),
        "permissions": Rule(
            "map",
            required=True,
            keys={
                "licenses": Rule(
                    "maps",
                    required=True,
                    keys={
                        "name": Rule(strict=True, required=True, check="licence-name"),
                        "URL": Rule(strict=True, required=True, check="url"),
                    },
                ),
                "usageType": Rule("list", required=True, strict=True, check="usage-repository"),
                "exemptionText": _NULLABLE,
            },
        ),
        "organization": _NEEDED,
        "repositoryURL": Rule(strict=True, required=True, check="url"),
        "repositoryVisibility": Rule(strict=True, required=True, check="visibility"),
        "homepageURL": _LINK,
        "downloadURL": _LINK,
        "disclaimerURL": _LINK,
        "disclaimerText": _TEXT,
        "vcs": Rule(strict=True, required=True, check="vcs"),
        "laborHours": Rule("number", required=True),
        "reuseFrequency": Rule(
            "map",
            required=True,
            open_keys=True,
            keys={"forks": _NUMBER, "clones": _NUMBER},
        ),
        "languages": _NEEDED_TEXTS,
        "maintenance": Rule(strict=True, required=True, check="maintenance"),
        "contractNumber": _NEEDED_TEXTS,
        "SBOM": Rule(strict=True, required=True, check="sbom"),
        "relatedCode": _RELATED,
        "reusedCode": _REUSED,
        "partners": _PARTNERS,
        "date": Rule(
            "map",
            required=True,
            keys={
                name: Rule(strict=True, check="moment", empty_is_absent=True)
                for name in ("created", "lastModified", "metadataLastUpdated")
            },
        ),
        "tags": _NEEDED_TEXTS,
        "contact": Rule(
            "map",
            required=True,
            keys={"email": _MAIL, "name": _TEXT},
        ),
        "feedbackMechanism": Rule(strict=True, required=True, check="url"),
        "AIUseCaseID": _NEEDED,
    },
)

INVENTORY_1 = Rule(
    "map",
    open_keys=True,
    keys={"version": Rule(strict=True, empty_is_absent=True), "projects": Rule("any", required=True)},
)
INVENTORY_2 = Rule(
    "map",
    open_keys=True,
    keys={
        "version": _NEEDED,
        "measurementType": _MEASUREMENT,
        "agency": _NEEDED,
        "releases": Rule("any", required=True),
    },
)

"""Every route of the product with its policy: who may ask, for which objects, and what they then meet.

The matrix is generated from this table and from the address table; a route that is in one and not in the other
makes the test of the table fail, so nobody adds a page without saying who may see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ospolis.core.access import Role

EVERYBODY = frozenset(Role)
KNOWN = EVERYBODY - {Role.VISITOR}
OFFICERS = frozenset({Role.OFFICER, Role.LEAD})


@dataclass(frozen=True)
class Route:
    """One route: its roles, and addresses by realm; `unknown` is an address of the same route with nothing behind it.

    `own_office` routes answer for the own office only, `covered_only` ones for the institutions that a role covers;
    everything else is out of scope, so 404.
    """

    name: str
    roles: frozenset[Role] = EVERYBODY
    addresses: dict[str, str] = field(default_factory=dict)
    unknown: str = ""
    verbs: tuple[str, ...] = ("get",)
    own_office: bool = False
    covered_only: bool = False


# Which institution the objects of each realm belong to, where a route has one of an institution.
OWNERS = {"arva": "arva-registry", "belun": "belun-school"}


def by_realm(pattern: str, arva: str = "", belun: str = "", unknown: str = "") -> dict[str, object]:
    """The addresses of a route with one key in it."""
    return {
        "addresses": {"arva": pattern.format(arva), "belun": pattern.format(belun)},
        "unknown": pattern.format(unknown) if unknown else "",
    }


def by_office(path: str) -> dict[str, object]:
    """The addresses of a route that is asked for an office."""
    return {"addresses": {realm: f"{path}?office={realm}" for realm in ("arva", "belun")}}


ROUTES = (
    Route("web:home", **by_office("/")),
    Route("web:desk", OFFICERS, **by_office("/desk/"), unknown="/desk/?office=nowhere", own_office=True),
    Route("web:search", **by_realm("/search/?q={}", "registry", "clinic")),
    Route("web:about", **by_office("/about/")),
    Route("web:set-language", **by_realm("/language/?language=en&next=/about/%3F{}", "a", "b")),
    Route("web:security-text", **by_office("/.well-known/security.txt")),
    Route("/robots.txt", **by_office("/robots.txt")),
    Route("/healthz", **by_office("/healthz")),
    Route("/readyz", **by_office("/readyz")),
    Route("/favicon.ico", **by_office("/favicon.ico")),
    Route("core:components", **by_office("/components/")),
    Route(
        "core:stop-letters",
        **by_realm("/mail/stop/{}/", "letter:arva", "letter:belun", "1-000000000000000000000000"),
        verbs=("get", "post"),
    ),
    Route("people:log-in", **by_office("/log-in/"), verbs=("get", "post")),
    Route("people:log-out", **by_office("/log-out/"), verbs=("post",)),
    Route("people:own-data", KNOWN, **by_office("/my-data/")),
    Route("mapping:collection", **by_office("/collection/")),
    Route("mapping:source", **by_realm("/collection/{}/", "source:arva", "source:belun", "0123456789abcdef")),
    Route("mapping:repositories", **by_office("/repositories/")),
    Route(
        "mapping:repository", **by_realm("/repositories/{}/", "arva-registry-civil", "belun-clinic-lab", "arva-none")
    ),
    Route(
        "mapping:repository-components",
        **by_realm("/repositories/{}/components.csv", "arva-registry-civil", "belun-clinic-lab", "arva-none"),
    ),
    Route("publishing:map", **by_office("/map/")),
    Route("publishing:institutions", **by_office("/institutions/")),
    Route("publishing:institutions-csv", **by_office("/map/institutions.csv")),
    Route("publishing:institution", **by_realm("/institutions/{}/", "arva-registry", "belun-school", "arva-none")),
    Route("publishing:system", **by_realm("/systems/{}/", "arva-civil", "belun-marks", "arva-none")),
    Route(
        "publishing:system-components",
        **by_realm("/systems/{}/components.csv", "arva-civil", "belun-marks", "arva-none"),
    ),
    Route("evidence:fact", **by_realm("/why/f{}/", "fact:arva", "fact:belun", "999999999")),
    Route("evidence:fact", **by_realm("/why/f{}/", "hidden:arva", "hidden:belun"), covered_only=True),
    Route(
        "evidence:figure",
        **by_realm("/why/{}/", "systems-open.office.arva", "systems-open.office.belun", "no.such.key"),
    ),
    Route(
        "evidence:figure-facts",
        **by_realm("/why/{}/facts.csv", "systems-open.office.arva", "systems-open.office.belun", "no.such.key"),
    ),
)

"""What one row of the table of routes says: who may ask, for which objects, and what they then meet."""

from __future__ import annotations

from dataclasses import dataclass, field

from ospolis.core.access import Role

EVERYBODY = frozenset(Role)
KNOWN = EVERYBODY - {Role.VISITOR}
OFFICERS = frozenset({Role.OFFICER, Role.LEAD})
READERS_OF_JOURNALS = OFFICERS | {Role.PROGRAMME, Role.OPERATOR}


@dataclass(frozen=True)
class Route:
    """One route: its roles, and addresses by realm; `unknown` is an address of the same route with nothing behind it.

    `own_office` routes answer for the own office only, `covered_only` ones for the institutions that a role covers;
    everything else is out of scope, so 404. `in_person` routes are closed to programs with a token. Each verb that is
    not among `verbs` is refused by 405; a `get` brings `head` with it. What `leads_on` may show a page or lead on.
    `not_for` are roles that open the route, but nothing of these addresses.
    """

    name: str
    roles: frozenset[Role] = EVERYBODY
    addresses: dict[str, str] = field(default_factory=dict)
    unknown: str = ""
    verbs: tuple[str, ...] = ("get",)
    own_office: bool = False
    not_for: frozenset[Role] = frozenset()
    covered_only: bool = False
    leads_on: bool = False
    # Whether programs are kept out; pages that need an account and no role keep them out by themselves.
    in_person: bool = False
    # Whether "not there" has a page of its own, the same for whatever reason.
    own_words: bool = False
    # What a good answer is, where it is not 200 for reading and 302 or 422 for a form that was sent empty.
    answers: frozenset[int] = frozenset()

    @property
    def keeps_programs_out(self) -> bool:
        return self.in_person or self.roles == KNOWN

    def takes(self, verb: str) -> bool:
        return verb in self.verbs or (verb == "head" and "get" in self.verbs)

    def good(self, verb: str) -> frozenset[int]:
        """The statuses of a good answer."""
        if self.answers:
            return self.answers
        if self.leads_on:
            return frozenset({200, 302, 422})
        return frozenset({200}) if verb in {"get", "head"} else frozenset({302, 422})


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

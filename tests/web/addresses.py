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


ROUTES = (
    Route("web:home", **by_office("/")),
    Route("web:desk", OFFICERS, **by_office("/desk/"), unknown="/desk/?office=nowhere", own_office=True),
    Route("web:search", **by_realm("/search/?q={}", "registry", "clinic")),
    Route("web:about", **by_office("/about/")),
    Route("web:privacy", **by_office("/privacy/")),
    Route(
        "web:set-language", **by_realm("/language/?language=en&next=/about/%3F{}", "a", "b"), answers=frozenset({302})
    ),
    Route(
        "web:journal",
        READERS_OF_JOURNALS,
        **by_office("/journal/"),
        unknown="/journal/?office=nowhere",
        own_office=True,
    ),
    Route(
        "web:journal-export",
        READERS_OF_JOURNALS,
        **by_office("/journal/export.csv"),
        unknown="/journal/export.csv?office=nowhere",
        own_office=True,
    ),
    Route("web:journal-check", READERS_OF_JOURNALS, **by_office("/journal/check/")),
    Route(
        "web:journal-institution",
        READERS_OF_JOURNALS,
        **by_realm("/journal/institution/{}/", "arva-registry", "belun-school", "arva-none"),
        own_office=True,
    ),
    Route(
        "web:journal-record",
        READERS_OF_JOURNALS,
        **by_realm("/journal/office/{}/", "arva", "belun", "nowhere"),
        own_office=True,
        not_for=frozenset({Role.OPERATOR}),
    ),
    Route(
        "web:journal-entry",
        READERS_OF_JOURNALS,
        **by_realm("/journal/entry/{}/1/", "arva", "belun", "nowhere"),
        own_office=True,
        not_for=frozenset({Role.OPERATOR}),
    ),
    Route("web:security-text", **by_office("/.well-known/security.txt")),
    Route("/robots.txt", **by_office("/robots.txt")),
    Route("/healthz", **by_office("/healthz")),
    Route("/readyz", **by_office("/readyz")),
    Route("/favicon.ico", **by_office("/favicon.ico"), answers=frozenset({302, 301})),
    Route("core:components", **by_office("/components/")),
    Route(
        "core:stop-letters",
        **by_realm("/mail/stop/{}/", "letter:arva", "letter:belun", "1-000000000000000000000000"),
        verbs=("get", "post"),
        answers=frozenset({200}),
    ),
    # Whoever asks may ask; a file is handed out to its own office, and to everybody else there is nothing.
    Route(
        "core:file",
        **by_realm("/files/{}/", "file:arva", "file:belun", "0" * 32),
        own_office=True,
        not_for=EVERYBODY - OFFICERS,
    ),
    Route("people:log-in", **by_office("/log-in/"), verbs=("get", "post"), leads_on=True, in_person=True),
    Route("people:log-in-code", **by_office("/log-in/code/"), verbs=("get", "post"), leads_on=True, in_person=True),
    Route(
        "people:log-in-passkey", **by_office("/log-in/passkey/"), verbs=("get", "post"), leads_on=True, in_person=True
    ),
    Route("people:log-in-again", KNOWN, **by_office("/log-in/again/"), verbs=("get", "post")),
    Route("people:recovery", **by_office("/log-in/forgotten/"), verbs=("get", "post"), in_person=True),
    Route("people:recovery-sent", **by_office("/log-in/forgotten/sent/"), in_person=True),
    Route(
        "/log-in/forgotten/<str:token>/",
        **by_realm("/log-in/forgotten/{}/", "recovery:arva", "recovery:belun"),
        verbs=("get", "post"),
        in_person=True,
        leads_on=True,
        # A link works once: after the first form that was sent it is gone.
        answers=frozenset({200, 302, 410, 422}),
    ),
    Route("people:provider-start", unknown="/log-in/with/nobody/", verbs=("post",), in_person=True),
    Route("people:provider-back", unknown="/log-in/with/nobody/back/", in_person=True),
    Route("people:log-in-methods", KNOWN, **by_office("/my-account/log-in-methods/")),
    Route("people:provider-link", KNOWN, unknown="/my-account/log-in-methods/nobody/link/", verbs=("post",)),
    Route("people:provider-unlink", KNOWN, unknown="/my-account/log-in-methods/999999999/unlink/", verbs=("post",)),
    Route("people:account", KNOWN, **by_office("/my-account/")),
    Route("people:change-password", KNOWN, **by_office("/my-account/password/"), verbs=("get", "post")),
    Route("people:change-address", KNOWN, **by_office("/my-account/address/"), verbs=("get", "post")),
    Route(
        "/my-account/address/<str:token>/",
        **by_realm("/my-account/address/{}/", "new_address:arva", "new_address:belun"),
        verbs=("get", "post"),
        in_person=True,
        leads_on=True,
        # A link works once: after the first form that was sent it is gone.
        answers=frozenset({200, 302, 410, 422}),
    ),
    Route("people:sessions", KNOWN, **by_office("/my-account/sessions/")),
    Route("people:end-sessions", KNOWN, **by_office("/my-account/sessions/end/"), verbs=("post",)),
    Route("people:end-session", KNOWN, unknown="/my-account/sessions/999999999/end/", verbs=("post",)),
    Route("people:second-factor", KNOWN, **by_office("/my-account/second-factor/")),
    Route("people:set-up-app", KNOWN, **by_office("/my-account/second-factor/app/"), verbs=("get", "post")),
    Route("people:app-picture", KNOWN, **by_office("/my-account/second-factor/app/picture.svg")),
    Route("people:set-up-passkey", KNOWN, **by_office("/my-account/second-factor/passkey/"), verbs=("get", "post")),
    Route("people:make-codes", KNOWN, **by_office("/my-account/second-factor/codes/"), verbs=("post",)),
    Route("people:remove-factor", KNOWN, unknown="/my-account/second-factor/999999999/remove/", verbs=("post",)),
    Route(
        "people:lost-factors",
        OFFICERS | {Role.OPERATOR},
        **by_office("/lost-second-factors/"),
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "people:factor-reset-agree",
        OFFICERS | {Role.OPERATOR},
        unknown="/lost-second-factors/999999999/agree/",
        verbs=("post",),
        in_person=True,
    ),
    Route("people:factor-reset-stop", KNOWN, unknown="/lost-second-factors/999999999/stop/", verbs=("post",)),
    Route(
        "people:person",
        OFFICERS | {Role.FOCAL_POINT},
        **by_realm("/people/{}/", "person:arva", "person:belun", "999999999"),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "people:new-person",
        OFFICERS,
        **by_office("/people/new/"),
        unknown="/people/new/?office=nowhere",
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "people:change-person",
        OFFICERS,
        **by_realm("/people/{}/change/", "person:arva", "person:belun", "999999999"),
        verbs=("get", "post"),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "people:add-membership",
        OFFICERS,
        **by_realm("/people/{}/memberships/new/", "person:arva", "person:belun", "999999999"),
        verbs=("get", "post"),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "people:end-membership",
        OFFICERS,
        unknown="/people/999999999/memberships/999999999/end/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("people:duplicates", OFFICERS, **by_office("/people/duplicates/"), in_person=True),
    Route(
        "people:compare",
        OFFICERS,
        unknown="/people/duplicates/999999998/999999999/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("people:undo-merge", OFFICERS, unknown="/people/merges/999999999/undo/", verbs=("post",), in_person=True),
    Route("people:donated", KNOWN, **by_office("/my-data/donated/"), verbs=("get", "post"), in_person=True),
    Route("people:own-access", KNOWN, **by_office("/my-data/access/")),
    Route("people:roles", OFFICERS, **by_office("/people/"), unknown="/people/?office=nowhere", own_office=True),
    Route(
        "people:roles-csv",
        OFFICERS,
        **by_office("/people/roles.csv"),
        unknown="/people/roles.csv?office=nowhere",
        own_office=True,
    ),
    Route("people:role", KNOWN, unknown="/people/roles/999999999/"),
    Route(
        "people:extend-role",
        OFFICERS,
        unknown="/people/roles/999999999/prolong/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("people:end-role", KNOWN, unknown="/people/roles/999999999/end/", verbs=("get", "post")),
    Route(
        "people:name-deputy",
        OFFICERS | {Role.FOCAL_POINT},
        unknown="/people/roles/999999999/deputy/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "people:hand-over",
        frozenset({Role.LEAD}),
        unknown="/people/roles/999999999/hand-over/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("people:give-role", OFFICERS, unknown="/people/999999999/give-role/", verbs=("get", "post"), in_person=True),
    Route(
        "people:invite",
        OFFICERS,
        **by_office("/people/invite/"),
        unknown="/people/invite/?office=nowhere",
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "people:invitations",
        OFFICERS,
        **by_office("/people/invitations/"),
        unknown="/people/invitations/?office=nowhere",
        own_office=True,
        in_person=True,
    ),
    Route(
        "people:renew-invitation",
        OFFICERS,
        unknown="/people/invitations/999999999/renew/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "people:withdraw-invitation",
        OFFICERS,
        unknown="/people/invitations/999999999/withdraw/",
        verbs=("post",),
        in_person=True,
    ),
    Route("people:invitation-accepted", **by_office("/invitation/accepted/"), in_person=True),
    Route(
        "people:invitation-by-provider",
        unknown="/invitation/no-such-link/with/nobody/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "people:invitation",
        unknown="/invitation/no-such-link/",
        verbs=("get", "post"),
        in_person=True,
        own_words=True,
    ),
    Route(
        "people:institution-access",
        OFFICERS | {Role.FOCAL_POINT},
        **by_realm("/institutions/{}/access/", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
    ),
    Route(
        "offices:settings",
        frozenset({Role.LEAD}),
        **by_office("/settings/"),
        unknown="/settings/?office=nowhere",
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route("people:log-out", **by_office("/log-out/"), verbs=("post",), in_person=True),
    Route("people:tokens", KNOWN, **by_office("/my-account/tokens/"), verbs=("get", "post")),
    Route("people:token-revoke", KNOWN, unknown="/my-account/tokens/999999/revoke/", verbs=("post",)),
    Route("people:own-data", KNOWN, **by_office("/my-data/")),
    Route("people:own-data-json", KNOWN, **by_office("/my-data/copy.json")),
    Route("people:own-data-csv", KNOWN, **by_office("/my-data/copy.csv")),
    Route("people:correct-own-data", KNOWN, **by_office("/my-data/correct/"), verbs=("get", "post")),
    Route("people:withdraw-consent", KNOWN, unknown="/my-data/consents/999999999/withdraw/", verbs=("post",)),
    Route("people:erase-own-data", KNOWN, **by_office("/my-data/erase/"), verbs=("get", "post")),
    Route("people:letters", KNOWN, **by_office("/my-data/mail/"), verbs=("get", "post")),
    Route("people:erase-person", OFFICERS, unknown="/people/999999999/erase/", verbs=("get", "post"), in_person=True),
    Route("people:erased", **by_office("/erased/")),
    Route("mapping:changes", **by_office("/changes/")),
    Route("mapping:changes-feed", **by_office("/changes/feed.atom")),
    Route("mapping:collection", **by_office("/collection/")),
    Route("mapping:progress", **by_office("/collection/now/")),
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

"""Ask every route as every persona and hold the answers against the policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client

from factories.cast import PERSONAS
from factories.places import PRIVATE
from factories.signing_in import mail_link
from factories.world import World
from ospolis.core.access import Role
from ospolis.core.mail.models import Letter
from ospolis.core.mail.tokens import Purpose, write_token
from ospolis.evidence.models import Fact
from ospolis.mapping.models import Source
from web.addresses import OWNERS, ROUTES, Route

ALL = ("visitor", *PERSONAS)
REALM = {"officer": "arva", "lead": "arva", "officer of another office": "belun"}
COVERED = {
    "focal point": {"arva-registry", "arva-archive"},
    "officer": {"arva-digital", "arva-registry", "arva-archive", "arva-health", "arva-post"},
    "lead": {"arva-digital", "arva-registry", "arva-archive", "arva-health", "arva-post"},
    "focal point of another institution": {"belun-school"},
    # An office for one sector, health: the school of the same country lies outside.
    "officer of another office": {"belun-health", "belun-clinic"},
}


@dataclass(frozen=True)
class Cell:
    """One question of the matrix: who asks for what, and which status the policy says."""

    persona: str
    route: Route
    realm: str
    verb: str
    address: str
    status: int

    def __str__(self) -> str:
        return f"{self.persona} {self.verb} {self.address}"


def roles_of(persona: str) -> set[Role]:
    """The roles that a persona holds, written out by hand so that the product cannot agree with itself."""
    if persona == "visitor":
        return {Role.VISITOR}
    held = PERSONAS[persona]
    named = {held[0]} if held else set()
    return {Role.VISITOR, Role.PARTICIPANT, *named, *({Role.OFFICER} if Role.LEAD in named else ())}


def expected(persona: str, route: Route, realm: str) -> int:
    """The status that the policy says: the role first, then the scope, then whether there is anything."""
    if not route.roles & roles_of(persona):
        return 403
    if route.own_office and REALM[persona] != realm:
        return 404
    if route.covered_only and OWNERS[realm] not in COVERED.get(persona, set()):
        return 404
    return 200


def cells(routes: Iterable[Route] = ROUTES, personas: Iterable[str] = ALL) -> Iterator[Cell]:
    """Every cell: persona x route x own or other object, and an object that does not exist."""
    for persona in personas:
        for route in routes:
            for realm, address in route.addresses.items():
                for verb in route.verbs:
                    yield Cell(persona, route, realm, verb, real_address(address), expected(persona, route, realm))
            if route.unknown:
                status = 404 if route.roles & roles_of(persona) else 403
                verb = "get" if "get" in route.verbs else route.verbs[0]
                yield Cell(persona, route, "", verb, route.unknown, status)


def real_address(address: str) -> str:
    """Put the keys of rows where the table names them by realm."""

    def key(match: re.Match[str]) -> str:
        kind, realm = match[1], match[2]
        if kind == "source":
            return Source.objects.filter(realm=realm, state="failed").get().key
        if kind == "letter":
            return write_token(letter_of(realm), Purpose.STOP)
        if kind in ("recovery", "new_address"):
            return mail_link(realm, kind)
        rows = Fact.objects.filter(realm=realm, subject_kind="system")
        visibility = "office" if kind == "hidden" else "public"
        return str(rows.filter(visibility=visibility).order_by("id")[0].pk)

    return re.sub(r"(source|fact|hidden|letter|recovery|new_address):(\w+)", key, address)


def letter_of(realm: str) -> int:
    """A letter to somebody in a realm: whoever holds its link may stop letters of its kind, whatever the role."""
    values = {"kind": "core.digest", "reader": realm, "asked_by": "test", "queued_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Letter.objects.get_or_create(message_id=f"<{realm}>", defaults=values)[0].pk


def ask_all(world: World, routes: Iterable[Route] = ROUTES, personas: Iterable[str] = ALL) -> tuple[list[str], int]:
    """Ask every cell; return what differs from the policy, and how many cells were asked."""
    found: list[str] = []
    missing: dict[str, set[str]] = {}
    asked = 0
    clients = {persona: Client(raise_request_exception=False) for persona in personas}
    for cell in cells(list(routes), clients):
        client = clients[cell.persona]
        if cell.persona != "visitor" and (asked == 0 or cell.verb == "post" or "_auth_user_id" not in client.session):
            client.force_login(world.accounts[cell.persona])
        answer = getattr(client, cell.verb)(cell.address)
        asked += 1
        body = body_of(answer)
        found += judge(cell, answer, body)
        if answer.status_code == 404 and not cell.route.own_office:
            missing.setdefault(cell.persona, set()).add(neutral(body, cell.address))
    found += [f"{persona}: pages for nothing differ" for persona, bodies in missing.items() if len(bodies) > 1]
    return found, asked


def body_of(answer) -> str:
    """The whole body, of streamed answers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def judge(cell: Cell, answer, body: str) -> list[str]:
    """Say what is wrong with one answer: its status, its words, what it gives away, what it lets caches keep."""
    found = []
    leads_on = cell.verb == "post" or cell.route.name in {"web:set-language", "/favicon.ico"}
    good = {302, 422} if leads_on and cell.route.name != "core:stop-letters" else {200}
    good |= {200, 302} if cell.route.leads_on else set()
    wanted = good if cell.status == 200 else {cell.status}
    if answer.status_code not in wanted:
        found.append(f"{cell}: {answer.status_code} instead of {sorted(wanted)}")
    if cell.status == 403 and cell.verb == "get" and not all(role.words in body for role in least_roles(cell.route)):
        found.append(f"{cell}: a refusal names the roles that it takes")
    if owner_of(cell) not in COVERED.get(cell.persona, set()):
        found += [f"{cell}: gives away {word}" for word in PRIVATE if word in body]
    if cell.persona != "visitor" and cell.verb == "get" and "no-store" not in answer.get("Cache-Control", ""):
        found.append(f"{cell}: a shared cache may keep it")
    return found


def least_roles(route: Route) -> frozenset[Role]:
    """The roles that a refusal names: a page for everybody with an account names the participant alone."""
    return frozenset({Role.PARTICIPANT}) if Role.PARTICIPANT in route.roles else route.roles


def owner_of(cell: Cell) -> str:
    """The institution that the object of a cell belongs to; pages about a whole office belong to nobody."""
    about_one = ("publishing:system", "publishing:system-components", "publishing:institution", "evidence:fact")
    return OWNERS.get(cell.realm, "") if cell.route.name in about_one else ""


def neutral(body: str, address: str) -> str:
    """A page without what may differ between two pages for nothing: tokens, the current entry, the address."""
    return re.sub(r'value="[A-Za-z0-9]{64}"| aria-current="page"', "", body).replace(address, "")

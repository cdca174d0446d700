"""Ask every route as every persona, by every verb and way to log in, and hold the answers against the policy."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from factories.asking import prepare
from factories.cast import PERSONAS, address_of, viewer_of
from factories.places import PRIVATE
from factories.signing_in import mail_link
from factories.world import World
from ospolis.assessment.models import Campaign
from ospolis.core.access import Grant, Role, Viewer, system_viewer
from ospolis.core.files.models import StoredFile
from ospolis.core.files.quarantine import settle_file
from ospolis.core.files.services import store_file
from ospolis.core.mail.models import Letter
from ospolis.core.mail.tokens import Purpose, write_token
from ospolis.evidence.models import Fact
from ospolis.mapping.models import Source
from ospolis.people.models import Account
from ospolis.people.services.tokens import issue_token
from web.addresses import OWNERS, ROUTES, Route

ALL = ("visitor", *PERSONAS)
VERBS = ("get", "head", "post", "put", "patch", "delete", "options")
# A session, a token as bearer, and the same token as the password of a name: programs know one of the three.
SESSION, BEARER, BASIC = "session", "bearer", "basic"
REALM = {"officer": "arva", "lead": "arva", "officer of another office": "belun"}
# The office of a persona's token; a role that holds everywhere cannot be lent to a program.
TOKEN_REALM = {**REALM, "focal point": "arva", "focal point of another institution": "belun"}
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
    """One question of the matrix: who asks how for what, and which status the policy says."""

    persona: str
    way: str
    route: Route
    realm: str
    verb: str
    address: str
    status: int

    def __str__(self) -> str:
        return f"{self.persona} by {self.way} {self.verb} {self.address}"


def roles_of(persona: str, way: str = SESSION) -> set[Role]:
    """The roles that a persona holds, written out by hand so that the product cannot agree with itself."""
    if persona == "visitor":
        return {Role.VISITOR}
    held = PERSONAS[persona] if way == SESSION or persona in TOKEN_REALM else None
    named = {held[0]} if held else set()
    return {Role.VISITOR, Role.PARTICIPANT, *named, *({Role.OFFICER} if Role.LEAD in named else ())}


def expected(persona: str, way: str, route: Route, realm: str, verb: str) -> int:
    """The status that the policy says: the person first, then the role, the verb, the scope, then what is there."""
    if way != SESSION and route.keeps_programs_out:
        return 403
    if not route.roles & roles_of(persona, way):
        return 403
    if not route.takes(verb):
        return 405
    if route.own_office and REALM.get(persona, realm) != realm:
        return 404
    if route.not_for and roles_of(persona, way) & route.roles <= route.not_for:
        return 404
    if route.covered_only and OWNERS.get(realm, "") not in COVERED.get(persona, set()):
        return 404
    return 200 if realm else 404


def cells(
    routes: Iterable[Route] = ROUTES,
    personas: Iterable[str] = ALL,
    ways: Iterable[str] = (SESSION,),
    verbs: Iterable[str] = VERBS,
) -> Iterator[Cell]:
    """Every cell: persona x way x route x verb x own, other and no object."""
    places = list(places_of(routes))
    for persona in personas:
        for way in ways if persona != "visitor" else (SESSION,):
            for route, realm, address in places:
                for verb in verbs:
                    yield Cell(persona, way, route, realm, verb, address, expected(persona, way, route, realm, verb))


def places_of(routes: Iterable[Route]) -> Iterator[tuple[Route, str, str]]:
    """Every route with each realm and the address there; the realm of what does not exist is empty."""
    for route in routes:
        for realm, address in route.addresses.items():
            yield route, realm, real_address(address)
        if route.unknown:
            yield route, "", route.unknown


def one_in(share: int, found: Iterable[Cell]) -> list[Cell]:
    """The same share of cells each time, spread over all of them."""
    return [cell for cell in found if zlib.crc32(f"{cell.persona} {cell.route.name}".encode()) % share == 0]


def real_address(address: str) -> str:
    """Put the keys of rows where the table names them by realm."""

    def key(match: re.Match[str]) -> str:
        kind, realm = match[1], match[2]
        if kind == "source":
            return Source.objects.filter(realm=realm, state="failed").get().key
        if kind == "person":
            owner = {"arva": "focal point", "belun": "focal point of another institution"}[realm]
            return str(Account.objects.get(email=address_of(owner)).person_id)
        if kind == "letter":
            return write_token(letter_of(realm), Purpose.STOP)
        if kind == "file":
            return file_of(realm).key
        if kind == "campaign":
            return str(campaign_of(realm))
        if kind in ("recovery", "new_address"):
            return mail_link(realm, kind)
        rows = Fact.objects.filter(realm=realm, subject_kind="system")
        visibility = "office" if kind == "hidden" else "public"
        return str(rows.filter(visibility=visibility).order_by("id")[0].pk)

    return re.sub(r"(source|fact|hidden|person|letter|recovery|new_address|file|campaign):(\w+)", key, address)


def letter_of(realm: str) -> int:
    """A letter to somebody in a realm: whoever holds its link may stop letters of its kind, whatever the role."""
    values = {"kind": "core.digest", "reader": realm, "asked_by": "test", "queued_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Letter.objects.get_or_create(message_id=f"<{realm}>", defaults=values)[0].pk


def file_of(realm: str) -> StoredFile:
    """A file that was given to an office and cleared."""
    row = StoredFile.objects.filter(realm=realm).first()
    if row is None:
        house, at = system_viewer("test"), datetime(2026, 1, 1, tzinfo=UTC)
        row = store_file(name="a.csv", portions=[b"a,b"], realm=realm, actor=house, at=at)
        settle_file(stored_file_id=row.pk, fault=None, actor=house, at=at)
    return row


def campaign_of(realm: str) -> int:
    """A campaign that an office prepares."""
    row = Campaign.objects.filter(realm=realm).first()
    if row is None:
        row = prepare(Viewer(label="test", grants=(Grant(Role.OFFICER, realm),)), realm)
    return row.pk


class Askers:
    """The personas at the door: logged in, or with a token of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients: dict[str, Client] = {}
        self._tokens: dict[str, str] = {}
        self._asked = 0

    def ask(self, cell: Cell):
        """Send one request as the persona of a cell."""
        # Everybody comes from networks of their own, a new one every few times: links that open nothing are counted by
        # network, and here hundreds of them are tried on purpose.
        self._asked += 1
        network = f"198.18.{ALL.index(cell.persona)}.{self._asked // 10 % 250}"
        door = {"raise_request_exception": False, "REMOTE_ADDR": network}
        if cell.way != SESSION:
            return getattr(Client(**door), cell.verb)(cell.address, headers=self._header(cell))
        client = self._clients.setdefault(cell.persona, Client(**door))
        # A cookie that is gone or empty means that the last answer ended the session.
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        if cell.persona != "visitor" and not (session and session.value):
            client.force_login(self.world.accounts[cell.persona])
        # What a form did is said on the page that comes next, whichever that is: here it belongs to no cell.
        client.cookies.pop("messages", None)
        return getattr(client, cell.verb)(cell.address, REMOTE_ADDR=network)

    def _header(self, cell: Cell) -> dict[str, str]:
        token = self._tokens.get(cell.persona) or self._tokens.setdefault(cell.persona, self._make(cell.persona))
        if cell.way == BEARER:
            return {"Authorization": f"Bearer {token}"}
        return {"Authorization": "Basic " + base64.b64encode(f"program:{token}".encode()).decode()}

    def _make(self, persona: str) -> str:
        now = timezone.now()
        viewer = viewer_of(self.world.accounts[persona])
        _, secret = issue_token(
            name="matrix", realm=TOKEN_REALM.get(persona, ""), verbs=("read", "write"), actor=viewer, at=now,
            ends_at=now + timedelta(days=1),
        )  # fmt: skip
        return secret


def ask_all(askers: Askers, chosen: Iterable[Cell]) -> tuple[list[str], int]:
    """Ask the chosen cells; return what differs from the policy, and how many cells were asked."""
    found: list[str] = []
    missing: dict[str, dict[str, str]] = {}
    asked = 0
    for cell in chosen:
        answer = askers.ask(cell)
        asked += 1
        body = body_of(answer)
        found += judge(cell, answer, body)
        if answer.status_code == 404 and not (cell.route.own_office or cell.route.own_words) and cell.verb == "get":
            pages = missing.setdefault(f"{cell.persona} by {cell.way}", {})
            pages.setdefault(neutral(body, cell.address), cell.address)
    found += [f"{asker}: pages for nothing differ: {list(p.values())}" for asker, p in missing.items() if len(p) > 1]
    return found, asked


def body_of(answer) -> str:
    """The whole body, of streamed answers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def judge(cell: Cell, answer, body: str) -> list[str]:
    """Say what is wrong with one answer: its status, its words, what it gives away, what it lets caches keep."""
    found = []
    wanted = set(cell.route.good(cell.verb)) if cell.status == 200 else {cell.status}
    if answer.status_code not in wanted:
        found.append(f"{cell}: {answer.status_code} instead of {sorted(wanted)}")
    by_role = cell.status == 403 and cell.verb == "get" and not (cell.way != SESSION and cell.route.keeps_programs_out)
    if by_role and not all(role.words in body for role in least_roles(cell.route)):
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

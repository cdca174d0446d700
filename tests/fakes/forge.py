"""A code forge on loopback that speaks three interfaces, serves git, and can be told to misbehave.

Written after the forges' manuals: GitHub REST 2022-11-28, GitLab REST v4, Gitea API v1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from engines.gitrepo.forge_workshop import Forge, serve_forge

JSON = "application/json; charset=utf-8"


@dataclass
class Hosted:
    """One repository on the forge; what is not said has the forge's usual value."""

    number: int
    path: str
    changed: str = "2026-11-01T10:00:00Z"
    said: dict[str, Any] = field(default_factory=dict)
    # The original of a fork, which GitHub names only when the fork itself is asked for.
    parent: str = ""


@dataclass
class ForgeWorld:
    """What the forge holds, what it was asked, and the faults that it commits."""

    url: str = ""
    persons: set[str] = field(default_factory=set)
    hosted: list[Hosted] = field(default_factory=list)
    # What the server gives at most on a page, whatever it is asked for.
    cap: int = 100
    limit: int = 60
    remaining: int = 60
    reset: int = 4_000_000_000
    token: str = ""
    has_totals: bool = True
    has_etags: bool = True
    # Answers given instead of the usual ones, in order: (status, headers, body).
    faults: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    # Faults of one path only, for as long as they stand here.
    broken: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def host(self, number: int, path: str, **said: Any) -> Hosted:
        """Put a repository on the forge."""
        changed = said.pop("changed", "2026-11-01T10:00:00Z")
        self.hosted.append(Hosted(number, path, changed, said))
        return self.hosted[-1]

    def remove(self, number: int) -> None:
        """Delete a repository."""
        self.hosted = [one for one in self.hosted if one.number != number]

    def answer(self, address: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Answer one call of an interface."""
        self.calls.append(address)
        self.headers.append(headers)
        path = urlsplit(address).path
        if path in self.broken:
            return self.broken[path]
        if path.startswith("/api/lists/"):
            return self._file(address, headers)
        if self.faults:
            return self.faults.pop(0)
        if self.token and _token_in(headers) not in ("", self.token):
            return _json(401, {"message": "Bad credentials"}, self._budget())
        if self.remaining <= 0:
            said = {"message": "API rate limit exceeded for 127.0.0.1."}
            return _json(403 if path.startswith("/api/v3") else 429, said, self._budget())
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        status, more, document = self._look_up(address, path, query)
        body = json.dumps(document).encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
        if self.has_etags and status == 200:
            more = {**more, "ETag": etag}
            if headers.get("if-none-match") == etag:
                return 304, {**more, **self._budget()}, b""
        self.remaining -= 1
        return status, {"Content-Type": JSON, **more, **self._budget()}, body

    def _file(self, address: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """A file that somebody put beside the interfaces; a question in its address is part of its name."""
        if (body := self.files.get(address)) is None:
            return 404, {}, b"not here"
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return (304, {"ETag": etag}, b"") if headers.get("if-none-match") == etag else (200, {"ETag": etag}, body)

    def _budget(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit), "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }  # fmt: skip

    def _look_up(self, address: str, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        parts = [unquote(part) for part in path.split("/")[3:]]
        kind = {"v3": "github", "v4": "gitlab", "v1": "gitea"}[path.split("/")[2]]
        found = {"github": self._github, "gitlab": self._gitlab, "gitea": self._gitea}[kind](parts)
        if found is None:
            return 404, {}, {"message": "Not Found"}
        if isinstance(found, Hosted):
            parent = {"parent": {"html_url": found.parent}} if found.parent else {}
            return 200, {}, {**self.row(kind, found), **parent}
        rows = sorted(found, key=lambda one: one.number)
        if query.get("pagination") == "keyset":
            return self._keyset_page(rows, query, address)
        size = min(int(query.get("per_page") or query.get("limit") or 30), self.cap)
        page = int(query.get("page", "1"))
        shown = rows[(page - 1) * size : page * size]
        more = {"X-Total-Count": str(len(rows))} if kind == "gitea" and self.has_totals else {}
        if page * size < len(rows) and (kind != "gitea" or self.has_totals):
            base = address.partition("?")[0]
            kept = "&".join(f"{name}={text}" for name, text in query.items() if name != "page")
            more["Link"] = f'<{self.url}{base}?{kept}&page={page + 1}>; rel="next", <{self.url}{base}>; rel="first"'
        document: Any = [self.row(kind, one) for one in shown]
        return 200, more, {"ok": True, "data": document} if parts == ["repos", "search"] else document

    def _keyset_page(
        self, rows: list[Hosted], query: dict[str, str], address: str
    ) -> tuple[int, dict[str, str], list[Any]]:
        size = min(int(query.get("per_page", "20")), self.cap)
        left = [one for one in rows if one.number > int(query.get("id_after", "0"))]
        more = {}
        if len(left) > size:
            kept = "&".join(f"{name}={text}" for name, text in query.items() if name != "id_after")
            after = f"{kept}&id_after={left[size - 1].number}"
            more["Link"] = f'<{self.url}{address.partition("?")[0]}?{after}>; rel="next"'
        return 200, more, [self.row("gitlab", one) for one in left[:size]]

    def _owned(self, owner: str, *, below: bool = False) -> list[Hosted] | None:
        owned = [
            one for one in self.hosted
            if one.path.rpartition("/")[0].lower() == owner.lower()
            or (below and one.path.lower().startswith(f"{owner.lower()}/"))
        ]  # fmt: skip
        return owned or None

    def _named(self, path: str) -> Hosted | None:
        return next((one for one in self.hosted if one.path.lower() == path.lower()), None)

    def _numbered(self, number: str) -> Hosted | None:
        return next((one for one in self.hosted if str(one.number) == number), None)

    def _github(self, parts: list[str]) -> list[Hosted] | Hosted | None:
        match parts:
            case ["orgs", owner, "repos"] if owner not in self.persons:
                return self._owned(owner)
            case ["users", owner, "repos"]:
                return self._owned(owner)
            case ["repos", owner, name]:
                return self._named(self.moved.get(f"{owner}/{name}", f"{owner}/{name}"))
        return None

    def _gitlab(self, parts: list[str]) -> list[Hosted] | Hosted | None:
        match parts:
            case ["projects"]:
                return self.hosted
            case ["groups", owner, "projects"] if owner not in self.persons:
                return self._owned(owner, below=True)
            case ["users", owner, "projects"]:
                return self._owned(owner)
            case ["projects", number]:
                return self._numbered(number)
        return None

    def _gitea(self, parts: list[str]) -> list[Hosted] | Hosted | None:
        match parts:
            case ["repos", "search"]:
                return self.hosted
            case ["orgs", owner, "repos"] if owner not in self.persons:
                return self._owned(owner)
            case ["users", owner, "repos"]:
                return self._owned(owner)
            case ["repositories", number]:
                return self._numbered(number)
        return None

    def row(self, kind: str, one: Hosted) -> dict[str, Any]:
        """One repository in the words of an interface."""
        address = f"{self.url}/{one.path}"
        both = {"id": one.number, "default_branch": "main", "description": None, "archived": False, "topics": []}
        if kind == "github":
            row = {
                **both, "full_name": one.path, "private": False, "clone_url": f"{address}.git", "html_url": address,
                "pushed_at": one.changed, "stargazers_count": 0, "fork": False, "disabled": False, "license": None,
            }  # fmt: skip
        elif kind == "gitlab":
            row = {
                **both, "path_with_namespace": one.path, "http_url_to_repo": f"{address}.git", "web_url": address,
                "last_activity_at": one.changed, "star_count": 0, "visibility": "public",
                "repository_access_level": "enabled",
            }  # fmt: skip
        else:
            row = {
                **both, "full_name": one.path, "private": False, "internal": False, "clone_url": f"{address}.git",
                "html_url": address, "updated_at": one.changed, "stars_count": 0, "fork": False, "empty": False,
            }  # fmt: skip
        return {**row, **one.said}


def _token_in(headers: dict[str, str]) -> str:
    said = headers.get("authorization", "").partition(" ")[2]
    return said or headers.get("private-token", "")


def _json(status: int, document: Any, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": JSON, **headers}, json.dumps(document).encode()


class ForgeDoor(Forge):
    """The forge over the network: interfaces below /api/, git everywhere else."""

    world = ForgeWorld()

    def answer(self) -> None:
        if not self.path.startswith("/api/"):
            type(self).asked.append(self.path)
            self.pass_on()
            return
        told = {name.lower(): text for name, text in self.headers.items()}
        status, headers, body = self.world.answer(self.path, told)
        self.world.statuses.append(status)
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def run_forge(folder: Path, certificate: Path, host: str = "127.0.0.1") -> Iterator[type[ForgeDoor]]:
    """A forge that listens on a free port; its repositories lie in `folder` as OWNER/NAME.git."""
    door = type("ThisForge", (ForgeDoor,), {"root": folder, "asked": [], "world": ForgeWorld()})
    with serve_forge(door, certificate, host) as port:
        door.world.url = f"https://{host}:{port}"
        yield door

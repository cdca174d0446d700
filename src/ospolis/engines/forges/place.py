"""From the location of a forge to the addresses that list it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from ospolis.engines.forges.refusal import ForgeRefused

_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}\Z")
_DEFAULT_PORT: Final = {"https": 443, "http": 80}
_GITHUB_VERSION: Final = "2022-11-28"


class ForgeKind(StrEnum):
    """The three interfaces that are spoken; Forgejo speaks that of Gitea."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"


@dataclass(frozen=True, slots=True)
class Place:
    """An account of a forge, or the whole forge when `account` is empty.

    `origin` is the forge as people open it, `api` what is asked, both without a slash at the end.
    """

    kind: ForgeKind
    origin: str
    api: str
    account: str

    def holds(self, path: str) -> bool:
        """Whether a repository with this path stands in the place."""
        return not self.account or path.lower().startswith(f"{self.account.lower()}/")


@dataclass(frozen=True, slots=True)
class FirstCall:
    """An address that may list a place; `shape` tells what the place is when it answers."""

    shape: str
    url: str


def read_place(kind: ForgeKind, location: str) -> Place:
    """Read where a forge is listed, as people copy it from their browser.

    Shapes   location: https://github.com/NAME, https://gitlab.example/groups/A/B, https://codeberg.org/NAME; without
             a path the whole forge
    Returns  Place
    Raises   ForgeRefused with the code forge-place
    Source   GitHub REST 2022-11-28; GitLab REST v4; Gitea API v1
    """
    origin, path = _read_origin(location)
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in {"orgs", "groups"} and len(parts) > 1:
        parts = parts[1:]
    if kind == ForgeKind.GITHUB and len(parts) > 1 and parts[-1] == "repositories":
        parts = parts[:-1]
    if not all(_PART.match(part) for part in parts):
        raise _refuse(f"'{path[:80]}' is no name on a forge.", "Copy the address of the organisation or group again.")
    if kind == ForgeKind.GITHUB and not parts:
        raise _refuse("The address names GitHub as a whole.", "Write the organisation: https://github.com/NAME.")
    if kind != ForgeKind.GITLAB and len(parts) > 1:
        raise _refuse("The address names one repository.", "Declare it with the kind git, or write its owner only.")
    return Place(kind, origin, _api_of(kind, origin), "/".join(parts))


def read_origin(location: str) -> str:
    """The forge of an address: scheme, host in lower case, and the port where it is not the usual one.

    Raises   ForgeRefused with the code forge-place
    """
    return _read_origin(location)[0]


def _read_origin(location: str) -> tuple[str, str]:
    try:
        parts = urlsplit(location)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refuse("This is no address of a forge.", "Write https://host/name.") from None
    if parts.scheme not in _DEFAULT_PORT or not host or parts.username is not None:
        raise _refuse("This is no address of a forge.", "Write https://host/name.")
    host = host.removeprefix("www.")
    shown = f"[{host}]" if ":" in host else host
    if port not in (None, _DEFAULT_PORT[parts.scheme]):
        shown = f"{shown}:{port}"
    return f"{parts.scheme}://{shown}", parts.path


def _refuse(message: str, remedy: str) -> ForgeRefused:
    return ForgeRefused("forge-place", message, remedy)


def _api_of(kind: ForgeKind, origin: str) -> str:
    if kind == ForgeKind.GITHUB:
        return "https://api.github.com" if origin == "https://github.com" else f"{origin}/api/v3"
    return f"{origin}/api/v4" if kind == ForgeKind.GITLAB else f"{origin}/api/v1"


def first_calls(place: Place) -> tuple[FirstCall, ...]:
    """The addresses that may list a place; the next one is asked when a forge does not know one.

    Returns  one call or two: of an organisation or group first, then of a person
    Source   the forges' manuals; rows stand in the order of their numbers, so that new ones come last
    """
    name = quote(place.account, safe="")
    if place.kind == ForgeKind.GITHUB:
        order = "sort=created&direction=asc&per_page=100"
        return (
            FirstCall("organisation", f"{place.api}/orgs/{name}/repos?type=public&{order}"),
            FirstCall("person", f"{place.api}/users/{name}/repos?type=owner&{order}"),
        )
    if place.kind == ForgeKind.GITLAB:
        order = "visibility=public&order_by=id&sort=asc&per_page=100"
        if not name:
            return (FirstCall("forge", f"{place.api}/projects?pagination=keyset&{order}"),)
        group = f"{place.api}/groups/{name}/projects?include_subgroups=true&with_shared=false&{order}"
        person = f"{place.api}/users/{name}/projects?{order}"
        return (FirstCall("group", group), *([] if "/" in place.account else [FirstCall("person", person)]))
    if not name:
        return (FirstCall("forge", f"{place.api}/repos/search?sort=id&order=asc&limit=50&page=1"),)
    return (
        FirstCall("organisation", f"{place.api}/orgs/{name}/repos?limit=50&page=1"),
        FirstCall("person", f"{place.api}/users/{name}/repos?limit=50&page=1"),
    )


def own_call(place: Place, forge_id: str, path: str) -> str:
    """The address of one repository: by its number where the forge's manual has one, else by its path.

    Shapes   path: owner and name, as the forge wrote them
    Returns  an address; a repository that was renamed answers it as well
    """
    if place.kind == ForgeKind.GITHUB:
        return f"{place.api}/repos/{quote(path)}"
    if place.kind == ForgeKind.GITLAB:
        return f"{place.api}/projects/{quote(forge_id, safe='')}"
    return f"{place.api}/repositories/{quote(forge_id, safe='')}"


def call_headers(kind: ForgeKind, *, token: str = "", etag: str = "", last_modified: str = "") -> dict[str, str]:
    """The headers of a call: what is understood, who asks, and what is known already.

    Shapes   token: empty to ask like everybody; etag, last_modified: of the answer that is kept
    Returns  names in lower case
    """
    headers = {"accept": "application/json"}
    if kind == ForgeKind.GITHUB:
        headers |= {"accept": "application/vnd.github+json", "x-github-api-version": _GITHUB_VERSION}
    if token:
        name, text = {
            ForgeKind.GITHUB: ("authorization", f"Bearer {token}"),
            ForgeKind.GITLAB: ("private-token", token),
            ForgeKind.GITEA: ("authorization", f"token {token}"),
        }[kind]
        headers[name] = text
    if etag:
        headers["if-none-match"] = etag
    if last_modified:
        headers["if-modified-since"] = last_modified
    return headers

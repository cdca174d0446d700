"""Where an entry of a list leads: to a repository, to an organisation of a forge, or nowhere, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from ospolis.engines.forges.place import ForgeKind
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.lists.documents import Written

REPOSITORY: Final = "git"
_SHORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}\Z")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}\Z")
_SSH: Final = re.compile(r"(?:ssh://)?git@([A-Za-z0-9.-]+)[:/](?=[^/])")
_OLD_SCHEME: Final = re.compile(r"(?:git\+)?(?:https?|git)://", re.IGNORECASE)
_PRIVATE_NAME: Final = re.compile(r"(?:[^.]*|.*\.(?:localhost|local|internal|intranet|lan|corp|home\.arpa))\Z")
_DOCUMENT: Final = re.compile(r".*\.(?:json|csv|ya?ml|txt|xml)\Z", re.IGNORECASE)
_METADATA: Final = re.compile(r"publiccode\.ya?ml\Z", re.IGNORECASE)
_NO_REPOSITORY: Final = re.compile(r".*\.(?:html?|php|aspx?|pdf|zip|gz|jar|exe|whl)\Z", re.IGNORECASE)
# Where the pages of a repository begin in its address.
_PAGES: Final = frozenset({"-", "tree", "blob", "raw", "src", "wiki", "releases", "issues"})
# First parts of an address at GitHub that are nobody's name.
_NOBODY: Final = frozenset({"about", "apps", "collections", "explore", "features", "login", "marketplace", "search",
                            "settings", "sponsors", "topics", "trending"})  # fmt: skip
_RAW_HOSTS: Final = frozenset({"raw.githubusercontent.com", "raw.github.com"})
_KNOWN_HOSTS: Final = {
    "github.com": ForgeKind.GITHUB, "gitlab.com": ForgeKind.GITLAB, "codeberg.org": ForgeKind.GITEA
}  # fmt: skip
_KNOWN_NAMES: Final = {"gitlab": ForgeKind.GITLAB, "gitea": ForgeKind.GITEA, "forgejo": ForgeKind.GITEA}


class Unusable(StrEnum):
    """Why an entry of a list is no source."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    SECRET = "secret"  # noqa: S105  # the word for the reason
    PRIVATE_HOST = "private-host"
    NO_REPOSITORY = "no-repository"
    OTHER_LIST = "other-list"
    ITSELF = "itself"
    UNKNOWN_FORGE = "unknown-forge"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What is known around a list.

    `own` is its own address; `forges` tells the kind of forges by origin, as the office declared them; `internal` are
    origins inside the network that the operator lets be read; `most` is how many entries are taken.
    """

    own: str = ""
    forges: Mapping[str, str] = field(default_factory=dict)
    internal: frozenset[str] = frozenset()
    most: int = 20_000


@dataclass(frozen=True, slots=True)
class Target:
    """A repository (kind `git`) or an organisation of a forge, where it is read, and its address in normal form."""

    kind: str
    url: str
    normal: str


def read_target(written: Written, terms: ListTerms) -> Target | Unusable:
    """Find out where an entry leads.

    Returns  Target, or why the entry is no source; the host is not looked up here
    Source   addresses as they stand in public inventories; `owner/name`, and the bare names of a register, are GitHub's
    """
    text = written.text
    if not text:
        return Unusable.NO_ADDRESS
    if terms.own and text.rstrip("/") == terms.own.rstrip("/"):
        return Unusable.ITSELF
    parts = _split(f"https://github.com/{text}" if written.is_name and _NAME.match(text) else text)
    if isinstance(parts, Unusable):
        return parts
    if (origin := _origin_of(parts)) not in terms.internal and _is_private(parts.hostname or ""):
        return Unusable.PRIVATE_HOST
    kind = terms.forges.get(origin) or _kind_of(parts.hostname or "", written.platform)
    found = _find_place(parts, kind)
    return found if isinstance(found, Unusable) else _check(origin, *found)


def _split(text: str) -> SplitResult | Unusable:
    """An address in parts, with https in front whatever stood there."""
    if _SHORT.match(text):
        text = f"https://github.com/{text}"
    text = _SSH.sub(r"https://\1/", text, count=1)
    if "://" not in text and re.match(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?/", text):
        text = f"https://{text}"
    if "://" not in text:
        return Unusable.NO_ADDRESS
    text = _OLD_SCHEME.sub("https://", text, count=1)
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return Unusable.BAD_ADDRESS
    if parts.username is not None or parts.password is not None:
        return Unusable.SECRET
    return parts if parts.scheme == "https" and parts.hostname else Unusable.BAD_ADDRESS


def _origin_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}" if parts.port in (None, 443) else f"https://{shown}:{parts.port}"


def _is_private(host: str) -> bool:
    """Whether a host is inside somebody's network, by its spelling; the door to the network decides by its address."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(_PRIVATE_NAME.match(host.rstrip("."))) or host.replace(".", "").isdigit()


def _kind_of(host: str, platform: str) -> str:
    host = host.removeprefix("www.")
    if host in _KNOWN_HOSTS:
        return _KNOWN_HOSTS[host]
    said = next((kind for name, kind in _KNOWN_NAMES.items() if platform == name), "")
    return said or next((kind for name, kind in _KNOWN_NAMES.items() if name in host.split(".")), "")


def _find_place(parts: SplitResult, kind: str) -> tuple[str, list[str]] | Unusable:
    """The kind of a place and its path, without the pages that people copy along."""
    path = [part for part in parts.path.split("/") if part]
    host = parts.hostname or ""
    if host in _RAW_HOSTS:
        return (REPOSITORY, ["", *path[:2]]) if len(path) > 2 and _METADATA.match(path[-1]) else Unusable.OTHER_LIST
    if host.endswith(".github.io") or not path:
        return Unusable.NO_REPOSITORY
    if kind == ForgeKind.GITHUB and path[0].lower() in _NOBODY:
        return Unusable.NO_REPOSITORY
    is_account = path[0] in ("orgs", "groups") and len(path) > 1 and bool(kind)
    path = _without_pages(path[1:] if is_account else path, kind)
    if kind and (is_account or len(path) == 1) and not path[-1].endswith(".git"):
        return kind, path[:1] if kind != ForgeKind.GITLAB else path
    if not kind and _DOCUMENT.match(path[-1]):
        return Unusable.OTHER_LIST
    if not kind and _NO_REPOSITORY.match(path[-1]):
        return Unusable.NO_REPOSITORY
    if len(path) == 1 and not path[0].endswith(".git"):
        return Unusable.UNKNOWN_FORGE
    return REPOSITORY, path


def _without_pages(path: list[str], kind: str) -> list[str]:
    if kind in (ForgeKind.GITHUB, ForgeKind.GITEA):
        return path[:2]
    end = next((at for at, part in enumerate(path) if at > 1 and part in _PAGES), len(path))
    return path[:end]


def _check(origin: str, kind: str, path: list[str]) -> Target | Unusable:
    if path[0] == "":
        origin, path = "https://github.com", path[1:]
    try:
        address = check_address(f"{origin}/{'/'.join(path)}")
    except GitRefused:
        return Unusable.BAD_ADDRESS
    return Target(kind, address.url, address.normal)

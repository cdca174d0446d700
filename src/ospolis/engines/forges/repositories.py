"""Rows of a page: what a forge says of each repository, in the words of all three forges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from ospolis.engines.forges.place import ForgeKind
from ospolis.engines.forges.refusal import ForgeRefused
from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits

PAGE_LIMITS: Final = TextLimits(bytes=20_000_000, nodes=500_000, depth=32, string=100_000)
_MOST_TOPICS: Final = 50
# What a forge writes where it found no licence, or one that it cannot name.
_NO_LICENCE: Final = frozenset({"", "NOASSERTION", "NONE", "OTHER"})


@dataclass(frozen=True, slots=True)
class ListedRepository:
    """One repository as its forge lists it. `forge_id` stays when it is renamed or handed to another owner.

    `changed_at` moves with every push. Empty texts and None: the forge does not say.
    """

    forge_id: str
    path: str
    address: str
    branch: str = ""
    changed_at: datetime | None = None
    description: str = ""
    stars: int | None = None
    topics: tuple[str, ...] = ()
    licence: str = ""
    is_archived: bool = False
    is_fork: bool = False
    parent: str = ""
    is_private: bool = False
    is_switched_off: bool = False

    def differs_in_contents(self, branch: str, changed_at: datetime | None) -> bool:
        """Whether what git would give may differ from when its forge said `branch` and `changed_at`."""
        return self.changed_at is None or (self.branch, self.changed_at) != (branch, changed_at)


@dataclass(frozen=True, slots=True)
class RepositoryPage:
    """The rows of a page, and how many of its entries are no repository that can be read."""

    rows: tuple[ListedRepository, ...]
    unreadable: int = 0
    entries: int = 0


def read_repositories(kind: ForgeKind, body: bytes, *, limits: TextLimits = PAGE_LIMITS) -> RepositoryPage:
    """Read a page of a list.

    Shapes   body: a JSON list, or an object whose `data` is the list (search of Gitea)
    Returns  RepositoryPage; an entry without number, path or address is counted as unreadable
    Raises   ForgeRefused with the code forge-answer when the body is no list
    Source   GitHub "List organization repositories", GitLab "List all projects", Gitea "orgListRepos", "repoSearch"
    """
    document = _read_body(body, limits)
    if kind == ForgeKind.GITEA and isinstance(document, dict):
        document = document.get("data")
    if not isinstance(document, list):
        raise _no_list()
    rows = [_read_row(kind, entry) for entry in document]
    found = tuple(row for row in rows if row is not None)
    return RepositoryPage(rows=found, unreadable=len(rows) - len(found), entries=len(rows))


def read_repository(kind: ForgeKind, body: bytes, *, limits: TextLimits = PAGE_LIMITS) -> ListedRepository:
    """Read the answer of one repository's own address.

    Raises   ForgeRefused with the code forge-answer
    """
    row = _read_row(kind, _read_body(body, limits))
    if row is None:
        raise _no_list()
    return row


def _read_body(body: bytes, limits: TextLimits) -> JsonValue:
    if body.lstrip()[:1] == b"<":
        raise ForgeRefused(
            "forge-answer",
            "The forge answered with a page for people instead of a list.",
            "Check the kind of the source; behind a log-in or a bot wall, ask who runs the forge to open its lists.",
        )
    try:
        return read_json(body, limits=limits)
    except Refused as refused:
        raise ForgeRefused(
            "forge-answer",
            f"The list of the forge cannot be read: {refused.message}",
            "Run the collection again later; when it stays, tell who runs the forge.",
        ) from None


def _no_list() -> ForgeRefused:
    return ForgeRefused(
        "forge-answer",
        "The forge answered something that is no list of repositories.",
        "Check that the kind of the source fits the forge: github, gitlab or gitea.",
    )


def _read_row(kind: ForgeKind, entry: JsonValue) -> ListedRepository | None:
    if not isinstance(entry, dict):
        return None
    number = entry.get("id")
    path = _text(entry, "path_with_namespace" if kind == ForgeKind.GITLAB else "full_name", 500)
    address = _text(entry, "http_url_to_repo" if kind == ForgeKind.GITLAB else "clone_url", 2048)
    if not isinstance(number, int) or isinstance(number, bool) or "/" not in path or not address:
        return None
    row = ListedRepository(
        forge_id=str(number), path=path, address=address, branch=_text(entry, "default_branch", 255),
        description=_text(entry, "description", 500), is_archived=entry.get("archived") is True,
    )  # fmt: skip
    return {ForgeKind.GITHUB: _add_github, ForgeKind.GITLAB: _add_gitlab, ForgeKind.GITEA: _add_gitea}[kind](row, entry)


def _add_github(row: ListedRepository, entry: Mapping[str, JsonValue]) -> ListedRepository:
    licence = entry.get("license")
    named = _text(licence, "spdx_id", 100) if isinstance(licence, dict) else ""
    return replace(
        row, changed_at=_moment(entry, "pushed_at"), stars=_count(entry, "stargazers_count"),
        topics=_topics(entry.get("topics")), licence="" if named.upper() in _NO_LICENCE else named,
        is_fork=entry.get("fork") is True, parent=_address_of(entry.get("parent"), "html_url"),
        is_private=entry.get("private") is True, is_switched_off=entry.get("disabled") is True,
    )  # fmt: skip


def _add_gitlab(row: ListedRepository, entry: Mapping[str, JsonValue]) -> ListedRepository:
    origin = entry.get("forked_from_project")
    return replace(
        row, changed_at=_moment(entry, "last_activity_at"), stars=_count(entry, "star_count"),
        topics=_topics(entry.get("topics")), is_fork=isinstance(origin, dict),
        parent=_address_of(origin, "web_url"),
        is_private=_text(entry, "visibility", 20) in {"private", "internal"},
        is_switched_off=_text(entry, "repository_access_level", 20) == "disabled",
    )  # fmt: skip


def _add_gitea(row: ListedRepository, entry: Mapping[str, JsonValue]) -> ListedRepository:
    licences = [one for one in _topics(entry.get("licenses")) if one.upper() not in _NO_LICENCE]
    return replace(
        row, changed_at=_moment(entry, "updated_at"), stars=_count(entry, "stars_count"),
        topics=_topics(entry.get("topics")), licence=" AND ".join(licences)[:100],
        is_fork=entry.get("fork") is True, parent=_address_of(entry.get("parent"), "html_url"),
        is_private=entry.get("private") is True or entry.get("internal") is True,
        is_switched_off=entry.get("has_code") is False,
    )  # fmt: skip


def _text(entry: Mapping[str, JsonValue], name: str, longest: int) -> str:
    """One line of text; what is no text is as good as nothing."""
    value = entry.get(name)
    return " ".join(value.split())[:longest] if isinstance(value, str) else ""


def _count(entry: Mapping[str, JsonValue], name: str) -> int | None:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return None
    return min(value, 1_000_000_000)


def _topics(value: JsonValue) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(" ".join(one.split())[:100] for one in value[:_MOST_TOPICS] if isinstance(one, str) and one.strip())


def _moment(entry: Mapping[str, JsonValue], name: str) -> datetime | None:
    """A moment in UTC; the zero time of Go and other nonsense is none."""
    text = _text(entry, name, 40)
    try:
        moment = datetime.fromisoformat(text)
        known = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return known if known is not None and known.year >= 1990 else None


def _address_of(value: JsonValue, name: str) -> str:
    """Where the original of a fork is shown; only an address of the web is kept."""
    address = _text(value, name, 2048) if isinstance(value, dict) else ""
    try:
        return address if urlsplit(address).scheme == "https" and urlsplit(address).hostname else ""
    except ValueError:
        return ""

"""Read the history of a branch once: how much, how recent, by how many; never by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from time import gmtime
from typing import IO, NamedTuple

from ospolis.engines.gitrepo.bots import BotKind, BotName, recognise_bot
from ospolis.engines.gitrepo.command import run_git, start_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.paths import decode_path, show_path
from ospolis.engines.gitrepo.sizes import measure_blobs

DAY = 86_400
YEAR = 365 * DAY
MONTHS = 24

# Older than the first version control systems whose history was ever carried into git.
_EARLIEST = 315_532_800  # 1980-01-01T00:00:00Z
_FIELDS = 5
_CHUNK = 1 << 20


class Month(NamedTuple):
    """One calendar month (UTC): "2026-11", commits of people without merges, distinct authors."""

    month: str
    commits: int
    authors: int


class Author(NamedTuple):
    """A person of the last 365 days under a pseudonym that only the holder of the key can make again."""

    pseudonym: str
    commits: int


class Bot(NamedTuple):
    """A program that commits. Units: last_at in seconds since 1970, None when no date can be believed."""

    name: str
    kind: BotKind
    commits: int
    last_at: int | None


class Release(NamedTuple):
    """A tag. Shapes: name as a page may show it; at: seconds since 1970, None when no date can be believed;
    is_signed: whether it carries a signature, which is not checked here: keys are not at hand.
    """

    name: str
    at: int | None
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What the history of a branch says, within limits.

    Shapes   commits: all that were read, with merges and programs; *_365d: of people, without merges, in the 365
             days before `now`; bus_factor: None when nobody committed in that time; months: 24, oldest first;
             releases: newest first; absurd_dates: commits dated before 1980 or more than a day after `now`, which
             count in `commits` only; left_out: codes of what is missing (commits, tags, corrupt, shallow, mailmap)
    Units    *_at: seconds since 1970, the committer's date
    """

    commits: int
    merges: int
    first_at: int | None
    last_at: int | None
    commits_365d: int
    authors_365d: tuple[Author, ...]
    bus_factor: int | None
    months: tuple[Month, ...]
    bots: tuple[Bot, ...]
    releases: tuple[Release, ...]
    absurd_dates: int
    left_out: tuple[str, ...]


def count_bus_factor(commits: list[int]) -> int | None:
    """Give the smallest number of authors who together made at least half of the commits.

    Shapes   commits: of each author
    Returns  None when there is no commit
    Source   CHAOSS, Contributor Absence Factor (half of the contributions)
    """
    whole, reached = sum(commits), 0
    for number, count in enumerate(sorted(commits, reverse=True), start=1):
        reached += count
        if whole and 2 * reached >= whole:
            return number
    return None


def read_history(mirror: Path, *, limits: Limits, now: int, key: bytes, commit: str = "HEAD") -> History:
    """Read commits and tags of a mirror in one pass each.

    Shapes   now: seconds since 1970; key: at most 64 bytes, secret, of the installation; commit: object id or HEAD
    Returns  History; names and addresses of people are never kept: an author is a keyed hash of the address that
             the repository's own mailmap gives, so one person with two addresses counts twice
    Source   SECURITY.md section 3; CHAOSS for the bus factor
    """
    count = _Count(now, key)
    left_out: list[str] = []
    mailmap = _find_mailmap(mirror, commit, limits, left_out)
    _read_log(mirror, commit, mailmap, limits, count, left_out)
    releases = _read_tags(mirror, limits, now, left_out)
    if (mirror / "shallow").is_file():
        left_out.append("shallow")
    return count.summarise(releases, tuple(left_out))


def _find_mailmap(mirror: Path, commit: str, limits: Limits, left_out: list[str]) -> str:
    """Give the option that names the mailmap; an empty one, because git would take the head's by itself."""
    answer = run_git(["ls-tree", "-z", commit, "--", ".mailmap"], git_dir=mirror, limits=limits)
    words = answer.output.partition(b"\t")[0].decode("ascii", "replace").split(" ")
    if len(words) != 3 or words[0] not in ("100644", "100755"):
        return "mailmap.blob="
    size = measure_blobs(mirror, [words[2]], limits=limits).get(words[2])
    if size is None or size > limits.blob_bytes:
        left_out.append("mailmap")
        return "mailmap.blob="
    return f"mailmap.blob={words[2]}"


def _read_log(mirror: Path, commit: str, mailmap: str, limits: Limits, count: _Count, left_out: list[str]) -> None:
    command = ["log", "-z", "--no-renames", "--encoding=UTF-8", f"--max-count={limits.commits + 1}"]
    fields = "--format=%ct%x00%p%x00%aN%x00%aE%x00"
    with start_git(
        [*command, fields, commit, "--"], git_dir=mirror, limits=limits, config=["log.mailmap=true", mailmap]
    ) as running:
        for time, parents, name, email in _split_commits(running.output):
            if count.commits == limits.commits:
                left_out.append("commits")
                running.stop()
                break
            count.add(time, b" " in parents, name.decode("utf-8", "replace"), email.decode("utf-8", "replace"))
        ending = running.wait()
    if ending.code != 0 and "commits" not in left_out:
        left_out.append(ending.refusal().code if ending.late else "corrupt")


def _split_commits(output: IO[bytes]) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    rest: list[bytes] = [b""]
    while chunk := output.read(_CHUNK):
        first, *more = chunk.split(b"\0")
        rest[-1] += first
        rest += more
        whole = (len(rest) - 1) // _FIELDS * _FIELDS
        for at in range(0, whole, _FIELDS):
            yield rest[at], rest[at + 1], rest[at + 2], rest[at + 3]
        del rest[:whole]


def _read_tags(mirror: Path, limits: Limits, now: int, left_out: list[str]) -> tuple[Release, ...]:
    """List tags with the date of the tag, else of what it names; by name only where one of them is damaged."""
    command = ["for-each-ref", f"--count={limits.tags + 1}", "--sort=-creatordate"]
    signed = "%(if)%(contents:signature)%(then)s%(end)"
    shape = f"--format=%(refname:strip=2)%00%(creatordate:unix)%00{signed}"
    answer = run_git([*command, shape, "refs/tags"], git_dir=mirror, limits=limits)
    if answer.ending.code != 0:
        left_out.append("tag-dates")
        shape = "--format=%(refname:strip=2)%00"
        answer = run_git([command[0], command[1], shape, "refs/tags"], git_dir=mirror, limits=limits)
    lines = [[*line.split(b"\0"), b""] for line in answer.output.split(b"\n") if line]
    if len(lines) > limits.tags:
        left_out.append("tags")
    return tuple(
        Release(show_path(decode_path(name)), _believe(_read_time(time), now), is_signed == b"s")
        for name, time, is_signed, *_ in lines[: limits.tags]
    )


def _read_time(text: bytes) -> int:
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _believe(time: int, now: int) -> int | None:
    return time if _EARLIEST <= time <= now + DAY else None


def _month_of(time: int) -> tuple[int, int]:
    moment = gmtime(time)
    return moment.tm_year, moment.tm_mon


def _list_months(now: int) -> list[tuple[int, int]]:
    year, month = _month_of(now)
    last = year * 12 + month - 1
    return [divmod(number, 12) for number in range(last - MONTHS + 1, last + 1)]


@dataclass(slots=True)
class _Count:
    """Adds up commits while they stream by."""

    now: int
    key: bytes
    commits: int = 0
    merges: int = 0
    absurd: int = 0
    first_at: int | None = None
    last_at: int | None = None
    year: Counter[str] = field(default_factory=Counter)
    by_month: dict[tuple[int, int], Counter[str]] = field(default_factory=dict)
    bots: dict[BotName, tuple[int, int | None]] = field(default_factory=dict)
    people: dict[tuple[str, str], str | BotName] = field(default_factory=dict)
    oldest: int = field(init=False)

    def __post_init__(self) -> None:
        self.oldest = self.now - (MONTHS + 1) * 31 * DAY

    def add(self, raw_time: bytes, merge: bool, name: str, email: str) -> None:
        """Take one commit into account."""
        self.commits += 1
        self.merges += merge
        time = _believe(_read_time(raw_time), self.now)
        if time is None:
            self.absurd += 1
        else:
            self.first_at = time if self.first_at is None else min(self.first_at, time)
            self.last_at = time if self.last_at is None else max(self.last_at, time)
        who = self.people.get((name, email)) or self._meet(name, email)
        if isinstance(who, BotName):
            before, last = self.bots.get(who, (0, None))
            self.bots[who] = before + 1, max(filter(None, (last, time)), default=None)
        elif time is not None and not merge and time > self.oldest:
            if time > self.now - YEAR:
                self.year[who] += 1
            self.by_month.setdefault(_month_of(time), Counter())[who] += 1

    def _meet(self, name: str, email: str) -> str | BotName:
        who: str | BotName | None = recognise_bot(name, email)
        if who is None:
            identity = (email.strip() or name.strip()).lower().encode()
            who = blake2b(identity, key=self.key, digest_size=16, person=b"git-author").hexdigest()
        self.people[(name, email)] = who
        return who

    def summarise(self, releases: tuple[Release, ...], left_out: tuple[str, ...]) -> History:
        """Give the answer."""
        nobody: Counter[str] = Counter()
        months = [(at, self.by_month.get((at[0], at[1] + 1), nobody)) for at in _list_months(self.now)]
        authors = sorted(self.year.items(), key=lambda item: (-item[1], item[0]))
        return History(
            commits=self.commits,
            merges=self.merges,
            first_at=self.first_at,
            last_at=self.last_at,
            commits_365d=self.year.total(),
            authors_365d=tuple(Author(who, number) for who, number in authors),
            bus_factor=count_bus_factor([number for _, number in authors]),
            months=tuple(Month(f"{y:04d}-{m + 1:02d}", c.total(), len(c)) for (y, m), c in months),
            bots=tuple(Bot(bot.name, bot.kind, *counted) for bot, counted in sorted(self.bots.items())),
            releases=releases,
            absurd_dates=self.absurd,
            left_out=left_out,
        )

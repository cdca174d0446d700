"""Read the history of a branch once: how much, how recent, by how many; never by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import gmtime
from typing import NamedTuple

from ospolis.engines.gitrepo.bots import BotKind, BotName
from ospolis.engines.gitrepo.command import run_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.paths import decode_path, show_path
from ospolis.engines.gitrepo.sizes import measure_blobs
from ospolis.engines.gitrepo.tally import Tally
from ospolis.engines.gitrepo.walks import Walk, is_object_id, pack_walk, read_time, unpack_walk, walk_all, walk_on

DAY = 86_400
YEAR = 365 * DAY
MONTHS = 24

# Older than the first version control systems whose history was ever carried into git.
_EARLIEST = 315_532_800  # 1980-01-01T00:00:00Z


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
    return follow_history(mirror, limits=limits, now=now, key=key, commit=commit, kept=b"").history


@dataclass(frozen=True, slots=True)
class Followed:
    """A history, and what to keep so that the next reading walks only what is new; empty: nothing new to keep."""

    history: History
    kept: bytes


def follow_history(
    mirror: Path, *, limits: Limits, now: int, key: bytes, kept: bytes, commit: str = "HEAD"
) -> Followed:
    """Read the history as `read_history` does, from where an earlier reading stood.

    All commits are walked again when history was rewritten out of sight, the mailmap or the key is another, clocks
    leave a doubt, or time runs backwards: the answer is that of a whole walk in every case.

    Shapes   as read_history; kept: as an earlier answer gave it, or empty
    """
    left_out: list[str] = []
    mailmap = _find_mailmap(mirror, commit, limits, left_out)
    is_shallow = (mirror / "shallow").is_file()
    walk = None if is_shallow else _go_on(mirror, commit, mailmap, limits, unpack_walk(kept, key), now)
    why = ""
    if walk is None:
        walk, why = walk_all(mirror, commit, mailmap=mailmap, tally=Tally(key, _window(now)), limits=limits)
    if why:
        left_out.append(why)
    releases = _read_tags(mirror, limits, now, left_out)
    if is_shallow:
        left_out.append("shallow")
    history = _summarise(walk.tally, now, releases, tuple(left_out))
    walk.tally.forget_before(_window(now))
    return Followed(history, b"" if why or is_shallow else pack_walk(walk))


def _go_on(mirror: Path, commit: str, mailmap: str, limits: Limits, before: Walk | None, now: int) -> Walk | None:
    if before is None or not is_object_id(commit):
        return None
    if before.mailmap != mailmap or before.tally.since > _window(now):
        return None
    return before if walk_on(mirror, commit, kept=before, limits=limits) else None


def _window(now: int) -> int:
    """Who committed before it counts in no month that is shown."""
    return now - (MONTHS + 1) * 31 * DAY


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
        Release(show_path(decode_path(name)), _believe(read_time(time), now), is_signed == b"s")
        for name, time, is_signed, *_ in lines[: limits.tags]
    )


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
class _Sums:
    """What adds up while commits are gone through."""

    commits: int = 0
    merges: int = 0
    absurd: int = 0
    times: list[int] = field(default_factory=list)
    year: Counter[str] = field(default_factory=Counter)
    by_month: dict[tuple[int, int], Counter[str]] = field(default_factory=dict)
    bots: dict[BotName, tuple[int, int | None]] = field(default_factory=dict)


def _add_up(tally: Tally, now: int) -> _Sums:
    sums, window = _Sums(), _window(now)
    for (raw_time, is_merge, who), number in tally.rows.items():
        sums.commits += number
        sums.merges += number * is_merge
        time = _believe(raw_time, now)
        if time is None:
            sums.absurd += number
        else:
            sums.times.append(time)
        if isinstance(who, BotName):
            before, last = sums.bots.get(who, (0, None))
            sums.bots[who] = before + number, max(filter(None, (last, time)), default=None)
        elif who is not None and time is not None and time > window:
            if time > now - YEAR:
                sums.year[who] += number
            sums.by_month.setdefault(_month_of(time), Counter())[who] += number
    return sums


def _summarise(tally: Tally, now: int, releases: tuple[Release, ...], left_out: tuple[str, ...]) -> History:
    """Give the answer."""
    sums, nobody = _add_up(tally, now), Counter[str]()
    months = [(at, sums.by_month.get((at[0], at[1] + 1), nobody)) for at in _list_months(now)]
    authors = sorted(sums.year.items(), key=lambda item: (-item[1], item[0]))
    return History(
        commits=sums.commits,
        merges=sums.merges,
        first_at=min(sums.times, default=None),
        last_at=max(sums.times, default=None),
        commits_365d=sums.year.total(),
        authors_365d=tuple(Author(who, number) for who, number in authors),
        bus_factor=count_bus_factor([number for _, number in authors]),
        months=tuple(Month(f"{y:04d}-{m + 1:02d}", c.total(), len(c)) for (y, m), c in months),
        bots=tuple(Bot(bot.name, bot.kind, *counted) for bot, counted in sorted(sums.bots.items())),
        releases=releases,
        absurd_dates=sums.absurd,
        left_out=left_out,
    )

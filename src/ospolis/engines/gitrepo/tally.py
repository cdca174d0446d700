"""Commits as far as figures need them: when, whether a merge, and by whom only where that still counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from ospolis.engines.gitrepo.bots import BotName, recognise_bot

# (seconds since 1970, whether it has several parents, the pseudonym of a person, a program, or nobody in particular)
Row = tuple[int, bool, "str | BotName | None"]
_PERSON = b"git-author"


def name_key(key: bytes) -> str:
    """Equal for equal keys, and no way back to one: pseudonyms of another key mean nobody here."""
    return blake2b(b"the key itself", key=key, digest_size=16, person=_PERSON).hexdigest()


@dataclass(slots=True)
class Tally:
    """How many commits of each kind there are. Commits can be added, and taken away again.

    Shapes   since: seconds since 1970; who committed before it, or merged, is nobody in particular
    """

    key: bytes
    since: int
    rows: Counter[Row] = field(default_factory=Counter)
    _people: dict[tuple[bytes, bytes], str | BotName] = field(default_factory=dict)

    def row_of(self, time: int, is_merge: bool, name: bytes, email: bytes) -> Row:
        """What counts of a commit. A program is known by a name of our own table, a person by a keyed hash."""
        who = self._people.get((name, email)) or self._meet(name, email)
        counts = isinstance(who, BotName) or (time > self.since and not is_merge)
        return time, is_merge, who if counts else None

    def _meet(self, raw_name: bytes, raw_email: bytes) -> str | BotName:
        name, email = raw_name.decode("utf-8", "replace"), raw_email.decode("utf-8", "replace")
        who: str | BotName | None = recognise_bot(name, email)
        if who is None:
            identity = (email.strip() or name.strip()).lower().encode()
            who = blake2b(identity, key=self.key, digest_size=16, person=_PERSON).hexdigest()
        self._people[raw_name, raw_email] = who
        return who

    def take_away(self, rows: Sequence[Row]) -> bool:
        """Take commits away; False when they were never added, and the tally is good for nothing then."""
        self.rows.subtract(rows)
        held = all(self.rows[row] >= 0 for row in rows)
        self.rows = +self.rows
        return held

    def forget_before(self, since: int) -> None:
        """Let whoever committed before a moment be nobody in particular."""
        if since <= self.since:
            return
        self.since, kept = since, self.rows
        self.rows = Counter()
        for (time, is_merge, who), number in kept.items():
            counts = isinstance(who, BotName) or time > since
            self.rows[time, is_merge, who if counts else None] += number


@dataclass(slots=True)
class Clocks:
    """Where a history runs backwards: parents that say they are younger than a child of theirs.

    Shapes   spans: the moments of the child and of the parent, in seconds since 1970; is_odd: some commit has a date
             that is no number, so that we do not know how git sorts it
    """

    spans: list[tuple[int, int]] = field(default_factory=list)
    is_odd: bool = False
    _times: dict[bytes, int] = field(default_factory=dict)
    _awaited: dict[bytes, int] = field(default_factory=dict)

    def meet(self, oid: bytes, time: int, parents: Sequence[bytes]) -> None:
        """Take one commit into account, in whatever order they come."""
        self._times[oid] = time
        child = self._awaited.pop(oid, time)
        if child < time:
            self.spans.append((child, time))
        for parent in parents:
            known = self._times.get(parent)
            if known is None:
                self._awaited[parent] = min(self._awaited.get(parent, time), time)
            elif time < known:
                self.spans.append((time, known))

    @property
    def lacks_parents(self) -> bool:
        """Whether a parent was named that never came."""
        return bool(self._awaited)

    def confuse(self, times: Sequence[int]) -> bool:
        """Whether a walk from two sides may take a commit of one of these moments for one side's only.

        git goes from the newest commit to the oldest and stops when what is left is older than what it found. That
        misleads it only about commits that lie between a child and its younger parent.
        """
        return any(child < time <= parent for child, parent in self.spans for time in times)

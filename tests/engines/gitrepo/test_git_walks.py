"""History in steps: the answer is that of a whole walk, wherever the branch went."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import LIMITS, NOON, Workshop
from ospolis.engines.gitrepo.history import DAY, Followed, follow_history, read_history
from ospolis.engines.gitrepo.tally import Clocks, Tally
from ospolis.engines.gitrepo.walks import (
    keep_walk,
    pack_walk,
    read_kept_walk,
    unpack_walk,
    walk_all,
    walk_on,
)

KEY = b"a key of the installation"
PEOPLE = (
    "Ada <ada@example.org>",
    "Bea <bea@example.org>",
    "Cy <cy@old.example>",
    "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
)
NO_MAILMAP = "mailmap.blob="
SINCE = NOON - 700 * DAY


def grow(workshop: Workshop, number: int, chance: random.Random, *, wrong_clocks: float) -> list[str]:
    """Commits in a random order of parents, with merges, several roots and clocks that are wrong now and then."""
    tree = workshop.files({"a": b"1"})
    ids: list[str] = []
    at = NOON - 900 * DAY
    for _ in range(number):
        at += chance.randrange(0, 40 * DAY)
        wrong = chance.random() < wrong_clocks
        said = at + chance.choice((-60, 60)) * DAY if wrong else at
        near = ids[-6:] if chance.random() < 0.9 else ids
        parents = chance.sample(near, min(len(near), chance.choice((0, 1, 1, 1, 1, 1, 1, 2, 2, 3))))
        ids.append(workshop.commit(tree, parents, who=chance.choice(PEOPLE), at=said, branch=""))
    return ids


def tally() -> Tally:
    return Tally(KEY, SINCE)


def follow(workshop: Workshop, commit: str, kept: bytes, *, now: int = NOON, key: bytes = KEY) -> Followed:
    return follow_history(workshop.folder, limits=LIMITS, now=now, key=key, kept=kept, commit=commit)


@pytest.mark.parametrize(("seed", "wrong_clocks"), [(1, 0.0), (2, 0.05), (3, 0.4)])
def test_steps_through_any_history_count_what_a_whole_walk_counts(
    workshop: Workshop, seed: int, wrong_clocks: float
) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same histories each time
    ids = grow(workshop, 60, chance, wrong_clocks=wrong_clocks)
    kept, steps = b"", 0

    for tip in chance.choices(ids[20:], k=8):
        whole, _ = walk_all(workshop.folder, tip, mailmap=NO_MAILMAP, tally=tally(), limits=LIMITS)
        walk = unpack_walk(kept, KEY)
        if walk is not None and walk_on(workshop.folder, tip, kept=walk, limits=LIMITS):
            steps += 1
            assert walk.tally.rows == whole.tally.rows
            assert walk.commit == whole.commit == tip
            kept = pack_walk(walk)
        else:
            kept = pack_walk(whole)
    assert steps > 0 or wrong_clocks


def test_the_figures_of_a_step_are_those_of_a_whole_reading(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    first = workshop.commit(tree, who=PEOPLE[0], at=NOON - 500 * DAY)
    left = workshop.commit(tree, [first], who=PEOPLE[1], at=NOON - 200 * DAY)
    right = workshop.commit(tree, [first], who=PEOPLE[3], at=NOON - 100 * DAY, branch="")
    merge = workshop.commit(tree, [left, right], who=PEOPLE[2], at=NOON - 90 * DAY, branch="")
    kept = b""

    for now, tip in enumerate((left, merge, right, right, first), start=NOON):
        found = follow(workshop, tip, kept, now=now)

        assert found.history == read_history(workshop.folder, limits=LIMITS, now=now, key=KEY, commit=tip)
        kept = found.kept


def test_a_year_later_nobody_is_told_apart_who_left_before(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    tip = workshop.commit(tree, who=PEOPLE[0], at=NOON - DAY)
    kept = follow(workshop, tip, b"").kept
    walk = unpack_walk(kept, KEY)
    assert walk is not None and [isinstance(who, str) for _, _, who in walk.tally.rows] == [True]

    later = follow(workshop, tip, kept, now=NOON + 1_000 * DAY)
    walk = unpack_walk(later.kept, KEY)

    assert walk is not None and [who for _, _, who in walk.tally.rows] == [None]
    assert later.history == read_history(workshop.folder, limits=LIMITS, now=NOON + 1_000 * DAY, key=KEY)
    # Back in time they would have to be told apart again.
    assert follow(workshop, tip, later.kept).history.commits_365d == 1


def test_another_mailmap_names_all_authors_anew(workshop: Workshop) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}), who=PEOPLE[2], at=NOON - DAY)
    mailmap = workshop.files({".mailmap": b"Cy <cy@example.org> <cy@old.example>\n"})
    second = workshop.commit(mailmap, [first], who="Cy <cy@example.org>", at=NOON)

    kept = follow(workshop, first, b"").kept

    assert len(follow(workshop, second, kept).history.authors_365d) == 1


def test_a_history_that_was_rewritten_out_of_sight_is_walked_whole(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    gone = workshop.commit(tree, who=PEOPLE[0], at=NOON - DAY)
    kept = follow(workshop, gone, b"").kept
    tip = workshop.commit(tree, who=PEOPLE[1], at=NOON)
    workshop.object_path(gone).unlink()

    assert follow(workshop, tip, kept).history.commits == 1


def test_what_another_key_or_version_kept_is_not_used(workshop: Workshop) -> None:
    tip = workshop.commit(workshop.files({"a": b"1"}), at=NOON - DAY)
    kept = follow(workshop, tip, b"").kept

    assert unpack_walk(kept, b"another key") is None
    text = zlib.decompress(kept)
    assert unpack_walk(zlib.compress(text), KEY) is not None
    for damaged in (
        b"nonsense",
        zlib.compress(b"[]"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(text.replace(b'"version":1', b'"version":0')),
        zlib.compress(text.replace(b'"commit":"', b'"commit":"--output=')),
        zlib.compress(text.replace(b'"times":[', b'"times":[1,')),
    ):
        assert unpack_walk(damaged, KEY) is None


def test_nothing_is_kept_of_a_history_that_is_not_known_whole(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    first = workshop.commit(tree, at=NOON - DAY)
    tip = workshop.commit(tree, [first], at=NOON)
    few = replace(LIMITS, commits=1)

    assert follow_history(workshop.folder, limits=few, now=NOON, key=KEY, kept=b"", commit=tip).kept == b""
    kept = follow(workshop, first, b"").kept
    found = follow_history(workshop.folder, limits=few, now=NOON, key=KEY, kept=kept, commit=tip)
    assert (found.history.left_out, found.kept) == (("commits",), b"")

    (workshop.folder / "shallow").write_text(f"{first}\n")
    assert follow(workshop, tip, kept).kept == b""


@pytest.mark.parametrize("at", ["", "x", 99_999_999_999_999_999_999])
def test_a_date_that_is_no_number_leaves_a_doubt(workshop: Workshop, at: object) -> None:
    tree = workshop.files({"a": b"1"})
    first = workshop.commit(tree, at=NOON - DAY)
    kept = follow(workshop, first, b"").kept
    odd = workshop.commit(tree, [first], at=at)

    assert follow(workshop, odd, b"").kept == b""
    assert follow(workshop, odd, kept).history == read_history(workshop.folder, limits=LIMITS, now=NOON, key=KEY)


def test_commits_that_were_never_counted_are_not_taken_away(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    first = workshop.commit(tree, at=NOON - DAY)
    second = workshop.commit(tree, [first], at=NOON)
    walk, _ = walk_all(workshop.folder, second, mailmap=NO_MAILMAP, tally=tally(), limits=LIMITS)
    walk.tally.rows.clear()

    assert not walk_on(workshop.folder, first, kept=walk, limits=LIMITS)


def test_clocks_that_go_backwards_lead_to_a_whole_walk(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    first = workshop.commit(tree, at=NOON - 10 * DAY)
    second = workshop.commit(tree, [first], at=NOON)
    third = workshop.commit(tree, [second], at=NOON - 5 * DAY)
    fourth = workshop.commit(tree, [third], at=NOON - 4 * DAY)

    def can_go(start: str, end: str) -> bool:
        walk, _ = walk_all(workshop.folder, start, mailmap=NO_MAILMAP, tally=tally(), limits=LIMITS)
        return walk_on(workshop.folder, end, kept=walk, limits=LIMITS)

    assert can_go(first, second)
    assert can_go(second, third)
    assert not can_go(first, third)
    assert not can_go(third, fourth)


def test_a_history_with_too_many_wrong_clocks_is_not_kept(workshop: Workshop) -> None:
    tip = workshop.commit(workshop.files({"a": b"1"}), at=NOON)
    walk, _ = walk_all(workshop.folder, tip, mailmap=NO_MAILMAP, tally=tally(), limits=LIMITS)
    walk.clocks.spans = [(number, number + 1) for number in range(101)]

    assert pack_walk(walk) == b""


def test_what_was_kept_lies_beside_the_mirror(workshop: Workshop, tmp_path: Path) -> None:
    assert read_kept_walk(workshop.folder) == b""
    keep_walk(workshop.folder, b"kept")
    assert read_kept_walk(workshop.folder) == b"kept"
    keep_walk(tmp_path / "nowhere", b"kept")


def test_a_parent_that_came_first_and_is_older_is_in_order():
    clocks = Clocks()
    clocks.meet(b"parent", 100, ())
    clocks.meet(b"child", 200, (b"parent",))

    assert (clocks.spans, clocks.lacks_parents, clocks.confuse([150])) == ([], False, False)


def test_a_parent_that_came_first_and_is_younger_confuses_what_lies_between():
    clocks = Clocks()
    clocks.meet(b"parent", 200, ())
    clocks.meet(b"child", 100, (b"parent",))

    assert (clocks.spans, clocks.confuse([150]), clocks.confuse([250])) == ([(100, 200)], True, False)

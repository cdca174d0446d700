"""Releases: the newest tags, and their files by what differs between them; the answer is that of a whole listing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import LIMITS, NOON, Workshop
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import clone_mirror
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.releases import (
    Release,
    bring_folders,
    fetch_tags,
    list_files,
    list_releases,
)
from ospolis.engines.gitrepo.snapshot import read_snapshot

MODES = ("100644", "100644", "100755", "120000", "160000", "40000")


def grow_tree(workshop: Workshop, chance: random.Random, depth: int = 0) -> str:
    """A tree of few names, so that files, folders, links and submodules often take each other's place."""
    lines = {}
    for name in chance.sample(("a", "a.b", "b", "c", "d"), chance.randrange(1, 5)):
        mode = chance.choice(MODES[: 6 if depth < 3 else 5])
        if mode == "40000":
            lines[name] = (mode, grow_tree(workshop, chance, depth + 1))
        else:
            lines[name] = (mode, "1" * 40 if mode == "160000" else workshop.blob(chance.choice((b"x", b"y", b"z"))))
    ordered = sorted(lines.items(), key=lambda one: one[0] + ("/" if one[1][0] == "40000" else ""))
    return workshop.tree([(mode, name.encode(), oid) for name, (mode, oid) in ordered])


def tag_releases(workshop: Workshop, trees: list[str]) -> list[Release]:
    found: list[Release] = []
    for number, tree in enumerate(trees):
        commit = workshop.commit(tree, [found[-1].commit] if found else [], at=NOON + number)
        found.append(Release(f"v1.{number}", commit, NOON + number))
        workshop.lightweight_tag(found[-1].name, commit)
    return found


def assert_same_as_whole(folder: Path, releases: list[Release], limits: Limits = LIMITS) -> None:
    listed = list(list_files(folder, releases, limits=limits))
    assert sorted(one.release for one in listed) == sorted(releases)
    for one in listed:
        whole = read_snapshot(folder, limits=limits, commit=one.release.commit)
        assert one.entries == sorted(whole.entries)
        assert one.whole == (whole.state == "whole")


@pytest.mark.parametrize("seed", range(6))
def test_the_files_of_each_release_are_those_of_a_whole_listing(workshop: Workshop, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same trees each time
    trees = [grow_tree(workshop, chance) for _ in range(6)]

    assert_same_as_whole(workshop.folder, tag_releases(workshop, [*trees, trees[-1], trees[0]]))


def test_names_and_trees_that_are_not_kept_lead_to_whole_listings(workshop: Workshop) -> None:
    blob = workshop.blob(b"x")
    plain = workshop.files({"a": b"1"})
    unsafe = workshop.tree([("100644", b"a", blob), ("100644", b"..", blob)])
    many = workshop.files(dict.fromkeys("abcdefgh", b"1"))

    assert_same_as_whole(workshop.folder, tag_releases(workshop, [plain, unsafe, plain]))
    assert_same_as_whole(workshop.folder, tag_releases(workshop, [unsafe, plain]))
    assert_same_as_whole(workshop.folder, tag_releases(workshop, [plain, many, plain]), replace(LIMITS, entries=4))
    assert_same_as_whole(workshop.folder, tag_releases(workshop, [plain]))
    assert list(list_files(workshop.folder, [], limits=LIMITS)) == []


@pytest.mark.parametrize("is_below", [False, True])
def test_a_folder_that_is_missing_leads_to_whole_listings(workshop: Workshop, is_below: bool) -> None:
    plain, lost = workshop.files({"a": b"1"}), workshop.files({"a": b"2"})
    releases = tag_releases(workshop, [plain, workshop.tree([("40000", b"d", lost)]) if is_below else lost, plain])
    workshop.object_path(lost).unlink()

    assert [(one.release.name, one.whole) for one in list_files(workshop.folder, releases, limits=LIMITS)] == [
        ("v1.0", True), ("v1.1", False), ("v1.2", True),
    ]  # fmt: skip


def test_the_newest_tags_are_listed_once_for_each_commit(workshop: Workshop) -> None:
    tree = workshop.files({"a": b"1"})
    old, new = workshop.commit(tree, at=NOON), workshop.commit(tree, at=NOON + 9)
    for name, oid in (("v1", old), ("v2", new), ("v2-again", new), ("a-tree", tree), ("a-file", workshop.blob(b"x"))):
        workshop.lightweight_tag(name, oid)
    workshop.annotated_tag("v1-late", old, at=NOON + 5)
    folder = workshop.folder
    (folder / "refs/tags").rename(folder / "refs/releases")

    expected = (Release("v2", new, NOON + 9), Release("v1-late", old, NOON + 5))
    assert list_releases(folder, most=20, limits=LIMITS) == expected
    assert list_releases(folder, most=1, limits=LIMITS) == expected[:1]


def test_a_damaged_tag_is_told(workshop: Workshop) -> None:
    (workshop.folder / "refs/releases").mkdir()
    (workshop.folder / "refs/releases/v1").write_text("1" * 40 + "\n")

    with pytest.raises(GitRefused):
        list_releases(workshop.folder, most=20, limits=LIMITS)


def test_tags_of_other_branches_come_with_their_folders_and_leave_the_history_alone(
    workshop: Workshop, target: Path
) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}))
    workshop.lightweight_tag("v1", first)
    side = workshop.commit(workshop.files({"a": b"2"}), [first], at=NOON + 5, branch="side")
    workshop.lightweight_tag("v1.1", side)
    workshop.commit(workshop.files({"a": b"3"}), [first])
    clone_mirror(workshop.address, target, limits=LIMITS)
    tags = sorted(path.name for path in (target / "refs/tags").iterdir())

    fetch_tags(workshop.address, target, limits=LIMITS)
    releases = list_releases(target, most=20, limits=LIMITS)
    bring_folders(workshop.address, target, releases, limits=LIMITS)
    bring_folders(workshop.address, target, releases, limits=LIMITS)

    assert [release.name for release in releases] == ["v1.1", "v1"]
    assert_same_as_whole(target, list(releases))
    assert sorted(path.name for path in (target / "refs/tags").iterdir()) == tags == ["v1"]

    (workshop.folder / "refs/tags/v1.1").unlink()
    fetch_tags(workshop.address, target, limits=LIMITS)
    assert [release.name for release in list_releases(target, most=20, limits=LIMITS)] == ["v1"]


def test_a_folder_that_lacks_some_below_it_gets_those(workshop: Workshop, target: Path) -> None:
    below = workshop.files({"f": b"1"})
    releases = tag_releases(workshop, [workshop.tree([("40000", b"d", below)]), workshop.files({"a": b"2"})])
    clone_mirror(workshop.address, target, limits=LIMITS)
    fetch_tags(workshop.address, target, limits=LIMITS)
    top = read_snapshot(workshop.folder, limits=LIMITS, commit=releases[0].commit)
    assert [entry.path for entry in top.entries] == ["d/f"]

    tree = workshop.tree([("40000", b"d", below)])
    place = target / "objects" / tree[:2]
    place.mkdir(exist_ok=True)
    (place / tree[2:]).write_bytes(workshop.object_path(tree).read_bytes())
    bring_folders(workshop.address, target, releases, limits=LIMITS)

    assert_same_as_whole(target, releases)


def test_what_cannot_be_fetched_is_refused(workshop: Workshop, target: Path) -> None:
    releases = tag_releases(workshop, [workshop.files({"a": b"1"}), workshop.files({"a": b"2"})])
    clone_mirror(workshop.address, target, limits=LIMITS)
    workshop.object_path(workshop.files({"a": b"1"})).unlink()
    with pytest.raises(GitRefused):
        bring_folders(workshop.address, target, releases, limits=LIMITS)
    workshop.object_path(releases[0].commit).unlink()
    (target / "refs/tags/v1.0").unlink()
    workshop.lightweight_tag("v9", workshop.write("commit", b"broken"))

    with pytest.raises(GitRefused):
        fetch_tags(workshop.address, target, limits=LIMITS)

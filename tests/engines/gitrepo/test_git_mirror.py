"""Mirrors: cloned, updated, unchanged; empty, shallow, damaged."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import LIMITS, OUR_CONFIG, Workshop
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.history import read_history
from ospolis.engines.gitrepo.mirror import (
    Mirrored,
    clone_mirror,
    read_remote_head,
    refresh_mirror,
    resolve_option,
    update_mirror,
)
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import read_snapshot


def test_a_clone_brings_history_and_no_contents(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"README": b"hello\n"}))
    workshop.lightweight_tag("v1", commit)

    mirrored = clone_mirror(workshop.address, target, limits=LIMITS)

    assert mirrored == Mirrored("cloned", commit, "main", ())
    assert not mirrored.empty
    assert (target / "config").read_text() == OUR_CONFIG
    assert [(e.path, e.size) for e in read_snapshot(target, limits=LIMITS).entries] == [("README", None)]
    assert [release.name for release in read_history(target, limits=LIMITS, now=2_000_000_000, key=b"k").releases] == [
        "v1"
    ]


def test_an_update_brings_new_commits_and_a_second_one_nothing(workshop: Workshop, target: Path) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}))
    assert refresh_mirror(workshop.address, target, limits=LIMITS).outcome == "cloned"
    second = workshop.commit(workshop.files({"a": b"2"}), [first])

    assert refresh_mirror(workshop.address, target, limits=LIMITS) == Mirrored("updated", second, "main", ())
    assert update_mirror(workshop.address, target, limits=LIMITS) == Mirrored("unchanged", second, "main", ())
    assert read_snapshot(target, limits=LIMITS).commit == second


def test_a_clone_brings_the_folders_of_the_newest_commit_only(workshop: Workshop, target: Path) -> None:
    old_tree, new_tree = workshop.files({"a": b"1"}), workshop.files({"a": b"2"})
    clone = workshop.commit(new_tree, [workshop.commit(old_tree)])

    clone_mirror(workshop.address, target, limits=LIMITS)

    assert [has_object(target, oid) for oid in (clone, new_tree, old_tree)] == [True, True, False]


def test_an_update_that_goes_back_to_old_folders_has_them(workshop: Workshop, target: Path) -> None:
    old_tree = workshop.tree([("40000", b"deep", workshop.files({"a": b"1"}))])
    first = workshop.commit(old_tree)
    second = workshop.commit(workshop.files({"a": b"2"}), [first])
    clone_mirror(workshop.address, target, limits=LIMITS)
    workshop.commit(old_tree, [second])

    assert update_mirror(workshop.address, target, limits=LIMITS).outcome == "updated"
    assert [(e.path, e.size) for e in read_snapshot(target, limits=LIMITS).entries] == [("deep/a", None)]


def test_an_update_that_goes_another_way_from_an_old_commit_has_its_folders(workshop: Workshop, target: Path) -> None:
    """Where the ways part the server thinks that we have the folders; the newest one is new, one below it is not."""
    old, new = (workshop.tree([("40000", b"deep", workshop.files({"a": text}))]) for text in (b"1", b"2"))
    first = workshop.commit(workshop.tree([("40000", b"src", old)]))
    workshop.commit(workshop.tree([("40000", b"src", new)]), [first])
    clone_mirror(workshop.address, target, limits=LIMITS)
    readme = workshop.blob(b"read me")
    workshop.commit(workshop.tree([("100644", b"README", readme), ("40000", b"src", old)]), [first])

    assert update_mirror(workshop.address, target, limits=LIMITS).outcome == "updated"
    snapshot = read_snapshot(target, limits=LIMITS)
    assert [entry.path for entry in snapshot.entries] == ["README", "src/deep/a"]


def has_object(mirror: Path, oid: str) -> bool:
    """Whether a mirror holds an object."""
    return subprocess.run(["git", f"--git-dir={mirror}", "cat-file", "-e", oid], capture_output=True).returncode == 0


def test_a_tag_on_an_old_commit_is_news(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    workshop.annotated_tag("v1", commit)

    assert update_mirror(workshop.address, target, limits=LIMITS).outcome == "updated"
    assert len(read_history(target, limits=LIMITS, now=2_000_000_000, key=b"k").releases) == 1


def test_a_rewritten_branch_and_a_moved_default_are_followed(workshop: Workshop, target: Path) -> None:
    workshop.commit(workshop.files({"a": b"1"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    rewritten = workshop.commit(workshop.files({"a": b"other"}))
    assert update_mirror(workshop.address, target, limits=LIMITS).commit == rewritten

    moved = workshop.commit(workshop.files({"a": b"trunk"}), branch="trunk")
    (workshop.folder / "HEAD").write_text("ref: refs/heads/trunk\n")

    assert update_mirror(workshop.address, target, limits=LIMITS) == Mirrored("updated", moved, "trunk", ())
    assert read_snapshot(target, limits=LIMITS).branch == "trunk"


def test_a_default_branch_that_does_not_exist_is_replaced(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}), branch="develop")
    workshop.commit(workshop.files({"a": b"2"}), branch="abc")

    assert clone_mirror(workshop.address, target, limits=LIMITS) == Mirrored(
        "cloned", commit, "develop", ("head-missing",)
    )


def test_a_head_that_is_a_bare_commit_is_read(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    (workshop.folder / "HEAD").write_text(f"{commit}\n")

    assert clone_mirror(workshop.address, target, limits=LIMITS) == Mirrored("cloned", commit, "", ("detached",))
    assert read_snapshot(target, limits=LIMITS).branch == ""


def test_an_empty_repository_is_an_ordinary_answer_and_may_fill(
    make_workshop: Callable[..., Workshop], target: Path
) -> None:
    source = make_workshop("later", "sha256")

    mirrored = clone_mirror(source.address, target, limits=LIMITS)

    assert (mirrored.empty, mirrored.notes) == (True, ())
    assert read_remote_head(source.address, limits=LIMITS).empty
    assert read_snapshot(target, limits=LIMITS).state == "empty"
    commit = source.commit(source.files({"a": b"1"}))
    assert update_mirror(source.address, target, limits=LIMITS).commit == commit
    assert read_snapshot(target, limits=LIMITS).object_format == "sha256"


def test_a_shallow_repository_says_so(workshop: Workshop, target: Path) -> None:
    tree = workshop.files({"a": b"1"})
    gone = workshop.commit(tree, branch="")
    commit = workshop.commit(tree, [gone])
    workshop.object_path(gone).unlink()
    (workshop.folder / "shallow").write_text(f"{commit}\n")

    assert clone_mirror(workshop.address, target, limits=LIMITS).notes == ("shallow",)
    assert read_history(target, limits=LIMITS, now=2_000_000_000, key=b"k").left_out == ("shallow",)


def test_a_working_folder_is_read_through_its_own_git_folder(
    make_workshop: Callable[..., Workshop], target: Path
) -> None:
    source = make_workshop("work/.git")
    commit = source.commit(source.files({"a": b"1"}))
    address = check_address(str(source.folder.parent), operator=True)

    assert clone_mirror(address, target, limits=LIMITS).commit == commit


def test_packed_and_loose_references_are_both_read(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}), branch="")
    (workshop.folder / "packed-refs").write_text(f"# pack-refs with: peeled\n{commit} refs/heads/main\n^{commit}\n")
    (workshop.folder / "refs/heads/bad..name").write_text(f"{commit}\n")
    (workshop.folder / "refs/heads/broken").write_text("no id\n")

    assert clone_mirror(workshop.address, target, limits=LIMITS).commit == commit


def test_a_folder_without_a_repository_is_missing(tmp_path: Path, target: Path) -> None:
    with pytest.raises(GitRefused) as refusal:
        clone_mirror(check_address(str(tmp_path / "nothing"), operator=True), target, limits=LIMITS)

    assert refusal.value.code == "missing"


def test_an_update_without_a_mirror_is_refused(workshop: Workshop, target: Path) -> None:
    with pytest.raises(GitRefused) as refusal:
        update_mirror(workshop.address, target, limits=LIMITS)

    assert refusal.value.code == "no-mirror"


def test_git_is_held_to_the_address_that_was_checked() -> None:
    https = check_address("https://example.org/a")

    assert resolve_option(https, "192.0.2.1") == ["http.curloptResolve=example.org:443:192.0.2.1"]
    assert resolve_option(https, "2001:db8::1") == ["http.curloptResolve=example.org:443:[2001:db8::1]"]
    assert resolve_option(https, "") == []
    assert resolve_option(check_address("ssh://example.org/a", operator=True), "192.0.2.1") == []


def test_a_mirror_half_made_by_a_killed_run_is_made_again(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    target.with_name("mirror.half").mkdir()
    (target.with_name("mirror.half") / "objects").write_text("left")

    assert clone_mirror(workshop.address, target, limits=LIMITS).commit == commit


def test_what_a_broken_fetch_leaves_is_removed(workshop: Workshop, target: Path) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    (target / "objects/pack/tmp_pack_left").write_text("left")
    workshop.commit(workshop.files({"a": b"2"}), [first])

    update_mirror(workshop.address, target, limits=LIMITS)

    assert not list((target / "objects/pack").glob("tmp_*"))


def test_a_real_git_makes_a_repository_that_is_read(tmp_path: Path, target: Path) -> None:
    work = tmp_path / "work"
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(work)], check=True)
    (work / "a.txt").write_text("hello\n")
    subprocess.run(["git", "-C", str(work), "add", "."], check=True)
    subprocess.run(["git", "-C", str(work), *who, "commit", "-q", "-m", "first"], check=True)
    subprocess.run(["git", "-C", str(work), "gc", "-q"], check=True)

    clone_mirror(check_address(str(work), operator=True), target, limits=LIMITS)

    assert [entry.path for entry in read_snapshot(target, limits=LIMITS).entries] == ["a.txt"]


def test_a_mirror_split_by_many_updates_is_made_anew(
    workshop: Workshop, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    refresh_mirror(workshop.address, target, limits=LIMITS)
    monkeypatch.setattr("ospolis.engines.gitrepo.mirror._MOST_PACKS", 0)

    assert refresh_mirror(workshop.address, target, limits=LIMITS) == Mirrored("cloned", commit, "main", ())
    assert read_snapshot(target, limits=LIMITS).commit == commit
    assert sorted(path.name for path in target.parent.iterdir()) == ["made.git", "mirror"]


def test_a_repository_that_became_empty_shows_nothing_of_before(workshop: Workshop, target: Path) -> None:
    workshop.commit(workshop.files({"a": b"1"}))
    refresh_mirror(workshop.address, target, limits=LIMITS)
    (workshop.folder / "refs/heads/main").unlink()

    assert refresh_mirror(workshop.address, target, limits=LIMITS) == Mirrored("updated", "", "", ())
    assert read_snapshot(target, limits=LIMITS).state == "empty"

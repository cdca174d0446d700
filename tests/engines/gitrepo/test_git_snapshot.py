"""Listing a commit: kinds, names, limits, damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.gitrepo.repository_workshop import NOON, Workshop
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.paths import decode_path, is_unsafe_path, show_path
from ospolis.engines.gitrepo.refnames import choose_branch, is_safe_ref
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import Entry, LeftOut, Snapshot, read_snapshot

LIMITS = Limits(wall_seconds=20)


def test_a_commit_is_listed_with_kinds_and_sizes(workshop: Workshop) -> None:
    text, link = workshop.blob(b"hello"), workshop.blob(b"/etc/passwd")
    inner = workshop.tree([("100755", b"run.sh", text)])
    module = "1" * 40
    commit = workshop.commit(
        workshop.tree(
            [("120000", b"LICENSE", link), ("100644", b"a", text), ("160000", b"mod", module), ("40000", b"src", inner)]
        )
    )

    assert read_snapshot(workshop.folder, limits=LIMITS) == Snapshot(
        state="whole",
        object_format="sha1",
        commit=commit,
        branch="main",
        committed_at=NOON,
        entries=(
            Entry("LICENSE", "symlink", "120000", link, 11),
            Entry("a", "file", "100644", text, 5),
            Entry("mod", "submodule", "160000", module, None),
            Entry("src/run.sh", "executable", "100755", text, 5),
        ),
    )


def test_an_earlier_commit_may_be_asked_for(workshop: Workshop) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}))
    workshop.commit(workshop.files({"b": b"1"}), [first])

    found = read_snapshot(workshop.folder, limits=LIMITS, commit=first)

    assert (found.commit, found.branch, [entry.path for entry in found.entries]) == (first, "", ["a"])


@pytest.mark.parametrize("commit", ["HEAD", "--help", "1" * 39, "g" * 40, ""])
def test_a_commit_is_named_by_its_whole_id(workshop: Workshop, commit: str) -> None:
    with pytest.raises(GitRefused) as refusal:
        read_snapshot(workshop.folder, limits=LIMITS, commit=commit)

    assert refusal.value.code == "bad-commit"


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GitRefused) as refusal:
        read_snapshot(tmp_path, limits=LIMITS)

    assert refusal.value.code == "missing"


def test_a_sha256_repository_is_listed(make_workshop: Callable[..., Workshop]) -> None:
    source = make_workshop("sha256", "sha256")
    commit = source.commit(source.files({"a": b"1"}))

    found = read_snapshot(source.folder, limits=LIMITS)

    assert (found.object_format, found.commit, found.entries[0].size) == ("sha256", commit, 1)


def test_an_empty_repository_and_one_without_its_branch(workshop: Workshop) -> None:
    assert read_snapshot(workshop.folder, limits=LIMITS) == Snapshot("empty")

    commit = workshop.commit(workshop.files({"a": b"1"}), branch="trunk")
    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert (found.state, found.commit, found.branch) == ("whole", commit, "trunk")
    assert found.left_out == (LeftOut("head-missing", 1, 0, ()),)


def test_a_head_without_a_branch_is_read(workshop: Workshop) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    (workshop.folder / "HEAD").write_text(f"{commit}\n")
    (workshop.folder / "config").unlink()

    assert read_snapshot(workshop.folder, limits=LIMITS).branch == ""


def test_a_damaged_commit_is_an_answer(workshop: Workshop) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    workshop.object_path(commit).write_bytes(b"damage")
    (workshop.folder / "config").unlink()

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert (found.state, found.branch, found.left_out) == ("corrupt", "main", (LeftOut("corrupt", 1, 0, ()),))


def test_a_damaged_folder_gives_what_can_be_read(workshop: Workshop) -> None:
    lost = workshop.files({"x": b"1"})
    workshop.commit(workshop.tree([("100644", b"a", workshop.blob(b"1")), ("40000", b"b", lost)]))
    workshop.object_path(lost).unlink()

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert (found.state, [entry.path for entry in found.entries]) == ("partial", ["a"])
    assert found.left_out == (LeftOut("corrupt", 1, 0, ()),)


def test_contents_that_are_not_here_have_no_size(workshop: Workshop) -> None:
    workshop.commit(workshop.tree([("100644", b"a", "2" * 40)]))

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert (found.state, found.entries[0].size, found.left_out) == ("whole", None, (LeftOut("not-here", 1, 0, ()),))


def test_odd_names_are_kept_without_loss_and_shown_without_harm(workshop: Workshop) -> None:
    blob = workshop.blob(b"1")
    names = [b"a\nb", b"a\tb", b"a\\b", b"a\xff", "b\u202eexe".encode(), "é".encode()]
    workshop.commit(workshop.tree([("100644", name, blob) for name in names]))

    entries = read_snapshot(workshop.folder, limits=LIMITS).entries

    assert [entry.path.encode("utf-8", "surrogateescape") for entry in entries] == names
    assert [entry.shown for entry in entries] == [
        r"a\u000ab",
        r"a\u0009b",
        r"a\\b",
        r"a\xff",
        r"b\u202eexe",
        "é",
    ]


def test_names_that_lead_out_of_a_folder_are_left_out(workshop: Workshop) -> None:
    blob = workshop.blob(b"1")
    inner = workshop.tree([("100644", b"x", blob)])
    lines = [("40000", name, inner) for name in (b"..", b".", b".git", b".GIT", b"ok")]
    workshop.commit(workshop.tree([*lines, ("100644", b"/etc/passwd", blob), ("100644", b"a//b", blob)]))

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert [entry.path for entry in found.entries] == ["ok/x"]
    assert found.left_out == (LeftOut("unsafe-path", 6, 0, ("../x", "./x", ".git/x", ".GIT/x", "/etc/passwd", "a//b")),)


def test_a_name_that_stands_twice_is_listed_once(workshop: Workshop) -> None:
    first, second = workshop.blob(b"1"), workshop.blob(b"2")
    workshop.commit(workshop.tree([("100644", b"a", first), ("100644", b"a", second)]))

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert [entry.oid for entry in found.entries] == [first]
    assert found.left_out == (LeftOut("twice", 1, 0, ("a",)),)


def test_long_and_deep_paths_are_left_out(workshop: Workshop) -> None:
    blob = workshop.blob(b"1")
    deep = workshop.tree([("100644", b"f", blob)])
    for _ in range(256):
        deep = workshop.tree([("40000", b"d", deep)])
    workshop.commit(
        workshop.tree([("40000", b"d", deep), ("100644", b"x" * 4_097, blob), ("100644", b"y" * 4_096, blob)])
    )

    found = read_snapshot(workshop.folder, limits=LIMITS)

    assert [len(entry.path) for entry in found.entries] == [4_096]
    assert found.left_out == (
        LeftOut("path-bytes", 1, 4_096, ("x" * 200,)),
        LeftOut("path-depth", 1, 256, (("d/" * 257 + "f")[:200],)),
    )


@pytest.mark.parametrize("files", [True, False])
def test_a_tree_bomb_ends_at_the_entry_limit(workshop: Workshop, files: bool) -> None:
    # 12 trees, ten folders each: 10^11 paths, or none at all
    workshop.commit(workshop.bomb(11, 10, [("100644", b"f", workshop.blob(b"1"))] if files else []))

    found = read_snapshot(workshop.folder, limits=replace(LIMITS, entries=1_000))

    # folders are counted apart, up to the same limit: 893 files stand below the first 1,000 folders
    assert (found.state, len(found.entries)) == ("partial", 893 if files else 0)
    assert found.left_out == (LeftOut("entries", 1, 1_000, ()),)


def test_many_files_end_at_the_entry_limit(workshop: Workshop) -> None:
    blob = workshop.blob(b"1")
    workshop.commit(workshop.tree([("100644", b"f%04d" % number, blob) for number in range(1_001)]))

    found = read_snapshot(workshop.folder, limits=replace(LIMITS, entries=1_000))

    assert (found.state, len(found.entries), found.left_out) == ("partial", 1_000, (LeftOut("entries", 1, 1_000, ()),))


def test_a_folder_entry_without_a_name_is_damage(workshop: Workshop) -> None:
    workshop.commit(workshop.tree([("40000", b"", workshop.files({"x": b"1"}))]))

    assert read_snapshot(workshop.folder, limits=LIMITS).left_out == (LeftOut("corrupt", 1, 0, ()),)


def test_a_listing_above_its_size_is_cut(workshop: Workshop) -> None:
    workshop.commit(workshop.bomb(6, 10, [("100644", b"f", workshop.blob(b"1"))]))

    found = read_snapshot(workshop.folder, limits=replace(LIMITS, listing_bytes=2_000_000))

    assert found.state == "partial"
    assert [(left.code, left.limit) for left in found.left_out] == [("listing-bytes", 2_000_000)]


def test_time_that_runs_out_is_an_answer(workshop: Workshop, hang_git: Callable[[str], None]) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    hang_git("ls-tree")

    found = read_snapshot(workshop.folder, limits=replace(LIMITS, wall_seconds=1), commit=commit)

    assert (found.state, found.commit, found.left_out) == ("partial", commit, (LeftOut("wall-limit", 1, 1, ()),))


def test_time_that_runs_out_at_the_commit_is_an_answer(workshop: Workshop, hang_git: Callable[[str], None]) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    hang_git("log")

    found = read_snapshot(workshop.folder, limits=replace(LIMITS, wall_seconds=0), commit=commit)

    assert (found.state, found.left_out) == ("corrupt", (LeftOut("wall-limit", 1, 0, ()),))


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=12), st.binary(min_size=1, max_size=12))
def test_shown_paths_are_printable_and_differ_where_paths_differ(left: bytes, right: bytes) -> None:
    shown = show_path(decode_path(left)), show_path(decode_path(right))

    assert all(text.isprintable() for text in shown)
    assert (shown[0] == shown[1]) == (left == right)


def test_letters_outside_the_first_plane_are_shown_by_number() -> None:
    assert show_path("a\U000e0001") == r"a\U000e0001"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", ".", "..", ".git", ".gIt", "a", "a.b", "git", ".github"]), min_size=1, max_size=4))
def test_a_path_is_unsafe_when_one_part_is(parts: list[str]) -> None:
    assert is_unsafe_path("/".join(parts)) == any(part.lower() in ("", ".", "..", ".git") for part in parts)


@pytest.mark.parametrize("name", [b"refs/heads/main", b"refs/tags/v1.0", b"refs/heads/a/b-c", "refs/heads/é".encode()])
def test_plain_references_are_taken(name: bytes) -> None:
    assert is_safe_ref(name)


@pytest.mark.parametrize(
    "name",
    [b"HEAD", b"refs/heads/", b"refs/heads/a..b", b"refs/heads/a b", b"refs/heads/a:b", b"refs/heads/.a",
     b"refs/heads/a/.b", b"refs/heads/a.lock", b"refs/heads/a.lock/b", b"refs/heads/a@{b", b"refs/heads/a/",
     b"refs/heads/a.", b"refs/heads/a//b", b"refs/heads/a\x00", b"refs/notes/x", b"refs/heads/" + b"a" * 1_100],
)  # fmt: skip
def test_odd_references_are_not(name: bytes) -> None:
    assert not is_safe_ref(name)


def test_the_stand_in_for_a_missing_default_branch() -> None:
    assert choose_branch(["b", "master", "main"]) == "main"
    assert choose_branch(["b", "a"]) == "a"
    assert choose_branch([]) == ""

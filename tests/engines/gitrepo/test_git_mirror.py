"""Mirrors: cloned, updated, unchanged; empty, shallow, damaged, hostile."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.blobfetch import BlobFetch, fetch_blobs
from ospolis.engines.gitrepo.blobs import Blob, read_blobs
from ospolis.engines.gitrepo.history import read_history
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import (
    Mirrored,
    clone_mirror,
    read_remote_head,
    refresh_mirror,
    resolve_option,
    update_mirror,
)
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.sizes import measure_blobs
from ospolis.engines.gitrepo.snapshot import read_snapshot

LIMITS = Limits(wall_seconds=20)

OUR_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


def refuse_clone(source: Workshop, target: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(GitRefused) as refusal:
        clone_mirror(source.address, target, limits=limits)
    assert not target.exists()
    return refusal.value.code


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


def test_wanted_contents_are_fetched_once(workshop: Workshop, target: Path) -> None:
    workshop.commit(workshop.files({"a": b"aaa", "b": b"bb"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    oids = [entry.oid for entry in read_snapshot(target, limits=LIMITS).entries]

    assert fetch_blobs(workshop.address, target, oids, limits=LIMITS) == BlobFetch(2, {})
    assert fetch_blobs(workshop.address, target, oids, limits=LIMITS) == BlobFetch(0, {})
    assert (target / "config").read_text() == OUR_CONFIG
    assert measure_blobs(target, oids, limits=LIMITS) == {oids[0]: 3, oids[1]: 2}


def test_an_update_brings_new_commits_and_a_second_one_nothing(workshop: Workshop, target: Path) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}))
    assert refresh_mirror(workshop.address, target, limits=LIMITS).outcome == "cloned"
    second = workshop.commit(workshop.files({"a": b"2"}), [first])

    assert refresh_mirror(workshop.address, target, limits=LIMITS) == Mirrored("updated", second, "main", ())
    assert update_mirror(workshop.address, target, limits=LIMITS) == Mirrored("unchanged", second, "main", ())
    assert read_snapshot(target, limits=LIMITS).commit == second


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


def test_a_strange_head_and_odd_files_are_read_as_nothing(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    (workshop.folder / "HEAD").write_text("ref: ../../etc/passwd\n")
    os.mkfifo(workshop.folder / "packed-refs")
    (workshop.folder / "shallow").symlink_to("/etc/passwd")

    assert clone_mirror(workshop.address, target, limits=LIMITS) == Mirrored("cloned", commit, "main", ())


def test_too_many_references_are_refused(workshop: Workshop, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))
    for number in range(5):
        workshop.lightweight_tag(f"v{number}", commit)

    assert refuse_clone(workshop, target, replace(LIMITS, refs=5)) == "too-many-refs"


def test_a_listing_that_never_ends_is_refused(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    workshop.commit(workshop.files({"a": b"1"}))
    monkeypatch.setattr("ospolis.engines.gitrepo.mirror._LISTING_BYTES", 10)

    assert refuse_clone(workshop, target) == "too-many-refs"


def test_a_folder_without_a_repository_is_missing(tmp_path: Path, target: Path) -> None:
    with pytest.raises(GitRefused) as refusal:
        clone_mirror(check_address(str(tmp_path / "nothing"), operator=True), target, limits=LIMITS)

    assert refusal.value.code == "missing"


def test_an_update_without_a_mirror_is_refused(workshop: Workshop, target: Path) -> None:
    with pytest.raises(GitRefused) as refusal:
        update_mirror(workshop.address, target, limits=LIMITS)

    assert refusal.value.code == "no-mirror"


@pytest.mark.parametrize("name", ["commondir", "objects/info/alternates", "objects/info/http-alternates", "reftable"])
def test_a_repository_that_borrows_from_another_folder_is_refused(workshop: Workshop, target: Path, name: str) -> None:
    workshop.commit(workshop.files({"a": b"1"}))
    (workshop.folder / name).parent.mkdir(exist_ok=True)
    (workshop.folder / name).write_text("/srv/other-tenant\n")

    assert refuse_clone(workshop, target) == "leads-elsewhere"


def test_links_that_lead_out_of_a_repository_are_refused(
    make_workshop: Callable[..., Workshop], target: Path, tmp_path: Path
) -> None:
    secret = make_workshop("secret")
    secret.commit(secret.files({"password": b"1"}))

    pack = make_workshop("pack")
    (pack.folder / "objects/pack/pack-1.pack").symlink_to("/etc/passwd")
    folder = make_workshop("folder")
    (folder.folder / "objects/ab").symlink_to(secret.folder / "objects")
    whole = make_workshop("whole")
    (whole.folder / "objects").rename(whole.folder / "kept")
    (whole.folder / "objects").symlink_to(secret.folder / "objects")
    linked = make_workshop("linked/inner")
    (linked.folder.parent / ".git").symlink_to(secret.folder)
    linked.folder = linked.folder.parent
    filed = make_workshop("filed/inner")
    (filed.folder.parent / ".git").write_text(f"gitdir: {secret.folder}\n")
    filed.folder = filed.folder.parent

    found = [refuse_clone(source, target) for source in (pack, folder, whole, linked, filed)]

    assert found == ["leads-elsewhere"] * 5


def test_programs_named_in_a_received_repository_never_run(workshop: Workshop, target: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {canary}\n")
    program.chmod(0o755)
    lost = workshop.blob(b"lost")
    tree = workshop.tree([("100644", b".gitattributes", workshop.blob(b"* filter=x diff=x\n")), ("100644", b"z", lost)])
    commit = workshop.commit(tree)
    workshop.object_path(lost).unlink()
    (workshop.folder / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "pre-upload", "post-index-change", "fsmonitor-watchman"):
        (workshop.folder / "hooks" / hook).symlink_to(program)
    (workshop.folder / "config").write_text(
        f"[core]\n\tbare = true\n\tfsmonitor = {program}\n\tsshCommand = {program}\n\thooksPath = {tmp_path}\n"
        f"\tgitProxy = {program}\n\tpager = {program}\n\talternateRefsCommand = {program}\n"
        f'[diff]\n\texternal = {program}\n[filter "x"]\n\tsmudge = {program}\n\tclean = {program}\n'
        f"[uploadpack]\n\tpackObjectsHook = {program}\n[include]\n\tpath = /etc/passwd\n"
        f'[extensions]\n\tpartialClone = evil\n[remote "evil"]\n\tpromisor = true\n\turl = {tmp_path}\n'
        f"\tuploadpack = {program}\n\tvcs = x\n"
    )

    mirrored = clone_mirror(workshop.address, target, limits=LIMITS)
    fetched = fetch_blobs(workshop.address, target, [lost], limits=LIMITS)
    found = read_snapshot(target, limits=LIMITS)
    blobs = list(read_blobs(target, [(lost, 100)], limits=LIMITS))

    assert mirrored.commit == commit
    assert list(fetched.left_out) == [lost]
    assert [(entry.path, entry.size) for entry in found.entries] == [(".gitattributes", None), ("z", None)]
    assert blobs == [Blob(lost, None, "missing")]
    assert not canary.exists()


def test_a_forged_replacement_is_not_believed(workshop: Workshop, target: Path) -> None:
    true, forged = workshop.blob(b"GPL"), workshop.blob(b"MIT")
    workshop.commit(workshop.tree([("100644", b"LICENSE", true)]))
    (workshop.folder / "refs/replace").mkdir()
    (workshop.folder / "refs/replace" / true).write_text(f"{forged}\n")
    clone_mirror(workshop.address, target, limits=LIMITS)
    fetch_blobs(workshop.address, target, [true], limits=LIMITS)

    assert list(read_blobs(target, [(true, 100)], limits=LIMITS)) == [Blob(true, b"GPL", "")]
    assert list(read_blobs(workshop.folder, [(true, 100)], limits=LIMITS)) == [Blob(true, b"GPL", "")]


def test_malformed_trees_are_refused_when_they_are_fetched(
    make_workshop: Callable[..., Workshop], target: Path
) -> None:
    codes = []
    for number, name in enumerate((b"..", b".git", b".GIT", b"a/b", b".git ")):
        source = make_workshop(f"bad{number}")
        source.commit(source.tree([("40000", name, source.files({"config": b"x"}))]))
        codes.append(refuse_clone(source, target))

    assert codes == ["malformed"] * 5


def test_a_damaged_repository_is_refused(workshop: Workshop, target: Path) -> None:
    tree = workshop.files({"a": b"1"})
    workshop.commit(tree)
    workshop.object_path(tree).unlink()

    assert refuse_clone(workshop, target) == "corrupt"


def test_a_repository_above_the_size_limit_is_refused(
    workshop: Workshop, target: Path, noise: Callable[[int], bytes]
) -> None:
    workshop.commit(workshop.files({noise(60_000).hex()[:60_000] + "x": b"1"}))

    assert refuse_clone(workshop, target, replace(LIMITS, pack_bytes=10_000)) == "pack-size"


def test_a_batch_above_the_limit_is_halved_until_the_culprit_is_known(
    workshop: Workshop, target: Path, noise: Callable[[int], bytes]
) -> None:
    workshop.commit(workshop.files({"a": b"a", "b": b"b", "big": noise(200_000), "d": b"d"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    oids = {entry.path: entry.oid for entry in read_snapshot(target, limits=LIMITS).entries}
    low = replace(LIMITS, pack_bytes=50_000)

    # asked as {a b big d}, {a b}, {big d}, {big}, {d}: five times
    assert fetch_blobs(workshop.address, target, oids.values(), limits=low) == BlobFetch(4, {oids["big"]: "pack-size"})
    assert sorted(measure_blobs(target, oids.values(), limits=LIMITS).values()) == [1, 1, 1]


def test_halving_ends_when_too_many_attempts_were_made(
    workshop: Workshop, target: Path, noise: Callable[[int], bytes]
) -> None:
    workshop.commit(workshop.files({"big": noise(200_000), "small": b"s"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    oids = {entry.path: entry.oid for entry in read_snapshot(target, limits=LIMITS).entries}
    low = replace(LIMITS, pack_bytes=50_000, fetch_attempts=1)

    assert fetch_blobs(workshop.address, target, oids.values(), limits=low) == BlobFetch(
        2, dict.fromkeys(oids.values(), "fetch-attempts")
    )


def test_a_repository_that_went_away_ends_a_fetch(workshop: Workshop, target: Path) -> None:
    workshop.commit(workshop.files({"a": b"1"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    gone = check_address("https://127.0.0.1:1/gone.git")

    for ask in (
        lambda: fetch_blobs(gone, target, ["0" * 40], limits=LIMITS, resolve_to="127.0.0.1"),
        lambda: read_remote_head(gone, limits=LIMITS),
    ):
        with pytest.raises(GitRefused) as refusal:
            ask()
        assert refusal.value.code == "unreachable"


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


@pytest.fixture
def served(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Address:
    """The repository behind a real upload-pack, reached by a program called ssh that stays on this machine."""
    programs = tmp_path / "programs"
    programs.mkdir()
    ssh = programs / "ssh"
    ssh.write_text('#!/bin/sh\nfor last in "$@"; do :; done\neval "$last"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with (workshop.folder / "config").open("a") as config:
        config.write("[uploadpack]\n\tallowFilter = true\n")
    return check_address(f"ssh://git@code.example.org{workshop.folder}", operator=True)


def test_a_repository_behind_a_server_is_mirrored(workshop: Workshop, served: Address, target: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}))

    assert clone_mirror(served, target, limits=LIMITS) == Mirrored("cloned", commit, "main", ())
    assert [entry.size for entry in read_snapshot(target, limits=LIMITS).entries] == [None]
    assert update_mirror(served, target, limits=LIMITS).outcome == "unchanged"


@pytest.mark.parametrize("others", [{}, {"b": b"bb", "c": b"ccc"}])
def test_what_a_server_lacks_is_named_and_the_rest_is_fetched(
    workshop: Workshop, served: Address, target: Path, others: dict[str, bytes]
) -> None:
    workshop.commit(workshop.files({"lost": b"lost", **others}))
    clone_mirror(served, target, limits=LIMITS)
    oids = {entry.path: entry.oid for entry in read_snapshot(target, limits=LIMITS).entries}
    workshop.object_path(oids["lost"]).unlink()

    fetched = fetch_blobs(served, target, oids.values(), limits=LIMITS)

    assert fetched == BlobFetch(1 + len(others), {oids["lost"]: "missing"})
    assert sorted(measure_blobs(target, oids.values(), limits=LIMITS).values()) == [
        len(text) for text in others.values()
    ]


def test_nothing_of_a_mirror_reaches_its_server(
    workshop: Workshop, served: Address, target: Path, tmp_path: Path
) -> None:
    workshop.commit(workshop.files({"a": b"1", ".mailmap": b"x <a@b>\n"}))
    clone_mirror(served, target, limits=LIMITS)
    canary = tmp_path / "canary"
    (tmp_path / "programs/ssh").write_text(f"#!/bin/sh\ntouch {canary}\n")

    snapshot = read_snapshot(target, limits=LIMITS)
    blobs = list(read_blobs(target, [(entry.oid, 9) for entry in snapshot.entries], limits=LIMITS))
    read_history(target, limits=LIMITS, now=2_000_000_000, key=b"k")

    assert {blob.left_out for blob in blobs} == {"missing"}
    assert not canary.exists()

"""Repositories made to do harm: nothing runs, nothing outside is read, every answer is a plain one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import LIMITS, Workshop, refuse_clone
from ospolis.engines.gitrepo.blobfetch import fetch_blobs
from ospolis.engines.gitrepo.blobs import Blob, read_blobs
from ospolis.engines.gitrepo.mirror import (
    Mirrored,
    clone_mirror,
)
from ospolis.engines.gitrepo.snapshot import read_snapshot


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


def test_a_pack_that_was_cut_short_is_damage(workshop: Workshop, target: Path, noise: Callable[[int], bytes]) -> None:
    workshop.commit(workshop.files({"a": noise(50_000), "b": noise(9_000)}))
    subprocess.run(["git", "--git-dir", str(workshop.folder), "gc", "-q"], check=True)
    (pack,) = (workshop.folder / "objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:200])

    assert refuse_clone(workshop, target) == "corrupt"
    assert read_snapshot(workshop.folder, limits=LIMITS).state == "corrupt"

"""Contents fetched when they are wanted, from folders and from servers."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import LIMITS, OUR_CONFIG, Workshop
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.blobfetch import BlobFetch, _Source, fetch_blobs
from ospolis.engines.gitrepo.blobs import read_blobs
from ospolis.engines.gitrepo.command import Ending
from ospolis.engines.gitrepo.history import read_history
from ospolis.engines.gitrepo.mirror import (
    Mirrored,
    clone_mirror,
    read_remote_head,
    update_mirror,
)
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.sizes import measure_blobs
from ospolis.engines.gitrepo.snapshot import read_snapshot


def test_wanted_contents_are_fetched_once(workshop: Workshop, target: Path) -> None:
    workshop.commit(workshop.files({"a": b"aaa", "b": b"bb"}))
    clone_mirror(workshop.address, target, limits=LIMITS)
    oids = [entry.oid for entry in read_snapshot(target, limits=LIMITS).entries]

    assert fetch_blobs(workshop.address, target, oids, limits=LIMITS) == BlobFetch(2, {})
    assert fetch_blobs(workshop.address, target, oids, limits=LIMITS) == BlobFetch(0, {})
    assert (target / "config").read_text() == OUR_CONFIG
    assert measure_blobs(target, oids, limits=LIMITS) == {oids[0]: 3, oids[1]: 2}


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


def test_a_server_that_hangs_up_without_a_word_is_asked_once_more_for_each_content(
    served: Address, target: Path
) -> None:
    asked = []

    class Silent(_Source):
        def _ask(self, batch: list[str]) -> Ending:
            asked.append(batch)
            return Ending(128, "", late=False)

    left_out: dict[str, str] = {}
    Silent(str(target), served, target, LIMITS, "").fetch(["a" * 40, "b" * 40], left_out)

    assert asked == [["a" * 40, "b" * 40], ["a" * 40], ["a" * 40], ["b" * 40], ["b" * 40]]
    assert left_out == {"a" * 40: "git-failed", "b" * 40: "git-failed"}


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

"""Reading contents: in order, within caps, past damage."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop
from ospolis.engines.gitrepo import blobs
from ospolis.engines.gitrepo.blobs import Blob, read_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.sizes import measure_blobs

LIMITS = Limits(wall_seconds=20)
NOWHERE = "3" * 40


def test_contents_come_in_the_order_asked_for(workshop: Workshop) -> None:
    first, empty, second = workshop.blob(b"one\n"), workshop.blob(b""), workshop.blob(b"two\0\n")
    tree = workshop.files({"a": b"x"})

    found = list(read_blobs(workshop.folder, [(o, 9) for o in (second, NOWHERE, tree, empty, first)], limits=LIMITS))

    assert found == [
        Blob(second, b"two\0\n", ""),
        Blob(NOWHERE, None, "missing"),
        Blob(tree, None, "not-a-blob"),
        Blob(empty, b"", ""),
        Blob(first, b"one\n", ""),
    ]


def test_nothing_asked_starts_nothing(workshop: Workshop) -> None:
    assert list(read_blobs(workshop.folder, [], limits=LIMITS)) == []
    assert measure_blobs(workshop.folder, [], limits=LIMITS) == {}


def test_a_content_above_its_cap_is_passed_over(workshop: Workshop) -> None:
    bomb, small = workshop.blob(b"\0" * 8_000_000), workshop.blob(b"small")

    assert list(read_blobs(workshop.folder, [(bomb, 1_000), (small, 5)], limits=LIMITS)) == [
        Blob(bomb, None, "blob-size"),
        Blob(small, b"small", ""),
    ]
    assert measure_blobs(workshop.folder, [bomb], limits=LIMITS) == {bomb: 8_000_000}


def damage(workshop: Workshop, size: int) -> str:
    """A content whose header is right and whose body ends early."""
    oid = workshop.blob(b"a" * size)
    path = workshop.object_path(oid)
    whole = zlib.compressobj(0)
    path.write_bytes(whole.compress(f"blob {size}\0".encode() + b"a" * (size // 2)) + whole.flush(zlib.Z_FULL_FLUSH))
    return oid


@pytest.mark.parametrize("size", [1_000, 3_000_000])
def test_reading_goes_on_after_a_damaged_content(workshop: Workshop, size: int) -> None:
    bad = damage(workshop, size)
    before, after = workshop.blob(b"before"), workshop.blob(b"after")

    assert list(read_blobs(workshop.folder, [(before, 9), (bad, size), (after, 9)], limits=LIMITS)) == [
        Blob(before, b"before", ""),
        Blob(bad, None, "corrupt"),
        Blob(after, b"after", ""),
    ]
    assert list(read_blobs(workshop.folder, [(bad, 10), (after, 9)], limits=LIMITS))[1] == Blob(after, b"after", "")


def test_damage_everywhere_does_not_start_git_without_end(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [damage(workshop, 1_000 + number) for number in range(5)]
    monkeypatch.setattr(blobs, "_RESTARTS", 2)

    assert list(read_blobs(workshop.folder, [(oid, 9_999) for oid in bad], limits=LIMITS)) == [
        Blob(oid, None, "corrupt") for oid in bad
    ]


def test_long_lists_are_read_by_several_processes(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    oids = [workshop.blob(b"%d" % number) for number in range(5)]
    monkeypatch.setattr(blobs, "_RUN", 2)

    found = read_blobs(workshop.folder, [(oid, 9) for oid in oids], limits=LIMITS)

    assert [blob.content for blob in found] == [b"0", b"1", b"2", b"3", b"4"]


def test_time_that_runs_out_leaves_the_rest_out(workshop: Workshop, hang_git: Callable[[str], None]) -> None:
    oids = [workshop.blob(b"%d" % number) for number in range(3)]
    hang_git("cat-file")

    found = list(read_blobs(workshop.folder, [(oid, 9) for oid in oids], limits=replace(LIMITS, wall_seconds=0)))

    assert found == [Blob(oid, None, "wall-limit") for oid in oids]


def test_a_name_that_is_no_id_is_missing(workshop: Workshop) -> None:
    assert list(read_blobs(workshop.folder, [("nonsense", 9)], limits=LIMITS)) == [Blob("nonsense", None, "missing")]


def test_damaged_contents_have_no_size(workshop: Workshop) -> None:
    bad, good = workshop.blob(b"bad"), workshop.blob(b"good")
    workshop.object_path(bad).write_bytes(b"damage")

    assert measure_blobs(workshop.folder, [bad, good, NOWHERE, good], limits=LIMITS) == {good: 4}


def test_a_folder_that_is_no_repository_has_no_sizes(tmp_path: Path) -> None:
    assert measure_blobs(tmp_path, [NOWHERE], limits=LIMITS) == {}

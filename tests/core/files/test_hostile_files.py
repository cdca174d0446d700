"""What may not come in: the corpus of archives, workbooks, pictures and texts, each with its answer."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.hostile import ARCHIVES, WORKBOOKS, packed
from ospolis.core.files.archives import BadArchive, ends_as_archive, walk_archive
from ospolis.core.files.choices import Fault
from ospolis.core.files.inspection import find_fault, inspect_content, write_order
from ospolis.core.files.recognition import XLSX
from ospolis.core.limits import ARCHIVE

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)


def jpeg(width: int, height: int, before: bytes = b"\xff\xe0\x00\x04ab") -> bytes:
    return b"\xff\xd8" + before + b"\xff\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\3" * 10


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_get_the_answer_of_the_corpus(name: str) -> None:
    make, fault = ARCHIVES[name]

    assert find_fault("given.zip", "application/zip", make()) == fault


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_get_the_answer_of_the_corpus(name: str) -> None:
    make, fault = WORKBOOKS[name]

    assert find_fault("given.xlsx", XLSX, make()) == fault


@pytest.mark.parametrize(
    ("name", "media_type", "content", "fault"),
    [
        ("a.png", "image/png", PNG, ""),
        ("a.png", "image/png", PNG[:20], "damaged"),
        ("a.png", "image/png", PNG[:16] + struct.pack(">II", 100_000, 100_000), "picture-large"),
        ("a.png", "image/png", PNG[:16] + struct.pack(">II", 0, 9), "damaged"),
        ("a.png", "image/png", PNG + b"\0" * 5_000_000, "too-large"),
        ("a.png", "image/png", PNG + packed(("a", b"a")), "two-kinds"),
        ("a.jpg", "image/jpeg", jpeg(640, 480), ""),
        ("a.jpg", "image/jpeg", jpeg(640, 480, b"\xff\x01\xff\xd0"), ""),
        ("a.jpg", "image/jpeg", jpeg(60_000, 60_000), "picture-large"),
        ("a.jpg", "image/jpeg", jpeg(640, 480)[:12], "damaged"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x01", "damaged"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xda\x00\x01", "damaged"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x02", "damaged"),
        ("a.csv", "text/csv", b"a,b\n1,2\n", ""),
        ("a.csv", "text/csv", b"a,b\n" + b"x" * 70_000 + b"\0", "not-text"),
        ("a.csv", "text/csv", b"a,b\n" + b"x" * 70_000 + b"\xff", "not-text"),
        ("a.csv", "text/csv", b"a,b\n" + b"x" * 70_000 + b"\xc3", "not-text"),
        ("a.yml", "application/yaml", b"a: b\n" * 60_000, "too-large"),
        ("a.csv", "text/csv", b"%PDF-1.7", "other-type"),
        ("a.pdf", "application/pdf", b"%PDF-1.7 \0\xff anything", ""),
        ("a.pdf", "application/pdf", b"%PDF-1.7 " + packed(("a", b"a")), "two-kinds"),
        ("a.pdf", "application/pdf", b"%PDF-1.7 ".ljust(257) + b"ustar", "two-kinds"),
    ],
)
def test_other_kinds_are_held_to_their_rules(name: str, media_type: str, content: bytes, fault: str) -> None:
    assert find_fault(name, media_type, content) == fault


def test_every_answer_of_the_box_is_a_fault_with_words() -> None:
    told = {fault for _, fault in [*ARCHIVES.values(), *WORKBOOKS.values()] if fault}

    assert told <= {fault.value for fault in Fault}
    assert all(str(fault.label).endswith(".") for fault in Fault)


def test_an_order_comes_through_whole() -> None:
    order = write_order("a\nb.csv", "text/csv", b"a\nb\n")

    assert list(inspect_content(order)) == [{"fault": ""}]
    assert json.loads(order.partition(b"\n")[0]) == {"name": "a\nb.csv", "type": "text/csv"}


def test_a_bomb_costs_no_memory() -> None:
    bomb = ARCHIVES["a bomb that lies"][0]()
    tracemalloc.start()
    with pytest.raises(BadArchive):
        walk_archive(bomb, ARCHIVE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000


@given(st.data())
def test_any_change_of_an_archive_is_answered_and_never_let_through_changed(data: st.DataObject) -> None:
    content = bytearray(packed(("read.txt", b"hello" * 20), ("b.csv", b"a,b\n")))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    fault = find_fault("a.zip", "application/zip", bytes(content))

    assert fault == "" or Fault(fault)
    if not fault:
        assert zipfile.ZipFile(io.BytesIO(bytes(content))).testzip() is None


@given(st.binary(max_size=200), st.sampled_from(["image/png", "image/jpeg", "application/zip", XLSX]))
def test_any_bytes_are_answered(rest: bytes, media_type: str) -> None:
    head, name = {
        "image/png": (b"\x89PNG\r\n\x1a\n", "a.png"), "image/jpeg": (b"\xff\xd8\xff", "a.jpg"),
        "application/zip": (b"PK\x03\x04", "a.zip"), XLSX: (b"PK\x03\x04", "a.xlsx"),
    }[media_type]  # fmt: skip

    assert Fault(find_fault(name, media_type, head + rest) or "damaged")
    assert not ends_as_archive(rest[:10])

"""The store: whole or absent, once, under its digest."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ospolis.core.access.viewer import Viewer
from ospolis.core.files.content import ContentStore, TooLarge, portions_of
from ospolis.core.files.models import StoredFile
from ospolis.core.files.recognition import media_type_of, recognised_type, safe_name
from ospolis.core.files.services import NotRecognised, content_store, store_file
from ospolis.core.journal.models import Entry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_equal_contents_are_kept_once_and_read_back(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "files")
    first = store.add([b"he", b"llo"], limit=5)
    second = store.add([b"hello"], limit=5)

    assert first == second
    assert (first.digest, first.size) == (hashlib.sha256(b"hello").hexdigest(), 5)
    assert list(store.digests()) == [first.digest]
    with store.open(first.digest) as file:
        assert list(portions_of(file)) == [b"hello"]
    assert store.holds(first.digest) and store.verify(first.digest)
    assert oct(store.path(first.digest).stat().st_mode & 0o777) == "0o600"


def test_a_stream_beyond_its_limit_leaves_nothing(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "files")
    with pytest.raises(TooLarge, match="larger than 5 bytes"):
        store.add(iter([b"hello", b"!"]), limit=5)

    assert list((tmp_path / "files").rglob("*")) == []


def test_a_content_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "files")
    content = store.add([b"hello"], limit=5)
    store.path(content.digest).write_bytes(b"meddled")
    store.add([b"hello"], limit=5)

    assert store.path(content.digest).read_bytes() == b"meddled"
    assert not store.verify(content.digest)


@pytest.mark.parametrize("digest", ["", "../../etc/hostname", "0" * 63, "0" * 64 + "/", "0" * 63 + "G"])
def test_only_digests_open_anything(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        ContentStore(tmp_path).open(digest)


def test_the_same_content_may_come_from_many_at_once(tmp_path: Path) -> None:
    store = ContentStore(tmp_path / "files")
    threads = [threading.Thread(target=store.add, args=([b"x" * 100_000],), kwargs={"limit": 10**6}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (digest,) = store.digests()
    assert store.verify(digest)
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"a,b\n1,2\n", "x.csv", "text/csv"),
        (b'{"a": 1}', "x.JSON", "application/json"),
        (b"\xef\xbb\xbf[1]", "x.json", "application/json"),
        (b"publiccodeYmlVersion: 0", "publiccode.yml", "application/yaml"),
        (b"<?xml version='1.0'?>", "bom.xml", "text/xml"),
        (b"PK\x03\x04rest", "x.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"%PDF-1.7", "x.pdf", "application/pdf"),
        (b"%PDF-1.7", "x.png", None),
        (b"MZ\x90", "x.pdf", None),
        (b"<script>", "x.xml", None),
        (b"<svg xmlns=", "x.svg", None),
        (b"a\x00b", "x.txt", None),
        (b"\xff\xfea", "x.txt", None),
        (b"text", "noextension", None),
    ],
)
def test_a_kind_is_accepted_when_content_and_extension_agree(head: bytes, name: str, found: str | None) -> None:
    assert recognised_type(head, name) == found


def test_archives_are_known_by_their_content() -> None:
    assert media_type_of(b"\x00" * 257 + b"ustar\x00") == "application/x-tar"
    assert media_type_of(b"\x1f\x8b\x08") == "application/gzip"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.csv", "report.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.json", "x.json"),
        (".htaccess", "htaccess"),
        ("a\r\nb: c.csv", "a_b_ c.csv"),
        ("e\u0301tat.csv", "état.csv"),
        ("\u202excod.exe", "_xcod.exe"),
        ("con.txt", "file_con.txt"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.django_db
def test_a_file_that_is_given_gets_a_row_and_an_entry(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    row = store_file(name="a/b.csv", portions=[b"x,y\n"], realm="taluma", actor=Viewer(pk=3), at=NOON)

    assert (row.name, row.original_name, row.media_type, row.size) == ("b.csv", "a/b.csv", "text/csv", 4)
    assert content_store().holds(row.digest)
    entry = Entry.objects.get()
    assert (entry.verb, entry.realm, entry.references["digest"]) == ("core.file_stored", "taluma", row.digest)


@pytest.mark.django_db
def test_a_file_whose_content_does_not_fit_its_name_is_refused(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(NotRecognised):
        store_file(name="x.png", portions=[b"%PDF-1"], realm="taluma", actor=Viewer(pk=3), at=NOON)

    assert StoredFile.objects.count() == 0

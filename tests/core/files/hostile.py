"""Archives and workbooks, honest and hostile, built byte by byte where no program would make them."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

TYPES = "[Content_Types].xml"
SHEET_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{}"/>'
    "</Types>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"'
    ' TargetMode="{}"/></Relationships>'
)


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def streamed(name: str, content: bytes) -> bytes:
    """An archive that was written to a pipe: sizes stand behind the member."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.out = b""

        def writable(self) -> bool:
            return True

        def write(self, portion) -> int:
            self.out += bytes(portion)
            return len(portion)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return pipe.out


def moded(name: str, content: bytes, mode: int) -> bytes:
    """An archive with one member of a mode."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.create_system = 3
        archive.writestr(info, content)
    return out.getvalue()


def changed(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """The archive with some bytes of its first record of a kind replaced."""
    at = content.index(mark) + offset
    return content[:at] + value + content[at + len(value) :]


def overlapping(count: int = 20) -> bytes:
    """Many names for the bytes of one member: small outside, large inside."""
    body = zlib.compress(b"\0" * 1_000_000, 9)[2:-4]
    crc = zlib.crc32(b"\0" * 1_000_000)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(body), 1_000_000, 1, 0) + b"a" + body
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(body), 1_000_000, 1, 0, 0, 0, 0, 0, 0
        )
        + bytes([97 + number])
        for number in range(count)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


def tar_inside(content: bytes) -> bytes:
    """The same archive, which a reader of tar files takes for one of theirs."""
    name_length = struct.unpack_from("<H", content, 26)[0]
    assert name_length > 240
    return content[:257] + b"ustar" + content[262:]


def workbook(kind: str = "sheet.main+xml", *more: tuple[str, bytes], leave_out: str = "") -> bytes:
    """A small workbook, with further parts."""
    parts = [(TYPES, SHEET_TYPES.format(kind).encode()), ("xl/workbook.xml", b"<workbook/>"), *more]
    return packed(*(part for part in parts if part[0] != leave_out))


def related(kind: str, target: str, mode: str = "External") -> tuple[str, bytes]:
    """A part that names a relation of a sheet."""
    return "xl/worksheets/_rels/sheet1.xml.rels", RELATIONS.format(kind, target, mode).encode()


_LONG = "a" * 250
_PLAIN = packed(("read.txt", b"hello"), ("folder/data.csv", b"a,b\n"))
_DIRECTORY, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"

ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "ordinary": (lambda: _PLAIN, ""),
    "stored": (lambda: packed(("read.txt", b"hello"), method=zipfile.ZIP_STORED), ""),
    "with a folder": (lambda: packed(("folder/", b""), ("folder/a.txt", b"a")), ""),
    "streamed": (lambda: streamed("read.txt", b"hello" * 1000), ""),
    "large and honest": (lambda: packed(*((f"{n}.txt", bytes([n]) * 1_000_000) for n in range(9))), ""),
    "empty": (lambda: packed(), "damaged"),
    "cut off": (lambda: _PLAIN[:-5], "damaged"),
    "cut in the middle": (lambda: _PLAIN[: len(_PLAIN) // 2], "damaged"),
    "something before": (lambda: _LOCAL + b"x" * 40 + _PLAIN, "archive-false"),
    "something behind": (lambda: _PLAIN + b"x", "archive-false"),
    "something between": (lambda: _PLAIN[: _PLAIN.index(_DIRECTORY)] + b"xx" + _PLAIN[_PLAIN.index(_DIRECTORY) :],
                          "archive-false"),
    "a bomb": (lambda: packed(("a.txt", b"\0" * 80_000_000)), "archive-bomb"),
    "a bomb that lies": (lambda: changed(changed(packed(("a.txt", b"\0" * 9_000_000)), _DIRECTORY, 24, b"\1\0\0\0"),
                                         _LOCAL, 22, b"\1\0\0\0"), "archive-bomb"),
    "overlapping": (overlapping, "archive-overlap"),
    "too many": (lambda: packed(*((f"{n}.txt", b"") for n in range(2_001))), "archive-many"),
    "locked": (lambda: changed(_PLAIN, _DIRECTORY, 8, b"\1\0"), "archive-locked"),
    "unusual method": (lambda: packed(("a.txt", b"a"), method=zipfile.ZIP_BZIP2), "archive-method"),
    "another name in the header": (lambda: changed(_PLAIN, _LOCAL, 30, b"R"), "archive-false"),
    "another size in the header": (lambda: changed(_PLAIN, _LOCAL, 22, b"\7"), "archive-false"),
    "another crc": (lambda: changed(changed(_PLAIN, _DIRECTORY, 16, b"abcd"), _LOCAL, 14, b"abcd"), "damaged"),
    "leads outside": (lambda: packed(("../read.txt", b"a")), "archive-name"),
    "leads outside below": (lambda: packed(("a/../../read.txt", b"a")), "archive-name"),
    "from the root": (lambda: packed(("/read.txt", b"a")), "archive-name"),
    "of a drive": (lambda: packed(("C:read.txt", b"a")), "archive-name"),
    "with a backslash": (lambda: changed(changed(packed(("ab.txt", b"a")), _DIRECTORY, 47, b"\\"), _LOCAL, 31, b"\\"),
                         "archive-name"),
    "a control letter": (lambda: packed(("a\nb.txt", b"a")), "archive-name"),
    "a turned name": (lambda: packed(("a\u202etxt.exe", b"a")), "archive-name"),
    "twice but for case": (lambda: packed(("read.txt", b"a"), ("READ.txt", b"b")), "archive-name"),
    "twice but for form": (lambda: packed(("\u00e9.txt", b"a"), ("e\u0301.txt", b"b")), "archive-name"),
    "a file that is a folder": (lambda: packed(("a", b"a"), ("a/b", b"b")), "archive-name"),
    "a link": (lambda: moded("read.txt", b"/etc/hostname", stat.S_IFLNK | 0o777), "archive-link"),
    "a device": (lambda: moded("read.txt", b"", stat.S_IFCHR | 0o666), "archive-link"),
    "an archive by name": (lambda: packed(("in.tar", b"a")), "archive-nested"),
    "an archive by content": (lambda: packed(("in.txt", packed(("a", b"a")))), "archive-nested"),
    "a git folder": (lambda: packed(("x/.GIT/config", b"[core]")), "archive-git"),
    "a tar file too": (lambda: tar_inside(packed((_LONG, b"a"))), "two-kinds"),
}  # fmt: skip

WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "ordinary": (workbook, ""),
    "with an address in a cell": (lambda: workbook("sheet.main+xml", related("hyperlink", "https://a.example")), ""),
    "macros": (lambda: workbook("sheet.main+xml", ("xl/vbaProject.bin", b"x")), "sheet-macro"),
    "xlsm by another name": (lambda: workbook("sheet.macroEnabled.main+xml"), "sheet-macro"),
    "macros under another name": (
        lambda: workbook("sheet.main+xml", ("xl/_rels/workbook.xml.rels",
                         RELATIONS.format("vbaProject", "quiet.bin", "Internal").encode()), ("xl/quiet.bin", b"x")),
        "sheet-macro"),
    "another workbook": (lambda: workbook("sheet.main+xml", ("xl/externalLinks/externalLink1.xml", b"<a/>")),
                         "sheet-link"),
    "a picture from outside": (lambda: workbook("sheet.main+xml", related("image", "https://a.example/x.png")),
                               "sheet-link"),
    "written with entities": (
        lambda: workbook("sheet.main+xml", related("image", "https://a.example/x.png", "&#69;xternal")), "sheet-link"),
    "a document type": (
        lambda: workbook("sheet.main+xml", ("_rels/.rels", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")), "damaged"),
    "a control": (lambda: workbook("sheet.main+xml", ("xl/activeX/activeX1.bin", b"x")), "sheet-object"),
    "a document inside": (lambda: workbook("sheet.main+xml", ("xl/embeddings/o.bin", b"x")), "sheet-object"),
    "no workbook": (lambda: workbook(leave_out="xl/workbook.xml"), "other-type"),
    "too many parts": (lambda: workbook("sheet.main+xml", *((f"xl/{n}.xml", b"<a/>") for n in range(60))),
                       "archive-many"),
    "a bomb": (lambda: workbook("sheet.main+xml", ("xl/sheet1.xml", b" " * 99_000_000)), "archive-bomb"),
    "a list of types without end": (
        lambda: workbook("sheet.main+xml", ("a.rels", b"<a>" + b" " * 3_000_000 + b"</a>")), "too-costly"),
}  # fmt: skip

"""ZIP archives from outside, held against every rule before anything of them is unfolded.

Both lists of an archive are read, the directory at its end and the header before each member, and every byte must
belong to exactly one of them: programs that read archives differ, and what one does not see is hidden in what another
opens. Nothing is written anywhere. Pure: runs in the scan box.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ospolis.core.files.member_names import name_fault
from ospolis.core.files.recognition import ARCHIVES, media_type_of
from ospolis.core.limits import ArchiveLimits

_END = struct.Struct("<4sHHHHIIH")
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_EXTRA = struct.Struct("<HH")
_END_MARK, _ENTRY_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_LONGEST_COMMENT = 0xFFFF
_STORED, _DEFLATED = 0, 8
_LOCKED, _LATER, _UTF8 = 0x2041, 0x0008, 0x0800
# What may stand behind a member whose sizes are told after it: with or without a mark, of 32 or 64 bits.
_BEHIND = frozenset({12, 16, 20, 24})
_WIDE, _UNICODE_NAME = 0x0001, 0x7075
_FULL = 0xFFFFFFFF
# Version 6.3 of the format is the newest that common programs open; a member that asks for more is opened by few.
_NEWEST = 63
_PORTION = 1 << 16
_HEAD = 512


class BadArchive(ValueError):
    """An archive that breaks a rule; the message is the code of the fault."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the directory tells it. Units: bytes; `starts` is where its header begins in the archive."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    unfolded: int
    starts: int
    mode: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def open_archive(content: bytes, limits: ArchiveLimits) -> dict[str, tuple[Member, int]]:
    """Read the directory, hold it against the headers and the limits; returns members with where their bytes begin.

    Raises   BadArchive with the code of the first rule that is broken
    """
    if len(content) > limits.bytes:
        raise BadArchive("too-large")
    if content[257:262] == b"ustar":
        raise BadArchive("two-kinds")
    count, begins, ends = _find_directory(content)
    if count > limits.members:
        raise BadArchive("archive-many")
    members = list(_read_directory(content, count, begins, ends))
    _hold_limits(members, len(content), limits)
    fault = name_fault([member.name for member in members])
    if fault:
        raise BadArchive(fault)
    return _hold_headers(content, members, begins)


def unfold(content: bytes, member: Member, begins: int) -> Iterator[bytes]:
    """The bytes of one member, counted: never more than the directory told, and exactly those in the end.

    Raises   BadArchive
    """
    packed = memoryview(content)[begins : begins + member.packed]
    crc = size = 0
    for portion in _inflated(packed) if member.method == _DEFLATED else _portions(packed):
        size += len(portion)
        if size > member.unfolded:
            raise BadArchive("archive-bomb")
        crc = zlib.crc32(portion, crc)
        yield portion
    if size != member.unfolded or crc != member.crc:
        raise BadArchive("damaged")


def walk_archive(content: bytes, limits: ArchiveLimits) -> list[Member]:
    """Hold a whole archive against every rule, contents of its members included.

    Raises   BadArchive
    """
    found = open_archive(content, limits)
    for member, begins in found.values():
        head = b""
        for portion in unfold(content, member, begins):
            if len(head) < _HEAD:
                head += portion[:_HEAD]
                if media_type_of(head) in ARCHIVES:
                    raise BadArchive("archive-nested")
    return [member for member, _ in found.values()]


def ends_as_archive(content: bytes) -> bool:
    """Whether a content of another kind ends as a ZIP archive does, so that a reader of archives would open it."""
    at = content.rfind(_END_MARK, max(0, len(content) - _LONGEST_COMMENT - _END.size))
    return 0 <= at <= len(content) - _END.size and at + _END.size + _END.unpack_from(content, at)[7] == len(content)


def _find_directory(content: bytes) -> tuple[int, int, int]:
    """How many members there are, and where the directory begins and ends; nothing may stand behind its end."""
    at = content.rfind(_END_MARK, max(0, len(content) - _LONGEST_COMMENT - _END.size))
    if at < 0 or at + _END.size > len(content):
        raise BadArchive("damaged")
    _, disk, first_disk, here, count, size, begins, comment = _END.unpack_from(content, at)
    if at + _END.size + comment != len(content) or disk or first_disk or here != count:
        raise BadArchive("archive-false")
    if begins + size != at:
        raise BadArchive("archive-false")
    if count == 0:
        raise BadArchive("damaged")
    return count, begins, at


def _read_directory(content: bytes, count: int, begins: int, ends: int) -> Iterator[Member]:
    at = begins
    for _ in range(count):
        if at + _ENTRY.size > ends:
            raise BadArchive("damaged")
        entry = _ENTRY.unpack_from(content, at)
        mark, flags, method = entry[0], entry[3], entry[4]
        crc, packed, unfolded, name_length, extra_length, comment_length = entry[7:13]
        after_name = at + _ENTRY.size + name_length
        raw_name = content[at + _ENTRY.size : after_name]
        at = after_name + extra_length + comment_length
        if mark != _ENTRY_MARK or at > ends or entry[13]:
            raise BadArchive("damaged")
        if entry[2] & 0xFF > _NEWEST:
            raise BadArchive("archive-method")
        extra = _read_extra(content[after_name : after_name + extra_length])
        if _UNICODE_NAME in extra and extra[_UNICODE_NAME][5:] != raw_name:
            raise BadArchive("archive-name")
        # Systems without such modes leave these bits empty.
        mode = entry[15] >> 16
        member = Member(_decode(raw_name, flags), raw_name, flags, method, crc, packed, unfolded, entry[16], mode)
        _hold_member(member)
        yield member
    if at != ends:
        raise BadArchive("archive-false")


def _hold_member(member: Member) -> None:
    """The rules that one member can break alone."""
    if member.flags & _LOCKED:
        raise BadArchive("archive-locked")
    if member.method not in (_STORED, _DEFLATED):
        raise BadArchive("archive-method")
    kind = stat.S_IFMT(member.mode)
    if kind not in (0, stat.S_IFREG) and not (kind == stat.S_IFDIR and member.is_folder):
        raise BadArchive("archive-link")
    if (member.is_folder and member.unfolded) or (member.method == _STORED and member.packed != member.unfolded):
        raise BadArchive("archive-false")
    # Sizes of 64 bits are for archives far beyond the limit.
    if _FULL in (member.packed, member.unfolded, member.starts):
        raise BadArchive("archive-false")


def _hold_limits(members: list[Member], size: int, limits: ArchiveLimits) -> None:
    total = sum(member.unfolded for member in members)
    if total > limits.unfolded_bytes or (total > limits.ratio_from_bytes and total > limits.ratio * size):
        raise BadArchive("archive-bomb")


def _hold_headers(content: bytes, members: list[Member], ends: int) -> dict[str, tuple[Member, int]]:
    """Hold each member's own header against the directory; members lie side by side from the first byte on."""
    found = {}
    expected, gaps = 0, frozenset({0})
    for member in sorted(members, key=lambda member: member.starts):
        gap = member.starts - expected
        if gap < 0:
            raise BadArchive("archive-overlap")
        if gap not in gaps:
            raise BadArchive("archive-false")
        begins = _hold_header(content, member, ends)
        expected, gaps = begins + member.packed, _BEHIND if member.flags & _LATER else frozenset({0})
        if expected > ends:
            raise BadArchive("archive-overlap")
        found[member.name] = (member, begins)
    if ends - expected not in gaps:
        raise BadArchive("archive-false")
    return found


def _hold_header(content: bytes, member: Member, ends: int) -> int:
    """Hold one header against its entry; returns where the bytes of the member begin."""
    if member.starts + _LOCAL.size > ends:
        raise BadArchive("damaged")
    mark, _, flags, method, _, _, crc, packed, unfolded, name_length, extra_length = _LOCAL.unpack_from(
        content, member.starts
    )
    after_name = member.starts + _LOCAL.size + name_length
    raw_name = content[member.starts + _LOCAL.size : after_name]
    shared = _LOCKED | _LATER | _UTF8
    if mark != _LOCAL_MARK or raw_name != member.raw_name or method != member.method:
        raise BadArchive("archive-false")
    if flags & shared != member.flags & shared:
        raise BadArchive("archive-false")
    told = _widened((unfolded, packed), content[after_name : after_name + extra_length])
    agrees = (crc, *told) == (member.crc, member.unfolded, member.packed)
    is_later = bool(flags & _LATER) and crc in (0, member.crc) and set(told) <= {0, member.unfolded, member.packed}
    if not agrees and not is_later:
        raise BadArchive("archive-false")
    return int(after_name + extra_length)


def _widened(sizes: tuple[int, int], extra: bytes) -> tuple[int, int]:
    """The two sizes of a header, from its extra field where the header says that they stand there."""
    wide = _read_extra(extra).get(_WIDE, b"")
    if sizes != (_FULL, _FULL) or len(wide) < 16:
        return sizes
    return int.from_bytes(wide[:8], "little"), int.from_bytes(wide[8:16], "little")


def _read_extra(extra: bytes) -> dict[int, bytes]:
    found = {}
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        found[kind] = extra[at + _EXTRA.size : at + _EXTRA.size + length]
        at += _EXTRA.size + length
    return found


def _decode(raw_name: bytes, flags: int) -> str:
    try:
        return raw_name.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise BadArchive("archive-name") from None


def _portions(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PORTION):
        yield bytes(packed[start : start + _PORTION])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Unfold in small portions; whatever the stream does, no portion is larger than asked for."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _PORTION):
            waiting = bytes(packed[start : start + _PORTION])
            while waiting and not stream.eof:
                yield stream.decompress(waiting, _PORTION)
                waiting = stream.unconsumed_tail
        while portion := stream.decompress(b"", _PORTION):
            yield portion
    except zlib.error:
        raise BadArchive("damaged") from None
    if not stream.eof or stream.unused_data:
        raise BadArchive("damaged")

"""Windows: the parts of a file that may say something about licences."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from .hints import find_hints
from .normalise import decode_text, find_fields, find_lists, find_tags, make_window_id, split_tokens
from .paths import UNREAD, WHOLE, PathClass

# All in bytes except MOST_WINDOWS, EXCERPT (characters) and the line counts.
LARGEST_WINDOW = 65_536
BINARY_PREFIX = 65_536
MOST_WINDOWS = 400
EXCERPT = 600
LONGEST_LINE = 4_096
_BLOCK_REACH = 24_576
_MOST_LINES = 400
_REMEMBERED = 4_096
_LONGEST_LIST = 400

_COMMENT_LINE = re.compile(
    rb"[ \t]*(?://|#|\*|--|;|%|<!--|!|\"\"\"|'''|\.\. |dnl\b|rem\b|REM\b|@REM\b|@?::|\|\||>|\"\s)"
)
_OPEN_CLOSE = (
    *((b"/*", b"*/"), (b"<!--", b"-->"), (b"{-", b"-}"), (b"<%--", b"--%>"), (b"{#", b"#}")),
    (b"<tal:comment", b"</tal:comment>"),
)
# What stands between these two, tools for licences must not read (REUSE specification 3.3).
_IGNORE_START, _IGNORE_END = b"REUSE-IgnoreStart", b"REUSE-IgnoreEnd"
# A comment opens at the start of a line or after one of these: "packages/*" in a list of folders opens none.
_BEFORE_OPENING = b" \t\r\n;{}()>,"
_BLANK = re.compile(rb"[ \t\r]*\n")
_BLANK_LINES = re.compile(rb"(?:[ \t\r]*\n)+")
_COLONS = (b":", b":\n", b":\r\n")
_LISTED = re.compile(rb"[ \t]*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[*+-])[ \t]")
# A heading of Markdown, which begins as a comment of a script does.
_HEADING = re.compile(rb"#{1,6} [^\n]{1,60}\n[ \t\r]*\n[^#\n]")
_NAMED_CLASSES = frozenset({PathClass.README, PathClass.DOCUMENT})


@dataclass(frozen=True, slots=True)
class Window:
    """A range of one blob and the id of what it says.

    Units    start, end: bytes, end excluded; first_line, last_line: from 1
    """

    start: int
    end: int
    first_line: int
    last_line: int
    id: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class WindowScan:
    """The windows of one blob, their texts, and the limits that cut the search short."""

    state: str  # "windows", "clear", "not read" or "binary"
    windows: tuple[Window, ...] = ()
    texts: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


def find_windows(data: bytes, path_class: PathClass) -> WindowScan:
    """Cut out of a blob what may say something about licences.

    Shapes   data: the whole blob; path_class: what its path says it is
    Returns  WindowScan; state "clear" when nothing hints at a licence
    Source   COMPLIANCE.md section 2.2
    """
    if path_class in UNREAD:
        return WindowScan("not read")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    if b"\0" in data[:BINARY_PREFIX]:
        return WindowScan("binary")
    data = _cut_head(data) if path_class is PathClass.LICENCE_TOOL else _blank_ignored(data)
    ranges = _cut_whole(data) if path_class in WHOLE else _find_ranges(data, path_class)
    limits: tuple[str, ...] = ()
    if len(ranges) > MOST_WINDOWS:
        ranges, limits = ranges[:MOST_WINDOWS], (f"only the first {MOST_WINDOWS} windows are read",)
    if not ranges:
        return WindowScan("clear")
    return _make_windows(data, ranges, limits)


def _cut_head(data: bytes) -> bytes:
    """The comment that a program begins with: the one that speaks of the program itself."""
    end = 0
    while end < len(data):
        line = _line_at(data, end)
        if not _BLANK.fullmatch(data, *line) and not _COMMENT_LINE.match(data, *line):
            break
        end = line[1]
    return data[:end]


def _blank_ignored(data: bytes) -> bytes:
    """Blank what the author marked as not meant for such readers; lengths and lines stay as they are."""
    at = data.find(_IGNORE_START)
    while at >= 0:
        end = data.find(_IGNORE_END, at)
        end = len(data) if end < 0 else end
        data = data[:at] + re.sub(rb"[^\n]", b" ", data[at:end]) + data[end:]
        at = data.find(_IGNORE_START, end)
    return data


def _make_windows(data: bytes, ranges: list[tuple[int, int]], limits: tuple[str, ...]) -> WindowScan:
    windows, texts = [], []
    line, counted = 1, 0
    for start, end in ranges:
        line += data.count(b"\n", counted, start)
        counted = start
        text, key = _read_range(data[start:end])
        last = line + data.count(b"\n", start, max(start, end - 1))
        windows.append(Window(start, end, line, last, key, text[:EXCERPT]))
        texts.append(text)
    return WindowScan("windows", tuple(windows), tuple(texts), limits)


def _read_range(raw: bytes) -> tuple[str, str]:
    """The text and the window id of a range; a header repeated through a tree is normalised once."""
    return _read_short(raw) if len(raw) <= _REMEMBERED else _read_text(raw)


def _read_text(raw: bytes) -> tuple[str, str]:
    text = decode_text(raw)
    listed = (item for _, items in find_lists(text) for item in items)
    return text, make_window_id(split_tokens(text), (*find_tags(text), *find_fields(text), *listed))


_read_short = lru_cache(maxsize=1024)(_read_text)


def _cut_whole(data: bytes) -> list[tuple[int, int]]:
    """The whole file, cut at paragraph borders where it is longer than a window may be."""
    ranges, start = [], 0
    while len(data) - start > LARGEST_WINDOW:
        limit = start + LARGEST_WINDOW
        cut = data.rfind(b"\n\n", start + 1, limit)
        cut = cut if cut > start else limit
        ranges.append((start, cut))
        start = cut
    if data[start:].strip():
        ranges.append((start, len(data)))
    return ranges


def _find_ranges(data: bytes, path_class: PathClass) -> list[tuple[int, int]]:
    """The merged ranges around all hints, in order."""
    names = path_class in _NAMED_CLASSES
    hints = sorted(set(find_hints(data, names=names)))
    # Test data are code or a text that somebody kept: what stands around the first hint tells.
    prose = names or (path_class is PathClass.TEST_DATA and bool(hints) and not _is_in_comment(data, hints[0]))
    ranges: list[tuple[int, int]] = []
    done = 0
    at = 0
    while at < len(hints):
        hint = hints[at]
        start, end = _grow(data, hint, paragraphs=prose)
        start, end = max(start, 0), min(end, hint + LARGEST_WINDOW)
        if ranges and (start <= done or not data[done:start].strip()):
            # What only blank lines part is read together: a heading and its text, the paragraphs of one notice.
            ranges[-1] = (ranges[-1][0], max(done, end))
        else:
            ranges.append((start, end))
        done = ranges[-1][1]
        at = bisect_left(hints, done, at + 1)
    if prose and sum(end - start for start, end in ranges) * 2 > len(data):
        return _cut_whole(data)
    return [piece for whole in ranges for piece in _cut_long(data, *whole)]


def _is_in_comment(data: bytes, hint: int) -> bool:
    start, _ = _line_at(data, hint)
    if _HEADING.match(data, start):
        return False
    return _find_block(data, hint) is not None or bool(_COMMENT_LINE.match(data, *_line_at(data, hint)))


def _cut_long(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    if end - start <= LARGEST_WINDOW:
        return [(start, end)]
    return [(start + first, start + last) for first, last in _cut_whole(data[start:end])]


def _grow(data: bytes, hint: int, *, paragraphs: bool) -> tuple[int, int]:
    """Grow a hint to its comment block, else to its paragraph (prose), else to its line and both neighbours."""
    block = _find_block(data, hint)
    if block:
        return block
    start, end = _line_at(data, hint)
    if end - start > LONGEST_LINE:
        return max(start, hint - LONGEST_LINE // 2), min(end, hint + LONGEST_LINE // 2)
    if paragraphs:
        return _grow_paragraph(data, start, end)
    if _COMMENT_LINE.match(data, start, end):
        return _grow_lines(data, start, end)
    before, _ = _line_at(data, start - 1) if start else (start, end)
    _, after = _line_at(data, end) if end < len(data) else (start, end)
    if data[start:end].rstrip().endswith(b"["):
        after = max(after, data.find(b"]", end, end + _LONGEST_LIST) + 1)
    return max(before, start - LONGEST_LINE), min(after, end + LONGEST_LINE)


def _find_block(data: bytes, hint: int) -> tuple[int, int] | None:
    """The delimited comment a hint lies in, if it lies in one."""
    for opening, closing in _OPEN_CLOSE:
        start = data.rfind(opening, max(0, hint - _BLOCK_REACH), hint)
        if start < 0 or data.find(closing, start, hint) >= 0 or data[start - 1 : start] not in _BEFORE_OPENING:
            continue
        end = data.find(closing, hint, hint + _BLOCK_REACH)
        if end >= 0:
            return start, end + len(closing)
    for quotes in (b'"""', b"'''"):
        if data.find(quotes, 0, hint) >= 0 and data.count(quotes, 0, hint) % 2:
            start, end = data.rfind(quotes, 0, hint), data.find(quotes, hint)
            if 0 <= end < start + _BLOCK_REACH:
                return start, end + 3
    return None


def _line_at(data: bytes, at: int) -> tuple[int, int]:
    """The line a byte lies in, its line end included."""
    start = data.rfind(b"\n", 0, max(at, 0)) + 1
    end = data.find(b"\n", at)
    return start, (len(data) if end < 0 else end + 1)


def _grow_lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Grow over the neighbouring lines of a comment."""
    for _ in range(_MOST_LINES):
        before = _line_at(data, start - 1) if start else None
        if before is None or not _COMMENT_LINE.match(data, *before):
            break
        start = before[0]
    for _ in range(_MOST_LINES):
        after = _line_at(data, end) if end < len(data) else None
        if after is None or not _COMMENT_LINE.match(data, *after):
            break
        end = after[1]
    return start, end


def _grow_paragraph(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Grow to a paragraph of prose; one that ends in a colon, or that a list follows, goes on below."""
    while start and end - start < LARGEST_WINDOW:
        before = _line_at(data, start - 1)
        if _BLANK.fullmatch(data, *before):
            break
        start = before[0]
    while end < len(data) and end - start < LARGEST_WINDOW:
        blank = _BLANK_LINES.match(data, end)
        after = _line_at(data, blank.end()) if blank else _line_at(data, end)
        if blank and not (data[:end].endswith(_COLONS) or _LISTED.match(data, *after)):
            break
        end = after[1]
    return start, end

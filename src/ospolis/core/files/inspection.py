"""What runs inside the box: it looks at one file that somebody gave. No Django, no database, no network.

The order is one line of JSON and then the content; the answer is one row with the code of a fault, empty when there
is none.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from ospolis.core import limits
from ospolis.core.files.archives import BadArchive, ends_as_archive, walk_archive
from ospolis.core.files.pictures import count_points
from ospolis.core.files.recognition import XLSX, recognised_type
from ospolis.core.files.sheets import hold_workbook

_HEAD = 1 << 16
_PORTION = 1 << 20
_MOST_BYTES = {
    "application/json": limits.JSON.bytes,
    "application/yaml": limits.YAML.bytes,
    "application/zip": limits.ARCHIVE.bytes,
    "image/jpeg": limits.IMAGE_BYTES,
    "image/png": limits.IMAGE_BYTES,
    "text/csv": limits.CSV.bytes,
    "text/markdown": limits.MARKDOWN_BYTES,
    "text/xml": limits.XML.bytes,
    XLSX: limits.XLSX_ARCHIVE.bytes,
}


def write_order(name: str, media_type: str, content: bytes) -> bytes:
    """The order that `inspect_content` takes."""
    return json.dumps({"name": name, "type": media_type}).encode() + b"\n" + content


def inspect_content(payload: bytes) -> Iterator[dict[str, str]]:
    """Look at the file of an order.

    Returns  one row: `fault` is the code of the first rule that the file breaks, empty when it breaks none
    """
    head, _, content = payload.partition(b"\n")
    order = json.loads(head)
    yield {"fault": find_fault(order["name"], order["type"], content)}


def find_fault(name: str, media_type: str, content: bytes) -> str:
    """The code of the first rule that a file breaks; empty when it breaks none."""
    if recognised_type(content[:_HEAD], name) != media_type:
        return "other-type"
    if len(content) > _MOST_BYTES.get(media_type, limits.UPLOAD_BYTES):
        return "too-large"
    try:
        if media_type == XLSX:
            hold_workbook(content)
        elif media_type == "application/zip":
            walk_archive(content, limits.ARCHIVE)
        elif content[257:262] == b"ustar" or ends_as_archive(content):
            return "two-kinds"
        elif media_type.startswith("image/"):
            return _picture_fault(content, media_type)
        # A PDF is never opened: it is handed out as an attachment, for the reader's own program.
        elif media_type != "application/pdf" and not _is_text(content):
            return "not-text"
    except BadArchive as fault:
        return str(fault)
    return ""


def _picture_fault(content: bytes, media_type: str) -> str:
    points = count_points(content, media_type)
    if points is None:
        return "damaged"
    return "picture-large" if points > limits.IMAGE_PIXELS else ""


def _is_text(content: bytes) -> bool:
    """Whether every byte belongs to UTF-8 text; read in portions, so that no second copy of the whole is made."""
    if b"\x00" in content:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _PORTION):
            decoder.decode(content[start : start + _PORTION])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True

"""Workbooks (XLSX) before anybody reads them: plain parts only, no macros, nothing taken from other files."""

from __future__ import annotations

from ospolis.core.files.archives import BadArchive, Member, open_archive, unfold
from ospolis.core.limits import XLSX_ARCHIVE, XML
from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.xmltext import pull_xml

_NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_MACROS = ("vbaproject", "vbadata", "xl/macrosheets/", "xl/dialogsheets/", "macrosheet")
_LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_OBJECTS = ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/", "customui/", "xl/webextensions/")
# A cell may show an address that a reader can follow; nothing is fetched for it.
_SHOWN_ONLY = "/hyperlink"
_RELATIONS_BYTES = 2_000_000
_LIMITS = TextLimits(
    bytes=_RELATIONS_BYTES, nodes=100_000, depth=XML.depth, string=XML.text_bytes, attributes=XML.attributes
)


def hold_workbook(content: bytes) -> None:
    """Hold a workbook against the rules.

    Raises   BadArchive with the code of the first rule that is broken
    """
    found = open_archive(content, XLSX_ARCHIVE)
    if not set(found) >= _NEEDED:
        raise BadArchive("other-type")
    for name in found:
        _hold_name(name.casefold())
    for name, (member, begins) in found.items():
        if name == "[Content_Types].xml" or name.casefold().endswith(".rels"):
            _hold_part(content, member, begins)
        else:
            for _ in unfold(content, member, begins):
                pass


def _hold_name(name: str) -> None:
    if any(word in name for word in _MACROS):
        raise BadArchive("sheet-macro")
    if name.startswith(_LINKS):
        raise BadArchive("sheet-link")
    if name.startswith(_OBJECTS):
        raise BadArchive("sheet-object")


def _hold_part(content: bytes, member: Member, begins: int) -> None:
    """Read a part that says what others are: macros under another name, and relations that lead outside."""
    if member.unfolded > _RELATIONS_BYTES:
        raise BadArchive("too-costly")
    part = b"".join(unfold(content, member, begins))
    try:
        for event in pull_xml(part, limits=_LIMITS):
            told = event.attributes
            if event.kind == "start" and "macro" in told.get("ContentType", "").casefold():
                raise BadArchive("sheet-macro")
            kind = told.get("Type", "").casefold()
            if "vbaproject" in kind:
                raise BadArchive("sheet-macro")
            if told.get("TargetMode", "").casefold() == "external" and not kind.endswith(_SHOWN_ONLY):
                raise BadArchive("sheet-link")
    except Refused:
        raise BadArchive("damaged") from None

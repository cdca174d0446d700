"""Which format a file has, by what stands in it and never by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.untrusted.refusal import JsonValue, Refused

_HEAD: Final = 4_096
_FIX: Final = "Send a CycloneDX or SPDX component list."
_MAGIC: Final = (
    (b"\x1f\x8b", "is compressed with gzip. Unpack it and send the list itself"),
    (b"PK\x03\x04", "is a ZIP archive. Unpack it and send the list itself"),
    (b"BZh", "is compressed with bzip2. Unpack it and send the list itself"),
    (b"\xfd7zXZ", "is compressed with xz. Unpack it and send the list itself"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd. Unpack it and send the list itself"),
    (b"%PDF", "is a PDF. Ask for the list in CycloneDX or SPDX"),
)
_MARK: Final = b"\xef\xbb\xbf"
_CONTENT: Final = re.compile(rb"\S")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_TAG_VALUE: Final = re.compile(rb"^\s*SPDXVersion:\s*(\S+)", re.MULTILINE)
_YAML: Final = re.compile(rb"""^["']?(?:spdxVersion|SPDXID|creationInfo)["']?\s*:""", re.MULTILINE)
_SPDX_XML: Final = re.compile(rb"<(?:SPDXID|spdxVersion)>")
_RDF: Final = re.compile(rb"spdx\.org/rdf/terms")
_OTHERS: Final = (
    ("lockfileVersion", "a lock file of npm"),
    ("_meta", "a lock file of Pipenv"),
    ("packages-dev", "a lock file of Composer"),
    ("dependencies", "a manifest of source code"),
    ("publiccodeYmlVersion", "a publiccode.yml"),
    ("affected", "an advisory in the OSV format"),
    ("releases", "a code.json inventory"),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: format CycloneDX or SPDX, version as written, syntax, and the document itself."""

    format: str
    version: str
    syntax: str
    value: JsonObject


def recognise_bytes(data: bytes) -> str:
    """Say which syntax a file has.

    Returns  JSON, XML, tag-value, YAML; SPDX XML and RDF for those two spellings of SPDX
    Raises   Refused with the code empty, compressed or not-a-component-list
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            code = "not-a-component-list" if magic == b"%PDF" else "compressed"
            raise Refused(code, f"The file {what}.")
    first = _CONTENT.search(data, len(_MARK) if data.startswith(_MARK) else 0)
    if not first:
        raise Refused("empty", "The file is empty. Send it again.")
    head = data[first.start() : first.start() + _HEAD]
    if head[:1] in (b"{", b"[") or data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return "JSON"
    if head[:1] == b"<":
        return _recognise_markup(head)
    if _TAG_VALUE.search(head):
        return "tag-value"
    if _YAML.search(head):
        return "YAML"
    raise _no_list("has none of the marks of a component list")


def recognise_value(value: JsonValue, syntax: str) -> Recognised:
    """Say which format a parsed document has.

    Shapes   value: as read from JSON or YAML; syntax: which of them
    Raises   Refused with the code not-a-component-list
    """
    if not isinstance(value, dict):
        raise _no_list("holds a list or a single value where an object should stand")
    version = value.get("specVersion")
    if value.get("bomFormat") == "CycloneDX" or (version and {"components", "serialNumber"} & value.keys()):
        return Recognised("CycloneDX", version if isinstance(version, str) else "", syntax, value)
    version = value.get("spdxVersion")
    if isinstance(version, str):
        return Recognised("SPDX", version.removeprefix("SPDX-"), syntax, value)
    if "SPDXID" in value and ("packages" in value or "creationInfo" in value):
        return Recognised("SPDX", "", syntax, value)
    context = str(value.get("@context", ""))
    if "spdx.org/rdf/3" in context:
        return Recognised("SPDX", "3.0", "JSON-LD", value)
    if "openvex" in context:
        raise _no_list("is an OpenVEX statement")
    if isinstance(document := value.get("document"), dict) and "csaf_version" in document:
        raise _no_list("is a CSAF advisory")
    for key, what in _OTHERS:
        if key in value:
            raise _no_list(f"looks like {what}")
    raise _no_list("has none of the marks of a component list")


def _recognise_markup(head: bytes) -> str:
    if _HTML.match(head):
        raise _no_list("is a web page. The address it was taken from may have asked for a log-in")
    if _RDF.search(head):
        return "RDF"
    if _SPDX_XML.search(head):
        return "SPDX XML"
    return "XML"


def _no_list(what: str) -> Refused:
    return Refused("not-a-component-list", f"The file {what}. {_FIX}")

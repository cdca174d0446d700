"""SPDX 2 tag-value text brought to the JSON shape of the same format, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.components.sbom.reading import Remarks
from ospolis.engines.untrusted.jsontext import decode_utf8
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits

_TAG: Final = re.compile(r"([A-Za-z][A-Za-z0-9]{0,63}):[ \t]*(.*)", re.DOTALL)
_CHECKSUM: Final = re.compile(r"([A-Za-z0-9-]{1,20}):\s*(\S.*)")
_FORBIDDEN: Final = re.compile(r"\x00")
_DOCUMENT: Final = {
    "SPDXVersion": "spdxVersion",
    "DataLicense": "dataLicense",
    "SPDXID": "SPDXID",
    "DocumentName": "name",
    "DocumentNamespace": "documentNamespace",
    "DocumentComment": "comment",
}
_CREATION: Final = {"Creator": "creators", "Created": "created", "LicenseListVersion": "licenseListVersion"}
_PACKAGE: Final = {
    "SPDXID": "SPDXID",
    "PackageVersion": "versionInfo",
    "PackageFileName": "packageFileName",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageDownloadLocation": "downloadLocation",
    "FilesAnalyzed": "filesAnalyzed",
    "PackageHomePage": "homepage",
    "PackageSourceInfo": "sourceInfo",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageLicenseComments": "licenseComments",
    "PackageCopyrightText": "copyrightText",
    "PackageSummary": "summary",
    "PackageDescription": "description",
    "PackageComment": "comment",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
    "ReleaseDate": "releaseDate",
    "BuiltDate": "builtDate",
    "ValidUntilDate": "validUntilDate",
}
_EXTRACTED: Final = {"LicenseName": "name", "ExtractedText": "extractedText"}
# The tag that opens a section, and the list of the document that the section is an entry of.
_OPENING: Final = {
    "PackageName": ("packages", "name"),
    "FileName": ("files", "fileName"),
    "SnippetSPDXID": ("snippets", "SPDXID"),
    "LicenseID": ("hasExtractedLicensingInfos", "licenseId"),
}
_ELSEWHERE: Final = frozenset({"Reviewer", "Annotator"})  # their following tags belong to them


def read_tag_value(data: bytes, *, limits: TextLimits, remarks: Remarks) -> JsonObject:
    """Bring SPDX tag-value text to the JSON shape.

    Shapes   data: the bytes as received
    Units    limits.nodes: tags; limits.string: characters of one value
    Returns  an object as SPDX JSON has it, with what the JSON reader understands
    Raises   Refused when it is not UTF-8 or a limit is reached
    Source   SPDX 2.1 to 2.3, tag-value format
    """
    text = decode_utf8(data, limits=limits)
    builder = _Builder(remarks)
    for number, (line, tag, value) in enumerate(_pull_tags(text, remarks, limits), start=1):
        if number > limits.nodes:
            message = f"The file holds more than {limits.nodes:,} tags. Split it into smaller files."
            raise Refused("too-many-nodes", message, line=line, limit="nodes")
        builder.take(line, tag, value)
    return builder.document


def _pull_tags(text: str, remarks: Remarks, limits: TextLimits) -> Iterator[tuple[int, str, str]]:
    """Each tag with its value; a value in <text> may span lines."""
    lines = enumerate(text.split("\n"), start=1)
    for number, line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _TAG.fullmatch(stripped)
        if not match:
            message = f"Line {number} is no `Tag: value`. It was left out."
            remarks.error("line-unreadable", message, line=number)
            continue
        tag, value = match[1], match[2].strip()
        if value.startswith("<text>"):
            value = _read_block(number, value.removeprefix("<text>"), lines, limits, remarks)
        if len(value) > limits.string or _FORBIDDEN.search(value):
            message = f"Line {number} holds a text that is too long or holds U+0000. It was left out."
            remarks.error("string-too-long", f"{message} Limit: string.", line=number)
            continue
        yield number, tag, value


def _read_block(start: int, first: str, lines: Iterator[tuple[int, str]], limits: TextLimits, remarks: Remarks) -> str:
    parts = [first]
    length = len(first)
    while "</text>" not in parts[-1]:
        following = next(lines, None)
        if following is None:
            remarks.error("text-not-closed", f"The <text> of line {start} has no </text>.", line=start)
            break
        length += len(following[1]) + 1
        parts.append(following[1] if length <= limits.string + 7 or "</text>" in following[1] else "")
    joined = "\n".join(parts).partition("</text>")[0]
    return joined if length <= limits.string + 7 else joined + " " * limits.string


class _Builder:
    """Puts each tag where the JSON shape has it."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.document: JsonObject = {}
        self.creation: JsonObject = {}
        self.section: JsonObject = self.document
        self.kind = ""

    def take(self, line: int, tag: str, value: str) -> None:
        """Place one tag."""
        if tag in _OPENING:
            self.kind, key = _OPENING[tag]
            self.section = {key: value}
            _append(self.document, self.kind, self.section)
        elif tag in _ELSEWHERE:
            self.kind, self.section = "elsewhere", {}
        elif tag == "Relationship":
            self._take_relationship(line, value)
        elif tag in _CREATION:
            self._take_creation(tag, value)
        elif self.kind == "" and tag in _DOCUMENT:
            self._set(_DOCUMENT[tag], value, line)
        elif self.kind == "packages":
            self._take_package(line, tag, value)
        elif self.kind == "hasExtractedLicensingInfos" and tag in _EXTRACTED:
            self._set(_EXTRACTED[tag], value, line)
        elif self.kind == "files" and tag == "SPDXID":
            self._set("SPDXID", value, line)

    def _take_creation(self, tag: str, value: str) -> None:
        self.document["creationInfo"] = self.creation
        if tag == "Creator":
            _append(self.creation, "creators", value)
        else:
            self.creation[_CREATION[tag]] = value

    def _take_package(self, line: int, tag: str, value: str) -> None:
        if tag == "PackageChecksum":
            checksum = _CHECKSUM.fullmatch(value)
            algorithm, content = (checksum[1], checksum[2]) if checksum else ("", value)
            _append(self.section, "checksums", {"algorithm": algorithm, "checksumValue": content})
        elif tag == "ExternalRef":
            parts = value.split(maxsplit=2)
            if len(parts) == 3:
                names = ("referenceCategory", "referenceType", "referenceLocator")
                _append(self.section, "externalRefs", dict(zip(names, parts, strict=True)))
            else:
                message = f"Line {line} should name category, type and locator."
                self.remarks.error("line-unreadable", message, line=line)
        elif tag == "PackageAttributionText":
            _append(self.section, "attributionTexts", value)
        elif tag in _PACKAGE:
            self._set(_PACKAGE[tag], value == "true" if tag == "FilesAnalyzed" else value, line)

    def _take_relationship(self, line: int, value: str) -> None:
        parts = value.split()
        if len(parts) != 3:
            message = f"Line {line} should name two elements and a relation."
            self.remarks.error("line-unreadable", message, line=line)
            return
        names = ("spdxElementId", "relationshipType", "relatedSpdxElement")
        _append(self.document, "relationships", dict(zip(names, parts, strict=True)))

    def _set(self, key: str, value: JsonValue, line: int) -> None:
        if key in self.section:
            message = f"Line {line} states {key} a second time; the first was read."
            self.remarks.error("repeated-element", message, line=line)
        else:
            self.section[key] = value


def _append(place: JsonObject, key: str, value: JsonValue) -> None:
    cast("list[JsonValue]", place.setdefault(key, [])).append(value)

"""What SPDX 2 asks of a document and a package, beside the reading: no schema of it is at hand."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.components.sbom.fields import Fields

_TOP_REQUIRED: Final = ("spdxVersion", "SPDXID", "name", "dataLicense", "documentNamespace")
_ID: Final = re.compile(r"SPDXRef-[A-Za-z0-9.\-]+")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CREATOR: Final = re.compile(r"(?:Person|Organization|Tool):\s*\S.*", re.DOTALL)
_PARTY: Final = re.compile(r"NOASSERTION|(?:Person|Organization):\s*\S.*", re.DOTALL)
_EXPRESSION: Final = re.compile(r"[A-Za-z0-9.+:()\- ]+")


def check_top(top: Fields) -> None:
    """Note what the document itself lacks.

    Source   SPDX 2.3, clause 6
    """
    for key in _TOP_REQUIRED:
        _require(top, key)
    created = top.object("creationInfo")
    _require(created, "created")
    if created.text("created") and not _TIME.fullmatch(created.text("created")):
        _wrong(created, "created", "Write the time as 2026-01-31T12:00:00Z.")
    creators = created.texts("creators")
    if not creators:
        message = "creationInfo names no creator."
        top.remarks.error("field-missing", message, path="/creationInfo/creators", fix="Add the field.")
    if not all(_CREATOR.fullmatch(one) for one in creators):
        _wrong(created, "creators", "Write Person:, Organization: or Tool: before each name.")
    if top.text("SPDXID") not in ("", "SPDXRef-DOCUMENT"):
        _wrong(top, "SPDXID", "The document is always SPDXRef-DOCUMENT.")


def check_package(at: Fields) -> None:
    """Note what one package lacks.

    Source   SPDX 2.3, clause 7
    """
    for key in ("name", "SPDXID", "downloadLocation"):
        _require(at, key)
    if at.text("SPDXID") and not _ID.fullmatch(at.text("SPDXID")):
        _wrong(at, "SPDXID", "Write SPDXRef- and then letters, digits, dots and hyphens.")
    for key in ("supplier", "originator"):
        if at.text(key) and not _PARTY.fullmatch(at.text(key)):
            _wrong(at, key, "Write Person: or Organization: before the name, or NOASSERTION.")
    for key in ("licenseDeclared", "licenseConcluded"):
        if at.text(key) and not _EXPRESSION.fullmatch(at.text(key)):
            _wrong(at, key, "Write an SPDX licence expression, NOASSERTION or NONE.")


def _require(at: Fields, key: str) -> None:
    if not at.value.get(key):
        at.remarks.error("field-missing", f"{key} is missing.", path=f"{at.path}/{key}", fix="Add the field.")


def _wrong(at: Fields, key: str, fix: str) -> None:
    message = f"{key} is not in the form that SPDX asks for: {at.text(key)[:80]!r}." if key != "creators" else ""
    message = message or "A creator is not in the form that SPDX asks for."
    at.remarks.error("wrong-form", message, path=f"{at.path}/{key}", fix=fix)

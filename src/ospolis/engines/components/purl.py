"""Package URLs: the canonical form, and what was odd about the one that was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from packageurl import PackageURL

_LONGEST: Final = 2_048
# What is already canonical, in types that change nothing but case: no need to take it apart and put it together.
_PLAIN: Final = re.compile(
    r"pkg:(npm|maven|cargo|gem|nuget|deb|apk|rpm|golang|composer|hex)/"
    r"((?:[a-z0-9][a-z0-9._-]*/)*)([a-z0-9][a-z0-9._-]*)@([A-Za-z0-9][A-Za-z0-9._-]*)"
)
_TYPE: Final = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL as read.

    Shapes   canonical: empty when the text is no package URL; original: as written;
             remarks: codes among purl-invalid, purl-not-canonical, purl-upper-case, purl-without-version,
             purl-encoded-slash
    """

    canonical: str
    original: str
    type: str = ""
    namespace: str = ""
    name: str = ""
    version: str = ""
    remarks: tuple[str, ...] = ()


def read_purl(text: str) -> Purl:
    """Read a package URL as found in a file, and say what is odd about it.

    Shapes   text: anything
    Returns  the canonical form with its parts; an invalid text has an empty canonical form and one remark
    Source   purl specification 1.0 (ECMA-427)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return Purl("", text[:_LONGEST], remarks=("purl-invalid",))
    plain = _PLAIN.fullmatch(text)
    if plain:
        return Purl(text, text, plain[1], plain[2].rstrip("/"), plain[3], plain[4])
    try:
        found = PackageURL.from_string(text)
        canonical = found.to_string()
    except ValueError:
        return Purl("", text, remarks=("purl-invalid",))
    return Purl(
        canonical=canonical,
        original=text,
        type=found.type,
        namespace=found.namespace or "",
        name=found.name,
        version=found.version or "",
        remarks=_remarks_on(text, canonical, found),
    )


def build_purl(
    kind: str,
    name: str,
    *,
    namespace: str = "",
    version: str = "",
    qualifiers: dict[str, str] | None = None,
    subpath: str = "",
) -> str:
    """Write the canonical package URL of a package.

    Shapes   kind: the purl type (npm, pypi, maven, golang, cargo, composer, gem, nuget, pub, deb, ...)
    Returns  the canonical form, or an empty text when the parts make none (no name, an odd type)
    Source   purl specification 1.0 (ECMA-427)
    """
    if not _TYPE.fullmatch(kind):
        return ""
    try:
        return PackageURL(
            type=kind,
            namespace=namespace or None,
            name=name,
            version=version or None,
            qualifiers=qualifiers or None,
            subpath=subpath or None,
        ).to_string()
    except ValueError:
        return ""


def _remarks_on(text: str, canonical: str, found: PackageURL) -> tuple[str, ...]:
    remarks = []
    if text != canonical:
        remarks.append("purl-upper-case" if text.lower() == canonical.lower() else "purl-not-canonical")
    if not found.version:
        remarks.append("purl-without-version")
    if "%2f" in text.lower().partition("?")[0]:
        remarks.append("purl-encoded-slash")
    return tuple(remarks)

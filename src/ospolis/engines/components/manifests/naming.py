"""Package URLs from the names that manifests use."""

from __future__ import annotations

import re
from typing import Final

from ..purl import build_purl

_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_PLAIN_VERSION: Final = re.compile(r"[A-Za-z0-9._~-]*")
_RUN: Final = re.compile(r"[-_.]+")
_LOWER: Final = frozenset(("npm", "composer", "github", "golang", "hex", "pypi", "pub", "gitlab", "bitbucket"))


def name_package(kind: str, name: str, version: str = "", *, qualifiers: dict[str, str] | None = None) -> str:
    """Write the canonical package URL of a package.

    Shapes   kind: purl type; name: as the ecosystem writes it (`@scope/name`, `group:artifact`, `vendor/name`)
    Returns  the package URL, or an empty text when the name makes none
    Source   purl specification 1.0, type definitions; PEP 503 for Python names
    """
    name = normalise_name(kind, name)
    namespace, _, last = name.rpartition(":" if kind == "maven" else "/")
    if not last or (kind == "maven" and not namespace):
        return ""
    scoped = namespace[1:] if kind == "npm" and namespace.startswith("@") else namespace
    ordinary = _PLAIN_VERSION.fullmatch(version) and _PLAIN.fullmatch(last)
    if qualifiers or not ordinary or (namespace and not _PLAIN.fullmatch(scoped)):
        return build_purl(kind, last, namespace=namespace, version=version, qualifiers=qualifiers)
    front = f"{'%40' if scoped is not namespace else ''}{scoped}/" if namespace else ""
    return f"pkg:{kind}/{front}{last}@{version}" if version else f"pkg:{kind}/{front}{last}"


def normalise_name(kind: str, name: str) -> str:
    """Return the one spelling of a name under which its ecosystem compares names.

    Source   purl specification 1.0, type definitions; PEP 503
    """
    if kind in _LOWER:
        name = name.lower()
    if kind == "pypi":
        name = _RUN.sub("-", name)
    return name.strip("/ ")


def strip_version(purl: str) -> str:
    """Return a package URL without version and qualifiers."""
    front = purl.partition("?")[0]
    base, at, _ = front.rpartition("@")
    return base if at else front

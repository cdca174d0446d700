"""Where a source lies: in the folder, at an address, or elsewhere on the operator's machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ospolis.mapping.choices import FORGES, SourceKind
from ospolis.mapping.folder.problems import ProblemList
from ospolis.mapping.masking import find_secret, mask_location

_FILE = "sources.csv"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SCP = re.compile(r"[^/\s]+@[^/:\s]+:")
_GIT_SCHEMES = frozenset({"https", "file", "ssh"})
# Bytes of one file that a source points at; the readers have the same limits (SBOM and YAML rows of the limits table).
LONGEST_DOCUMENT = {
    SourceKind.PUBLICCODE: 256_000,
    SourceKind.CODE_JSON: 50_000_000,
    SourceKind.COMPONENT_LIST: 50_000_000,
    SourceKind.LIST: 20_000_000,
}


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where to read a source: a `path` of this machine, or else an `address`."""

    location: str
    path: Path | None = None
    address: str = ""


def place_source(folder: Path, kind: SourceKind, location: str, line: int, problems: ProblemList) -> SourcePlace | None:
    """Check the location of a source before anything is read.

    Returns  the place, or None after a problem was added
    """
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in location) or location.startswith("-"):
        _refuse(problems, line, "bad-location", f"'{mask_location(location)}' is no address and no path.", "Mend it.")
        return None
    if _SCHEME.match(location) or _SCP.match(location):
        return _place_address(kind, location, line, problems)
    if kind in FORGES:
        _refuse(
            problems,
            line,
            "bad-location",
            f"'{mask_location(location)}' is no address.",
            "Write it whole, with https:// in front.",
        )
        return None
    return _place_path(folder, kind, location, line, problems)


def _place_address(kind: SourceKind, location: str, line: int, problems: ProblemList) -> SourcePlace | None:
    allowed = _GIT_SCHEMES if kind == SourceKind.GIT else frozenset({"https", "file"})
    try:
        parts = urlsplit(location)
        scheme, host, password = parts.scheme.lower(), parts.hostname, parts.password
        # A forge's token often stands where the user does, and locations are shown to everybody.
        secret = password is not None or (parts.username is not None and scheme == "https")
    except ValueError:
        scheme, host, secret = "", None, False
    if scheme not in allowed or (scheme != "file" and not host):
        names = " or ".join(f"{name}://" for name in sorted(allowed, reverse=True))
        _refuse(
            problems,
            line,
            "bad-location",
            f"'{mask_location(location)}' cannot be read.",
            f"Use {names}, or a path in the folder.",
        )
        return None
    if secret:
        _refuse(
            problems,
            line,
            "password-in-address",
            "The address holds a user name or password, which everybody would read.",
            "Take out what stands before the @, and change it where it was made.",
        )
        return None
    if scheme != "file" and not _may_ask(kind, location, line, problems):
        return None
    if scheme == "file" and kind != SourceKind.GIT:
        return _check_document(Path(parts.path), kind, location, line, problems)
    return SourcePlace(location=location, address=location)


def _may_ask(kind: SourceKind, location: str, line: int, problems: ProblemList) -> bool:
    """A repository is named without a query; the address of a file may hold one, but nothing that opens a door."""
    if secret := find_secret(location):
        _refuse(
            problems,
            line,
            "secret-in-address",
            f"The address holds {secret}, which everybody would read.",
            "Take it out, withdraw it where it was made, and give an address that is public.",
        )
        return False
    if "#" in location or ("?" in location and (kind == SourceKind.GIT or kind in FORGES)):
        mark = "#" if "#" in location else "?"
        message = f"The address goes on after a {mark}, which is no part of the address of a source of this kind."
        _refuse(problems, line, "query-in-address", message, f"Take out the {mark} and what stands behind it.")
        return False
    return True


def _place_path(folder: Path, kind: SourceKind, location: str, line: int, problems: ProblemList) -> SourcePlace | None:
    root = folder.resolve()
    path = (root / location).resolve()
    if not path.is_relative_to(root):
        _refuse(
            problems,
            line,
            "leaves-folder",
            f"'{location}' lies outside the folder.",
            "Copy it in, or write file:// and the whole path.",
        )
        return None
    if kind == SourceKind.GIT:
        if not path.is_dir():
            _refuse(
                problems,
                line,
                "missing-repository",
                f"There is no folder '{location}'.",
                "Put the repository there, or mend the path.",
            )
            return None
        return SourcePlace(location=location, path=path)
    return _check_document(path, kind, location, line, problems)


def _check_document(
    path: Path, kind: SourceKind, location: str, line: int, problems: ProblemList
) -> SourcePlace | None:
    """A file is there, is a plain file, is of ordinary size and, for a component list, looks like one."""
    longest = LONGEST_DOCUMENT[kind]
    if not path.is_file():
        _refuse(problems, line, "missing-file", f"There is no file '{location}'.", "Put it there, or mend the path.")
    elif (size := path.stat().st_size) > longest:
        _refuse(problems, line, "too-large", f"'{location}' has {size:,} bytes.", f"At most {longest:,} are read.")
    elif kind == SourceKind.COMPONENT_LIST and not _looks_like_component_list(path):
        _refuse(
            problems, line, "wrong-kind", f"'{location}' is no component list.",
            "Give CycloneDX (JSON or XML) or SPDX (JSON or tag-value).",
        )  # fmt: skip
    else:
        return SourcePlace(location=location, path=path)
    return None


_MARKS = (b"bomFormat", b"spdxVersion", b"SPDXVersion", b"cyclonedx.org/schema/bom", b"spdx.org/rdf", b"CycloneDX")


def _looks_like_component_list(path: Path) -> bool:
    """Recognise the kind by content; whether it can be read is found out later, by the reader itself."""
    with path.open("rb") as file:
        start = file.read(1_000_000)
    return any(mark in start for mark in _MARKS)


def _refuse(problems: ProblemList, line: int, code: str, message: str, remedy: str) -> None:
    problems.add(_FILE, code, message, remedy, row=line, column="location")

"""What two programs name in one text, held against each other; and what says the same in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SURE = 90.0  # a match of ScanCode that scores less is weak
REF = "LicenseRef-scancode-"
# What ScanCode calls what it does not know either, and texts that are no licence: warranties, disclaimers, rules of
# export.
NOISE = ("unknown", "free-unknown", "proprietary-license", "commercial-license", "other-", "generic-", "warranty-",
         "license-clue", "philippe-de-muyter", "us-govt-unlimited-rights")  # fmt: skip
# Texts that ScanCode keeps under a name of its own. The SPDX list has one under another name, and two not at all: BSD
# with "in this position and unchanged", ISC with thanks to an agency. The last is an old id and its successor.
ALIASES = {
    "LicenseRef-scancode-iso-8879": "ISO-permission",
    "LicenseRef-scancode-bsd-unchanged": "BSD-2-Clause",
    "LicenseRef-scancode-sudo": "ISC",
    "BSD-2-Clause-FreeBSD": "BSD-2-Clause-Views",
}
# "In the public domain" has no id; beside one of these it says in words what the licence does.
PUBLIC_DOMAIN = (f"{REF}public-domain", f"{REF}us-govt-public-domain")
WAIVERS = frozenset(("CC0-1.0", "Unlicense", "NIST-PD", "NIST-PD-fallback"))
# How ScanCode names a licence of GNU whose version is not told. Beside one with a version it says no more.
UNVERSIONED = {"GPL-1.0-or-later": "GPL-", "LGPL-2.0-or-later": "LGPL-", "AGPL-1.0-or-later": "AGPL-"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_SPDX_KEY = re.compile(r"^spdx_license_key: (\S+)", re.MULTILINE)
_OPERATORS = frozenset(("AND", "OR", "WITH", "NONE", "NOASSERTION"))

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Named:
    """What ScanCode names in a text. Without noise; `all` holds the licences of weak matches too.

    knows   False where it says that terms stand there which it does not know
    """

    all: frozenset[str]
    sure: frozenset[str]
    is_sure: bool
    knows: bool


def read_keys(python: Path) -> dict[str, str]:
    """The SPDX id of each licence of ScanCode, by ScanCode's own key."""
    keys = {}
    for file in python.parent.parent.glob("lib/python3*/site-packages/licensedcode/data/licenses/*.LICENSE"):
        found = _SPDX_KEY.search(file.read_text("utf-8")[:4_000])
        keys[file.stem] = found[1] if found else f"{REF}{file.stem}"
    return keys


def list_ids(expression: str) -> frozenset[str]:
    """The licences and exceptions of an expression, whether or not it is written as the standard wants it."""
    return frozenset(one.removesuffix("+") for one in _ID.findall(expression) if one not in _OPERATORS)


def read_rows(rows: Rows, keys: dict[str, str]) -> Named:
    """What ScanCode names, from the rows of `detect_text`."""
    told = frozenset().union(*(list_ids(str(row["expression"] or "")) for row in rows))
    matches = [(expression, score) for row in rows for expression, score, _ in row["matches"]]
    sure = {keys.get(key, key) for said, score in matches if score >= SURE for key in list_ids(said.replace("_", "-"))}
    named = frozenset(one for one in told if not _is_noise(one))
    is_sure = bool(matches) and min(score for _, score in matches) >= SURE
    return Named(named, named & sure, is_sure, knows=named == told)


def _is_noise(one: str) -> bool:
    return one.startswith(REF) and one.removeprefix(REF).startswith(NOISE)


def judge(ours: frozenset[str], theirs: Named) -> tuple[str, bool]:
    """The cause of a difference, "" when there is none; and whether it is one of weak matches only."""
    own, all_of, sure = (_settle(ids, ours | theirs.all) for ids in (ours, theirs.all, theirs.sure))
    if not theirs.knows and any(not one.startswith("LicenseRef-") for one in own):
        # It sees terms that it has no name for; a name of ours alone cannot be held against it.
        own = frozenset(one for one in own if not one.startswith("LicenseRef-"))
    if own == all_of:
        return "", False
    if not all_of:
        return ("ScanCode names nothing" if theirs.knows else "ScanCode says that it does not know"), False
    return _tell(own, all_of), bool(sure) and sure <= own <= all_of


def _settle(ids: frozenset[str], both: frozenset[str]) -> frozenset[str]:
    """Licences by one name each."""
    waived = not WAIVERS.isdisjoint(both)
    told = frozenset(ALIASES.get(one, one) for one in ids if not (waived and one.startswith(PUBLIC_DOMAIN)))
    # "Only" beside "or later" of the same version names no other licence.
    told -= {f"{one.removesuffix('-or-later')}-only" for one in told if one.endswith("-or-later")}
    return frozenset(
        one for one in told if not any(other.startswith(UNVERSIONED.get(one, "-")) for other in told - {one})
    )


def _tell(ours: frozenset[str], theirs: frozenset[str]) -> str:
    if not ours:
        return "our detector names nothing"
    if {_bare(one) for one in ours} == {_bare(one) for one in theirs}:
        return "only, or later"
    if {_family(one) for one in ours} == {_family(one) for one in theirs}:
        return "another version or variant of the same family"
    if ours < theirs:
        return "ScanCode names more"
    return "ScanCode names less" if theirs < ours else "different licences"


def _bare(one: str) -> str:
    return one.removesuffix("-only").removesuffix("-or-later")


def _family(one: str) -> str:
    return one.removeprefix(REF).partition("-")[0].lower()

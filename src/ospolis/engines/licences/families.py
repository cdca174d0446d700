"""Our own axes of licences, independent of each other, and the families the pages show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache

from .expressions import Compound, Expression, Licence, Node, Problem, list_licences, parse_expression
from .reference import load_table


class Family(StrEnum):
    """The fixed series of the charts."""

    PERMISSIVE = "permissive"
    WEAK = "weak copyleft"
    STRONG = "strong copyleft"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    NONE = "none"


STRENGTHS = ("permissive", "weak", "strong")
_FAMILIES = {"permissive": Family.PERMISSIVE, "weak": Family.WEAK, "strong": Family.STRONG}


@dataclass(frozen=True, slots=True)
class Axes:
    """What is known of one licence. None and "unknown" mean that nobody has said.

    subject   code, content, data, font, hardware or any
    """

    strength: str
    network: bool
    subject: str
    osi_approved: bool | None
    fsf_free: bool | None
    deprecated: bool


@cache
def axes_of(key: str) -> Axes:
    """The axes of one licence id; a LicenseRef is unknown until somebody rules on it.

    Source   reference/licences/axes.json (ours), list.json (OSI and FSF flags)
    """
    table = load_table("axes.json")
    row = load_table("list.json")["licences"].get(key)
    strength = _first_row(table["strength"], key) or "unknown"
    return Axes(
        strength,
        any(fnmatchcase(key, pattern) for pattern in table["network"]),
        _first_row(table["subject"], key) or ("code" if row else "unknown"),
        row["osi"] if row else None,
        row["fsf"] if row else None,
        bool(row and row["old"]),
    )


def _first_row(rows: dict[str, list[str]], key: str) -> str:
    for name, patterns in rows.items():
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            return name
    return ""


def strength_of(node: Node) -> str:
    """The strength of an expression: of a choice the mildest branch, of a sum the strictest.

    A part that is a LicenseRef beside a known licence adds terms and leaves the family as it is.
    """
    if isinstance(node, Licence):
        return axes_of(node.id).strength
    strengths = [strength_of(part) for part in node.parts]
    known = [STRENGTHS.index(strength) for strength in strengths if strength != "unknown"]
    if not known:
        return "unknown"
    if node.operator == "OR":
        return STRENGTHS[min(known)]
    hidden = any(
        strength == "unknown" and not _is_reference(part) for strength, part in zip(strengths, node.parts, strict=True)
    )
    return "unknown" if hidden else STRENGTHS[max(known)]


def _is_reference(node: Node) -> bool:
    return isinstance(node, Licence) and "LicenseRef-" in node.id


def family_of(expression: str | None) -> Family:
    """The family a page counts an expression in.

    Shapes   expression: an SPDX expression, free text, or None when nothing was found
    Returns  several when an AND joins licences of different families; an ambiguous name has a family when all its
             readings share one
    Source   GUIDE.md section 3 (fixed meanings of series); axes.json
    """
    read = parse_expression(expression)
    if isinstance(read, Problem):
        families = {family_of(option) for option in read.options}
        return families.pop() if len(families) == 1 else Family.UNKNOWN
    if read.node is None:
        return Family.UNKNOWN if read.kind == "NOASSERTION" else Family.NONE
    if isinstance(read.node, Compound) and read.node.operator == "AND":
        parts = {strength_of(part) for part in read.node.parts if not _is_reference(part)}
        if len(parts - {"unknown"}) > 1:
            return Family.SEVERAL
    return _FAMILIES.get(strength_of(read.node), Family.UNKNOWN)


def is_network_copyleft(expression: Expression) -> bool:
    """Whether any licence of an expression reaches users over a network."""
    return any(axes_of(licence.id).network for licence in list_licences(expression))

"""Entries of value, which may be added up, and which may not stand side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class EntryType(StrEnum):
    """What a value is. A replacement cost is a stock; all others are flows of one year."""

    REPLACEMENT_COST = "replacement_cost"
    LICENCE_AVOIDED = "licence_avoided"
    REUSE_AVOIDED = "reuse_avoided"
    IN_KIND_RECEIVED = "in_kind_received"
    CONTRIBUTION_GIVEN = "contribution_given"
    LOCAL_SPEND = "local_spend"
    TIME_SAVED = "time_saved"


# What would have been spent otherwise: of these, one at most for a system, a beneficiary and a year.
COUNTERFACTUAL = frozenset((EntryType.REPLACEMENT_COST, EntryType.LICENCE_AVOIDED, EntryType.REUSE_AVOIDED))
# Kinds that may be added up with each other. Money paid to suppliers is no benefit and stands alone.
_SUMS = (
    frozenset((EntryType.REPLACEMENT_COST,)),
    frozenset((EntryType.LICENCE_AVOIDED, EntryType.REUSE_AVOIDED)),
    frozenset((EntryType.TIME_SAVED,)),
    frozenset((EntryType.IN_KIND_RECEIVED,)),
    frozenset((EntryType.CONTRIBUTION_GIVEN,)),
    frozenset((EntryType.LOCAL_SPEND,)),
)


class MixedSum(ValueError):
    """A stock and a flow, two kinds of value, two currencies or two price years: they have no sum."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one system for one beneficiary in one year.

    Shapes   is_cashable: whether a line of a budget really falls; is_confirmed: whether who benefits has said so
    Units    low, mid, high: money in `currency` and prices of `price_year`
    """

    id: str
    type: EntryType
    system: str
    beneficiary: str
    year: int
    low: Decimal
    mid: Decimal
    high: Decimal
    currency: str
    price_year: int
    is_cashable: bool = False
    is_confirmed: bool = False
    evidence: frozenset[str] = frozenset()
    cost_line: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the middle values of confirmed entries, apart by whether a budget line falls.

    Shapes   entries: the ids that it opens to; unconfirmed: how many stay out
    """

    cashable: Decimal
    other: Decimal
    currency: str
    price_year: int | None
    entries: tuple[str, ...]
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Why an entry cannot stand beside another one: G1 two counterfactuals, G4 one in-kind line twice, G7 one evidence
    for two kinds of value."""

    code: str
    other: str


def add_up(entries: Iterable[Entry]) -> Total:
    """Add up entries of kinds that have a sum.

    Raises   MixedSum
    """
    listed = sorted(entries, key=lambda entry: entry.id)
    types = frozenset(entry.type for entry in listed)
    if types and not any(types <= allowed for allowed in _SUMS):
        raise MixedSum(f"{', '.join(sorted(types))} have no sum")
    units = {(entry.currency, entry.price_year) for entry in listed}
    if len(units) > 1:
        raise MixedSum("a sum is in one currency and in prices of one year")
    currency, price_year = units.pop() if units else ("", None)
    counted = [entry for entry in listed if entry.is_confirmed]
    return Total(
        cashable=sum((entry.mid for entry in counted if entry.is_cashable), Decimal(0)),
        other=sum((entry.mid for entry in counted if not entry.is_cashable), Decimal(0)),
        currency=currency,
        price_year=price_year,
        entries=tuple(entry.id for entry in counted),
        unconfirmed=len(listed) - len(counted),
    )


def find_clash(entry: Entry, others: Iterable[Entry]) -> Clash | None:
    """The first of other entries that counts the same thing."""
    for other in sorted(others, key=lambda one: one.id):
        if other.id == entry.id:
            continue
        code = _compare(entry, other)
        if code:
            return Clash(code, other.id)
    return None


def _compare(entry: Entry, other: Entry) -> str:
    same = (entry.system, entry.beneficiary, entry.year) == (other.system, other.beneficiary, other.year)
    flows = COUNTERFACTUAL - {EntryType.REPLACEMENT_COST}
    if same and entry.type in flows and other.type in flows:
        return "G1"
    if same and entry.type is other.type is EntryType.REPLACEMENT_COST:
        return "G1"
    if entry.type is other.type is EntryType.IN_KIND_RECEIVED and entry.cost_line == other.cost_line:
        return "G4" if entry.year == other.year else ""
    pair = {entry.type, other.type}
    time_and_licence = pair == {EntryType.TIME_SAVED, EntryType.LICENCE_AVOIDED}
    return "G7" if same and time_and_licence and entry.evidence & other.evidence else ""

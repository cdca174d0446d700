"""The items of some institutions in their fixed order, with what people said: one row for each item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from ospolis.engines.maturity.claims import Claim, Papers, read_claim, read_papers
from ospolis.engines.maturity.observation import BadObservation, InstitutionInput, ItemInput
from ospolis.engines.maturity.policy import Policy


@dataclass(slots=True)
class Rows:
    """The items of some institutions in their fixed order, with what people said."""

    institutions: list[InstitutionInput] = field(default_factory=list)
    items: list[ItemInput] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    papers: list[Papers] = field(default_factory=list)
    # For each item the numbers of its institution and of its dimension.
    owners: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    # For each dimension its institution and its code.
    dimensions: list[tuple[int, str]] = field(default_factory=list)


def lay_rows(institutions: Iterable[InstitutionInput], policy: Policy) -> Rows:
    """Sort the items of each institution by dimension and code, and read what people said.

    Raises   BadObservation when an item comes twice or weighs nothing
    """
    rows = Rows()
    for owner, institution in enumerate(institutions):
        rows.institutions.append(institution)
        items = sorted(institution.items, key=lambda item: (item.dimension, item.code))
        if len({item.code for item in items}) < len(items):
            raise BadObservation(f"institution {institution.id}: an item comes twice")
        for dimension, members in groupby(items, key=lambda item: item.dimension):
            rows.dimensions.append((owner, dimension))
            for item in members:
                if not item.weight > 0:
                    raise BadObservation(f"{item.code}: a weight is above 0")
                rows.items.append(item)
                rows.claims.append(read_claim(item, policy))
                rows.papers.append(read_papers(item, policy))
                rows.owners.append(owner)
                rows.groups.append(len(rows.dimensions) - 1)
    return rows

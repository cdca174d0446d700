"""What readers ask of the map and of the institutions: addresses to plain values."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from ospolis.institutions.choices import InstitutionKind, Sector

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class InstitutionQuestion:
    """To what a list of institutions is narrowed."""

    words: str = ""
    kind: str = ""
    sector: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.kind or self.sector)


def read_institution_question(query: QueryDict) -> InstitutionQuestion:
    """The filter of a list of institutions; a value that no list knows narrows nothing."""
    kind, sector = query.get("kind", ""), query.get("sector", "")
    return InstitutionQuestion(
        words=" ".join(query.get("q", "").replace("\0", "").split())[:_LONGEST],
        kind=kind if kind in InstitutionKind.values else "",
        sector=sector if sector in Sector.values else "",
    )

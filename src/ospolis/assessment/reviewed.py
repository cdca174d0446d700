"""What assessors and workshops say, as facts of the ledger; and when two assessors agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from ospolis.evidence.choices import Provenance, SubjectKind, Visibility
from ospolis.evidence.ledger import NewFact, Origin

REVIEWED, GRADE = "institution.reviewed-level", "institution.document-grade"
WORKSHOP, TWO_ASSESSORS, WITHDRAWN = "workshop", "two-assessors", "withdrawn"
MOST_QUARTERS = 4
_AGREEING = 2


def origin_of_review(campaign_id: int) -> Origin:
    """Where reviewed levels of a campaign come from."""
    return _origin(f"campaign:{campaign_id}", "review")


def origin_of_document(document_id: int) -> Origin:
    """Where the grades of a document come from."""
    return _origin(f"document:{document_id}", "grading")


def fact_of_level(item: str, level: int | None, how: str, institution_key: str, day: date) -> NewFact:
    """A reviewed level; None takes back what was agreed."""
    return NewFact(
        SubjectKind.INSTITUTION, institution_key, REVIEWED, institution_key, part=item,
        number=None if level is None else float(level), text=WITHDRAWN if level is None else how,
        detail={"date": day.isoformat()},
    )  # fmt: skip


def fact_of_grade(
    item: str, document_id: int, grade_id: int, quarters: int, kind: str, institution_key: str, day: date
) -> NewFact:
    """The grade of one assessor, who is told apart by the number of the grade; `withdrawn` is a kind too: what was
    taken back keeps its number."""
    return NewFact(
        SubjectKind.INSTITUTION, institution_key, GRADE, institution_key, part=f"{item}/{document_id}/{grade_id}",
        number=quarters / MOST_QUARTERS, text=kind, detail={"date": day.isoformat()},
    )  # fmt: skip


def agreed_level(proposals: Iterable[int]) -> int | None:
    """The level that two assessors or more propose; None while there is none, or two such levels stand level."""
    counted = [(n, level) for level, n in Counter(proposals).items() if n >= _AGREEING]
    best = max((n for n, _level in counted), default=0)
    found = [level for n, level in counted if n == best]
    return found[0] if len(found) == 1 else None


def _origin(source_key: str, method: str) -> Origin:
    return Origin(
        source_key=source_key, provenance=Provenance.ANSWER, method=method, method_version="1",
        visibility=Visibility.OFFICE,
    )  # fmt: skip

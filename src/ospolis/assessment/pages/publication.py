"""What a lead is about to publish, and what is public now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ospolis.assessment.selectors.publication import agreed_institutions, public_profile
from ospolis.assessment.selectors.results import office_results
from ospolis.core.access import Viewer


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """Everything that the page shows before a lead decides."""

    assessed: int
    institutions: int
    day: date | None
    agreed: tuple[str, ...]
    public_on: date | None

    @property
    def is_public(self) -> bool:
        return self.public_on is not None


def describe_publication(viewer: Viewer, realm: str) -> PublicationPage:
    """Gather the page.

    Cost     11 queries at most
    """
    results, agreed = office_results(viewer, realm), agreed_institutions(viewer, realm)
    profile = public_profile(viewer, realm)
    return PublicationPage(
        assessed=sum(row.score is not None for row in results.rows),
        institutions=len(results.rows),
        day=results.day,
        agreed=tuple(row.name for row in results.rows if row.key in agreed and row.score is not None),
        public_on=profile.published_at.date() if profile else None,
    )

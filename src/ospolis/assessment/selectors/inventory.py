"""What the confirmed inventory says of one institution, by the names that conditions of a question bank use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ospolis.assessment.inventory import Name, lay_inventory
from ospolis.core.access import Viewer
from ospolis.institutions.selectors import InstitutionProfile, system_profiles_of
from ospolis.mapping.selectors.inventory import counted_repositories

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


def names_of_inventory(viewer: Viewer, institution: Institution) -> Mapping[str, Name]:
    """Numbers and kinds of one institution, from what was declared and confirmed, never from a scan: the same for
    whoever asks, and the same as an assessment uses.

    Shapes   the names of `engines/maturity/applicability.py`; None where nobody said
    Cost     2 queries
    """
    row = institution
    profile = InstitutionProfile(row.pk, row.key, row.name, row.kind, row.sector, row.staff)
    systems = system_profiles_of(viewer, row.realm, institution=row.key)
    repositories = counted_repositories(viewer, row.realm, institution=row.key)
    return lay_inventory([profile], systems, repositories)[row.key].names

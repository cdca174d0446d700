"""What the confirmed inventory says of one institution, by the names that conditions of a question bank use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    systems = system_profiles_of(viewer, institution.realm, institution=institution.key)
    repositories = counted_repositories(viewer, institution.realm, institution=institution.key)
    return lay_inventory([_profile(institution)], systems, repositories)[institution.key].names


def names_of_inventories(
    viewer: Viewer, realm: str, institutions: Sequence[Institution]
) -> dict[str, Mapping[str, Name]]:
    """The same of many institutions of an office, by their keys.

    Cost     2 queries
    """
    profiles = [_profile(row) for row in institutions]
    laid = lay_inventory(profiles, system_profiles_of(viewer, realm), counted_repositories(viewer, realm))
    return {key: holding.names for key, holding in laid.items()}


def _profile(row: Institution) -> InstitutionProfile:
    return InstitutionProfile(row.pk, row.key, row.name, row.kind, row.sector, row.staff)

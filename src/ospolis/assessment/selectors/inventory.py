"""What the confirmed inventory says of one institution, by the names that conditions of a question bank use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ospolis.assessment.inventory import HOSTS, NO_HOST, Name, asks_hosts, lay_inventory
from ospolis.core.access import Viewer
from ospolis.institutions.selectors import InstitutionProfile, system_profiles_of
from ospolis.mapping.selectors.inventory import counted_repositories
from ospolis.offices.choices import ScopeKind
from ospolis.offices.selectors import offices_seen_by

if TYPE_CHECKING:
    from ospolis.engines.maturity import Bank
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


def hosts_of(viewer: Viewer, realm: str) -> dict[str, str]:
    """Which institutions host an office, and of what: `country` for the office of a whole country, else `office`.

    Shapes   by the key of the institution; all others host none
    Cost     1 query
    """
    found: dict[str, str] = {}
    for office in offices_seen_by(viewer).filter(key=realm):
        is_country = office.scope == ScopeKind.COUNTRY or found.get(office.host.key) == "country"
        found[office.host.key] = "country" if is_country else "office"
    return found


def names_for(viewer: Viewer, bank: Bank, institution: Institution) -> Mapping[str, Name]:
    """What the conditions of a bank may ask of one institution.

    Cost     2 queries, 3 where the bank asks about an office or a country
    """
    names = names_of_inventory(viewer, institution)
    if not asks_hosts(bank.items):
        return names
    return {**names, HOSTS: hosts_of(viewer, institution.realm).get(institution.key, NO_HOST)}


def _profile(row: Institution) -> InstitutionProfile:
    return InstitutionProfile(row.pk, row.key, row.name, row.kind, row.sector, row.staff)

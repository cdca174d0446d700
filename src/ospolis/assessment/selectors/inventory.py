"""What the confirmed inventory says of an institution, by the names that conditions of a question bank use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ospolis.core.access import Grant, Role, Viewer
from ospolis.institutions.choices import Openness, SystemStatus
from ospolis.institutions.selectors import systems_of
from ospolis.mapping.selectors.repositories import repositories_seen_by

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution

Value = float | str | bool | None
_KEY_FROM = 3


def names_of_inventory(viewer: Viewer, institution: Institution) -> Mapping[str, Value]:
    """Numbers and kinds of one institution, from what was declared and confirmed, never from a scan.

    Shapes   the names of `engines/maturity/applicability.py`; None where nobody said
    Cost     2 queries
    """
    # Which questions are asked must not hang on who opens the form: it is read as the institution itself reads it.
    own = Viewer(label="assessment", grants=(Grant(Role.FOCAL_POINT, unit=institution.key),))
    rows, private = systems_of(own, institution)
    systems = [row for row in rows if row.status == SystemStatus.ACTIVE]
    known = [private[row.key] for row in systems if row.key in private]
    repositories = repositories_seen_by(own).filter(institution=institution).order_by().count()
    half_open = {Openness.OPEN, Openness.MIXED}
    half_closed = {Openness.PROPRIETARY, Openness.MIXED}
    return {
        "kind": institution.kind,
        "sector": institution.sector or None,
        "staff": institution.staff,
        "repositories": repositories,
        "systems": len(systems),
        "open_systems": sum(row.openness in half_open for row in systems),
        "closed_systems": sum(row.openness in half_closed for row in systems),
        "key_systems": sum((row.criticality or 0) >= _KEY_FROM for row in known),
        "own_systems": sum(bool(row.repository) for row in systems),
        "vendors": len({row.vendor for row in known if row.vendor}),
    }

"""Facts about closed activities: how many took part, by what they told, as far as that may be shown."""

from __future__ import annotations

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance, Visibility
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.people.totals import Total, totals_of_activity

MEASURES = frozenset({"attended", "absent"})
# The count is small, or would give a small one away: docs/models/disclosure.md.
HIDDEN = "hidden"


def origin_of(reference: str) -> Origin:
    """Where facts of a closed activity come from: its snapshot."""
    return Origin(
        source_key=reference, provenance=Provenance.ACTIVITY, method="people.close_activity", method_version="1",
        visibility=Visibility.OFFICE,
    )  # fmt: skip


def facts_of_activity(viewer: Viewer, realm: str, reference: str) -> list[NewFact]:
    """What the ledger holds of a closed activity: one fact for each count, hidden ones without their number.

    Cost     1 query
    """
    totals = totals_of_activity(viewer, reference)
    return [_fact(realm, total) for total in totals if total.state in MEASURES]


def _fact(realm: str, total: Total) -> NewFact:
    detail: dict[str, object] = {
        "activity": total.activity, "day": total.day.isoformat(), "capacity": total.capacity,
        "dimension": total.dimension, "value": total.value, "of": total.base,
    }  # fmt: skip
    if total.response_rate is not None:
        detail["response rate"] = total.response_rate
    return NewFact(
        subject_kind="office",
        subject_key=realm,
        measure=f"participation.{total.state}",
        part=f"{total.reference}/{total.capacity}/{total.dimension}/{total.value}",
        number=None if total.count is None else float(total.count),
        text="" if total.count is not None else HIDDEN,
        detail=detail,
        record=total.reference,
    )

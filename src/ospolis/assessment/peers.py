"""What an institution is expected to be like before it is looked at: like others of its kind and size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Final

from ospolis.engines.maturity import find_peer_priors, judge_institutions

if TYPE_CHECKING:
    from ospolis.engines.maturity import InstitutionInput, Policy
    from ospolis.institutions.selectors import InstitutionProfile

# Staff up to which an institution is small, middling or large.
_SIZES: Final = (50, 250, 1000)


def find_priors(
    given: Iterable[InstitutionInput], profiles: Iterable[InstitutionProfile], policy: Policy
) -> dict[str, dict[str, float]]:
    """What peers are known for, by institution and question; nothing where too few of them are known.

    Shapes   given: every institution of the office, without a prior, so that nothing is circular
    """
    groups: dict[int | str, Hashable] = {row.key: (row.kind, size_of(row.staff)) for row in profiles}
    readings = list(judge_institutions(given, policy))
    priors: dict[str, dict[str, float]] = defaultdict(dict)
    for (institution, item), prior in find_peer_priors(readings, groups, policy).items():
        priors[str(institution)][item] = prior
    return dict(priors)


def size_of(staff: int | None) -> int:
    """How large an institution is, from 0 for the smallest; -1 when its staff is not known."""
    return -1 if staff is None else sum(staff > most for most in _SIZES)

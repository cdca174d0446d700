"""How far answers to a question are too high, learnt where assessors reviewed them."""

from __future__ import annotations

from collections import defaultdict

from ospolis.assessment.hearing import ANSWER, REVIEWED
from ospolis.core.access import Viewer
from ospolis.engines.maturity import Policy, estimate_bias
from ospolis.evidence.selectors import facts_said
from ospolis.institutions.selectors import profiles_of


def find_bias(viewer: Viewer, realm: str, policy: Policy) -> dict[str, float]:
    """The bias of each question of an office that was reviewed anywhere: 0 to 1, on the scale of theta.

    Cost     2 queries, one more where something was reviewed
    """
    keys = [profile.key for profile in profiles_of(viewer, realm)]
    reviewed = {
        (fact.institution, fact.part.upper()): fact.number
        for fact in facts_said(viewer, keys, {REVIEWED})
        if fact.number is not None
    }
    if not reviewed:
        return {}
    roles: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts_said(viewer, {institution for institution, _ in reviewed}, {ANSWER}):
        item, _, rest = fact.part.partition("/")
        if (fact.institution, item.upper()) in reviewed and fact.number is not None:
            roles[fact.institution, item.upper()][rest.split("/")[0]].append(fact.number)
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (institution, item), level in sorted(reviewed.items()):
        means = [sum(levels) / len(levels) for _, levels in sorted(roles.get((institution, item), {}).items())]
        if means:
            pairs[item].append((sum(means) / len(means), level))
    return {item: estimate_bias(found, policy) for item, found in pairs.items()}

"""What is expected before an institution is looked at: from its peers, and from moderated pairs of levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.readings import InstitutionReading

_HIGHEST = 4


def find_peer_priors(
    readings: Sequence[InstitutionReading], peers: Mapping[int | str, Hashable], policy: Policy
) -> dict[tuple[int | str, str], float]:
    """The mean of what is known of its peers, for each institution and item that has enough of them.

    Shapes   readings: judged without priors, so that nothing is circular; peers: the kind and size of an institution
    Returns  theta by institution and item, for `ItemInput.prior`; nothing when the policy does not use peers
    """
    if not policy.peers_used:
        return {}
    known: dict[tuple[Hashable, str], dict[int | str, float]] = defaultdict(dict)
    for reading in readings:
        for item in reading.items:
            if item.known and reading.id in peers:
                known[peers[reading.id], item.code][reading.id] = item.mean
    totals = {place: sum(sorted(means.values())) for place, means in known.items()}
    priors = {}
    for reading in readings:
        for item in reading.items:
            place = (peers.get(reading.id), item.code)
            means = known.get(place, {})
            others = len(means) - (reading.id in means)
            if others >= policy.peers_least:
                mean = (totals[place] - means.get(reading.id, 0.0)) / others
                priors[reading.id, item.code] = round(min(max(mean, policy.peers_low), policy.peers_high), 6)
    return priors


def estimate_bias(pairs: Iterable[tuple[float, float]], policy: Policy) -> float:
    """By how much an item is answered too high, from levels that were reviewed afterwards.

    Shapes   pairs: the level that an institution gave itself, and the level after the review
    Units    levels in, theta (0 to 1) out, for `ItemInput.bias`
    Returns  the mean difference, drawn towards 0 as long as there are few pairs; below 0 when answers are too low
    """
    differences = sorted((said - found) / _HIGHEST for said, found in pairs)
    return round(sum(differences) / (len(differences) + policy.bias_strength), 6) if differences else 0.0

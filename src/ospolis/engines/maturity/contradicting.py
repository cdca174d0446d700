"""Where what was said and what was seen do not go together. Nothing is changed here: both values stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ospolis.engines.maturity.arrays import Floats
from ospolis.engines.maturity.beta import find_probability
from ospolis.engines.maturity.counting import Automatic, Decisive
from ospolis.engines.maturity.observation import AddedFile, Answer, Grade, InstitutionInput, ItemInput
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.readings import Contradiction, Flag
from ospolis.engines.maturity.rows import Rows

_LEVELS = 4


def find_contradictions(
    rows: Rows, automatic: Automatic, decisive: Decisive, policy: Policy
) -> list[list[Contradiction]]:
    """Ask the eight questions of each item and institution.

    Returns  a list for each institution, sorted by item and flag
    Source   docs/models/assessment.md, "Contradictions"
    """
    found: list[list[Contradiction]] = [
        [*_find_strays(institution), *_find_copies(institution, policy)] for institution in rows.institutions
    ]
    for place, contradiction in (
        *_compare_claims(rows, automatic, decisive, policy),
        *_look_at_claims(rows, automatic, policy),
    ):
        found[rows.owners[place]].append(contradiction)
    return [sorted(several, key=lambda one: (one.item, one.flag, one.detail, one.facts)) for several in found]


def collect_facts(item: ItemInput) -> tuple[int, ...]:
    """The facts that an item rests on, hints left out."""
    facts: set[int] = set()
    for sight in item.sights:
        if sight.strength != "hint":
            facts.update(sight.facts)
    said: tuple[Answer | Grade, ...] = (*item.answers, *item.grades)
    facts.update(one.fact for one in said if one.fact is not None)
    if item.reviewed_fact is not None:
        facts.add(item.reviewed_fact)
    return tuple(sorted(facts))


def _compare_claims(
    rows: Rows, automatic: Automatic, decisive: Decisive, policy: Policy
) -> Iterator[tuple[int, Contradiction]]:
    """Over-claim, asked of decisive hooks alone, and under-claim, asked of all hooks that are no hints."""
    claim = np.array([np.nan if claim.share is None else claim.share for claim in rows.claims])
    applies = np.array([item.applicable for item in rows.items], dtype=np.bool_)
    asks: tuple[tuple[Flag, Automatic | Decisive, float], ...] = (
        ("over-claim", decisive, -policy.over_claim_margin),
        ("under-claim", automatic, policy.under_claim_margin),
    )
    for flag, seen, margin in asks:
        asked = np.flatnonzero(applies & ~np.isnan(claim) & (seen.observed > 0))
        below = _probability_below(claim[asked] + margin, seen.good[asked], seen.bad[asked])
        chances = below if flag == "over-claim" else 1 - below
        share = seen.passed[asked] / seen.observed[asked]
        for place, p, part in zip(asked.tolist(), np.round(chances, 4).tolist(), share.tolist(), strict=True):
            if p > policy.claim_probability:
                yield place, _contradict(rows, place, flag, part, p=p)


def _probability_below(x: Floats, good: Floats, bad: Floats) -> Floats:
    """How likely evidence alone, with nothing known before, puts theta below x."""
    return find_probability(np.clip(np.round(x, 9), 0, 1), 1 + good, 1 + bad)


def _look_at_claims(rows: Rows, automatic: Automatic, policy: Policy) -> Iterator[tuple[int, Contradiction]]:
    """The flags that need no probability."""
    columns = (automatic.observed, automatic.passed, automatic.expected, automatic.newest, automatic.counted)
    lines = zip(rows.items, rows.claims, rows.papers, *(column.tolist() for column in columns), strict=True)
    for place, (item, claim, paper, seen, passed, expected, newest, counted) in enumerate(lines):
        part = passed / seen if seen else None
        if not item.applicable:
            continue
        if claim.only_na:
            if seen or counted:
                yield place, _contradict(rows, place, "impossible", part, detail=f"{expected:g}")
            continue
        level = -1.0 if claim.share is None else claim.share * _LEVELS
        if level >= policy.unsupported_level and not seen and paper.best is None and _could_be_seen(item):
            yield place, _contradict(rows, place, "unsupported", None, detail=f"{expected:g}")
        if claim.spread >= policy.disagree_levels:
            yield place, _contradict(rows, place, "disagreeing-respondents", part, detail=f"{claim.spread:g}")
        age = newest if paper.newest_age is None else min(newest, paper.newest_age)
        if policy.stale_days < age < float("inf"):
            yield place, _contradict(rows, place, "stale", part, detail=f"{age:.0f}")


def _could_be_seen(item: ItemInput) -> bool:
    """Whether evidence is expected of a kind that the office records: else nobody could support a claim."""
    return any(sight.is_watched and sight.expected and sight.strength != "hint" for sight in item.sights)


def _contradict(
    rows: Rows, place: int, flag: Flag, part: float | None, *, p: float | None = None, detail: str = ""
) -> Contradiction:
    item, share = rows.items[place], rows.claims[place].share
    return Contradiction(
        institution=rows.institutions[rows.owners[place]].id,
        item=item.code,
        flag=flag,
        claim=None if share is None else round(share * _LEVELS, 2),
        evidence=None if part is None else round(part * _LEVELS, 2),
        p=p,
        facts=collect_facts(item),
        detail=detail,
    )


def _find_strays(institution: InstitutionInput) -> Iterator[Contradiction]:
    for stray in institution.strays:
        yield Contradiction(institution.id, stray.item, "scope", facts=tuple(sorted(stray.facts)), detail=stray.place)


def _find_copies(institution: InstitutionInput, policy: Policy) -> Iterator[Contradiction]:
    """The same file in many repositories at once: somebody may have done it for the numbers."""
    copies: dict[tuple[str, str], list[AddedFile]] = defaultdict(list)
    for added in institution.added:
        copies[added.item, added.digest].append(added)
    for (item, _), files in copies.items():
        days = sorted({added.date for added in files})
        spans = [[a for a in files if 0 <= (a.date - day).days < policy.gaming_days] for day in days]
        most = max(spans, key=_count_repositories)
        if _count_repositories(most) > policy.gaming_repositories:
            facts = tuple(sorted({added.fact for added in most if added.fact is not None}))
            first = min(added.date for added in most)
            detail = f"{min(added.path for added in most)} {first.isoformat()} {_count_repositories(most)}"
            yield Contradiction(institution.id, item, "gaming", facts=facts, detail=detail)


def _count_repositories(files: list[AddedFile]) -> int:
    return len({added.repository for added in files})

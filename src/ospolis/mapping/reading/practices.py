"""From the answers to practices, as they come out of the box, to facts: each practice, the tier, and what it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ospolis.engines.practices import VERSION, Answer, judge_fit, shipped_words
from ospolis.evidence.ledger import NewFact
from ospolis.mapping.reading.answers import Contents
from ospolis.mapping.reading.subject import Subject, fact_about

_STATES: Mapping[Answer, str] = {
    "met": "met", "not met": "not-met", "cannot tell": "cannot-tell", "not applicable": "not-applicable",
}  # fmt: skip
_METHOD = {"method": "practices", "method_version": VERSION}


def practice_facts(contents: Contents, subject: Subject) -> Iterator[NewFact]:
    """One fact for each practice, how many are met, the intended tier and how far the repository does what it asks.

    Raises   KeyError, IndexError, TypeError, ValueError when the answer is not of the agreed shape
    """
    rows = contents.practices
    for row in rows:
        yield fact_about(
            subject, "repository.practice", part=row["code"], text=_STATES[row["answer"]], **_said(row["evidence"])
        )
    if not rows:
        return
    answers = Counter(row["answer"] for row in rows)
    yield fact_about(subject, "repository.practices-met", number=float(answers["met"]), **_METHOD)
    applicable = float(answers["met"] + answers["not met"])
    yield fact_about(subject, "repository.practices-applicable", number=applicable, **_METHOD)
    yield from _tier_facts(contents, subject)


def _tier_facts(contents: Contents, subject: Subject) -> Iterator[NewFact]:
    said = contents.tier
    tier = shipped_words().tiers[said["tier"]]
    evidence = _said(said["evidence"])
    evidence["detail"]["stated"] = bool(said["is_stated"])
    yield fact_about(subject, "repository.tier", text=tier.code, **evidence)
    fit = judge_fit(said["tier"], {row["code"]: row["answer"] for row in contents.practices})
    detail = {
        "not met": list(fit.codes("asked", "not met")),
        "cannot tell": list(fit.codes("asked", "cannot tell")),
        "next step": fit.next_step,
    }
    state = {"fits": "fits", "gaps": "gaps", "cannot tell": "cannot-tell"}[fit.state]
    yield fact_about(subject, "repository.tier-fit", text=state, detail=detail, **_METHOD)
    yield fact_about(subject, "repository.tier-met", number=float(fit.met), **_METHOD)
    yield fact_about(subject, "repository.tier-asked", number=float(fit.needed), **_METHOD)


def _said(evidence: list[dict[str, Any]]) -> dict[str, Any]:
    """The texts of evidence, and the first place that can be opened."""
    first = next((place for place in evidence if place["path"]), None)
    return {
        "detail": {"evidence": [place["text"] for place in evidence]},
        "path": first["path"] if first else "",
        "line_start": (first["line"] or None) if first else None,
        **_METHOD,
    }

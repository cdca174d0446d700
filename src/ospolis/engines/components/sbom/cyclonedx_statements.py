"""The vulnerabilities of a CycloneDX document and what it says about them (VEX)."""

from __future__ import annotations

from typing import Final

from ospolis.engines.components.sbom.fields import Fields
from ospolis.engines.components.sbom.reading import Status, Vulnerability

_STATUS: Final = {
    "resolved": Status.FIXED,
    "resolved_with_pedigree": Status.FIXED,
    "exploitable": Status.AFFECTED,
    "in_triage": Status.UNDER_INVESTIGATION,
    "false_positive": Status.NOT_AFFECTED,
    "not_affected": Status.NOT_AFFECTED,
}
_SEVERITIES: Final = ("critical", "high", "medium", "low", "info", "none", "unknown")


def read_vulnerabilities(top: Fields) -> list[Vulnerability]:
    """Read `vulnerabilities[]`; each names what it affects and, when analysed, a status.

    Returns  one row each, in the order of the document
    Source   CycloneDX 1.4 to 1.7, analysis.state
    """
    return [_read_vulnerability(at) for at in top.objects("vulnerabilities")]


def _read_vulnerability(at: Fields) -> Vulnerability:
    ratings = list(at.objects("ratings"))
    severities = [one.text("severity") for one in ratings]
    scores = [score for one in ratings if (score := _number(one)) is not None]
    analysis = at.object("analysis")
    return Vulnerability(
        id=at.text("id"),
        source=at.object("source").text("name") or at.object("source").text("url"),
        severity=next((one for one in _SEVERITIES if one in severities), ""),
        score=max(scores, default=None),
        affects=tuple(filter(None, (one.text("ref") for one in at.objects("affects")))),
        status=_STATUS.get(analysis.text("state"), Status.UNKNOWN),
        justification=analysis.text("justification"),
        response=tuple(analysis.texts("response")),
        statement=analysis.text("detail"),
        created=at.text("created") or at.text("published"),
        updated=analysis.text("lastUpdated") or at.text("updated"),
    )


def _number(rating: Fields) -> float | None:
    score = rating.value.get("score")
    return float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None

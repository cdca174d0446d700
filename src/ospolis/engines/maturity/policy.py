"""The numbers of fusion, contradictions and publication that are policy: read from a file, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ospolis.engines.maturity.refusing import Findings, open_file

SCHEMA = "assessment-policy"


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number that a country may set otherwise.

    Units    shares, probabilities and margins of theta: 0 to 1; levels: 0 to 4; ages: days; weights: pieces of
             evidence (what one independent unit counts)
    """

    prior_alpha: float
    prior_beta: float
    peers_least: int
    peers_weight: float
    peers_low: float
    peers_high: float
    answer_one: float
    answer_agree: float
    answer_agree_roles: int
    answer_agree_range: float
    answer_reviewed: float
    units_ceiling: int
    half_life_days: float
    document_one: float
    document_agree: float
    document_audit: float
    document_passes: float
    interval: float
    cap_level: float
    cap_staged: int
    staged_shift: float
    staged_probability: float
    known_weight_least: float
    ranking_draws: int
    ranking_concentration: float
    ranking_interval: float
    rise_probability: float
    fall_probability: float
    over_claim_margin: float
    under_claim_margin: float
    claim_probability: float
    unsupported_level: float
    stale_days: int
    disagree_levels: float
    gaming_repositories: int
    gaming_days: int
    cell_least: int
    people_least: int
    share_least: int
    bias_strength: float
    peers_used: int


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One number as a reader meets it on the method page."""

    code: str
    value: float
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The file whole: its version, the numbers, and the words beside each."""

    version: str
    date: str
    source: str
    policy: Policy
    rows: tuple[PolicyRow, ...]


def read_policy(data: bytes, *, name: str = "assessment.yml") -> PolicyFile:
    """Read the policy of an assessment.

    Raises   BankRefused with every number that is missing, unknown, outside its range, or without unit and reason
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow("schema", "version", "date", "source", "licence", "parameters")
    place.choice("schema", (SCHEMA,))
    version, date, source = (place.text(key) for key in ("version", "date", "source"))
    kinds = {field.name: field.type for field in fields(Policy)}
    values: dict[str, float] = {}
    rows = []
    for code, row in place.under("parameters"):
        row.allow("value", "unit", "reason", "least", "most")
        if code not in kinds:
            place.refuse("parameters", "unknown-parameter", f"{code[:60]!r} is no parameter. Remove it.")
            continue
        least, most = row.number("least", least=0, most=1e6, default=0), row.number("most", least=0, most=1e6)
        read = row.whole if kinds[code] == "int" else row.number
        values[code] = read("value", least=least, most=most)  # type: ignore[arg-type]
        rows.append(PolicyRow(code, values[code], row.text("unit"), row.text("reason")))
    for code in kinds.keys() - values.keys():
        place.refuse("parameters", "missing-parameter", f"Write a value, a unit and a reason for {code!r}.")
    findings.settle()
    return PolicyFile(version, date, source, Policy(**values), tuple(rows))  # type: ignore[arg-type]

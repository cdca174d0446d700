"""The quality score of a release: every line can be shown, the sum is out of 159 points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ospolis.engines.metadata.nodes import child, items, text_at, text_of, texts_of
from ospolis.engines.metadata.values import is_http_url
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode, YamlScalar

_DESCRIPTION_STEPS = ((30, 1.0), (20, 0.8), (10, 0.5), (3, 0.3))
_USAGE_SHARES = MappingProxyType({"openSource": 1.0, "governmentWideReuse": 0.5})
_TAG_SHARES = (0.0, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """What one field gave: points reached out of points possible."""

    field: str
    reached: float
    possible: int


@dataclass(frozen=True, slots=True)
class QualityScore:
    """Units    score: 0-10, sum of points reached / points possible x 10, not rounded"""

    lines: tuple[ScoredLine, ...]

    @property
    def score(self) -> float:
        return sum(line.reached for line in self.lines) / sum(line.possible for line in self.lines) * 10

    @property
    def band(self) -> str:
        """Below 4 is red, below 6 orange, 6 and more green."""
        return "red" if self.score < 4 else "orange" if self.score < 6 else "green"


def score_release(release: YamlNode, vocabulary: Vocabulary) -> QualityScore:
    """Score how well a release of code.json 2.0.0 is described.

    Source   documentation of the data quality score of code.gov; the lines are data in `reference/codejson`
    """
    lines = (
        ScoredLine(line.field, _share(release, line.field) * line.points, line.points)
        for line in vocabulary.score_lines
    )
    return QualityScore(tuple(lines))


def _share(release: YamlNode, field: str) -> float:
    rate = _RATES.get(field)
    return rate(release) if rate else float(_is_filled(release, tuple(field.split("."))))


def _is_filled(node: YamlNode | None, names: tuple[str, ...]) -> bool:
    if not names:
        return any(text_of(one) or isinstance(one, YamlMap) for one in items(node))
    return any(_is_filled(child(one, names[0]), names[1:]) for one in items(node))


def _rate_description(release: YamlNode) -> float:
    text = text_at(release, "description")
    if text == text_at(release, "name"):
        return 0.0
    words = len(text.split())
    return next((share for fewest, share in _DESCRIPTION_STEPS if words >= fewest), 0.0)


def _rate_usage(release: YamlNode) -> float:
    words = texts_of(child(release, "permissions", "usageType"))
    return max((_USAGE_SHARES.get(word, 0.1 if word.startswith("exempt") else 0.0) for word in words), default=0.0)


def _rate_exemption(release: YamlNode) -> float:
    words = texts_of(child(release, "permissions", "usageType"))
    free = any(word in _USAGE_SHARES for word in words)
    return float(free or bool(text_at(release, "permissions", "exemptionText")))


def _rate_tags(release: YamlNode) -> float:
    count = len(texts_of(child(release, "tags")))
    return _TAG_SHARES[count] if count < len(_TAG_SHARES) else 1.0


def _rate_repository(release: YamlNode) -> float:
    return float(is_http_url(text_at(release, "repositoryURL")))


def _rate_hours(release: YamlNode) -> float:
    node = child(release, "laborHours")
    value = node.value if isinstance(node, YamlScalar) else None
    return float(type(value) in {int, float} and float(value or 0) > 0)


_RATES: Mapping[str, Callable[[YamlNode], float]] = MappingProxyType(
    {
        "description": _rate_description,
        "permissions.usageType": _rate_usage,
        "permissions.exemptionText": _rate_exemption,
        "tags": _rate_tags,
        "repositoryURL": _rate_repository,
        "laborHours": _rate_hours,
    }
)

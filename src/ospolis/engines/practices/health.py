"""The health of a repository in plain words: figures with bands, never a verdict on people."""

from __future__ import annotations

from dataclasses import dataclass

from ospolis.engines.practices.crosswalk import Band, Measure, PracticeWords, shipped_words
from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.table_history import days_since


@dataclass(frozen=True, slots=True)
class HealthReading:
    """One figure of health.

    Units    value: in `unit`, None where it was not measured; then the band is `unknown`
    """

    code: str
    title: str
    value: int | None
    unit: str
    band: str
    words: str
    source: str


def read_health(
    history: HistoryFacts,
    now: int,
    *,
    words: PracticeWords | None = None,
) -> tuple[HealthReading, ...]:
    """Put the figures of a history into bands.

    Units    now: seconds since 1970 (UTC)
    Returns  one reading for each measure of `reference/practices/health.yml`, in its order
    Source   bands and their source stand in that file
    """
    figures = _figures(history, now)
    return tuple(_read(measure, figures[measure.code]) for measure in (words or shipped_words()).measures)


def _figures(history: HistoryFacts, now: int) -> dict[str, int | None]:
    last, first = history.last_commit_at, history.first_commit_at
    return {
        "days-since-change": None if last is None else days_since(last, now),
        "age": None if first is None else days_since(first, now),
        "changes": history.commits_365d,
        "people": history.contributors_365d,
        "bus-factor": history.bus_factor if history.commits_365d else None,
        "releases": None if history.releases is None else _recent_releases(history.releases, now),
    }


def _recent_releases(releases: tuple[tuple[str, int], ...], now: int) -> int:
    return sum(days_since(moment, now) <= 365 for _, moment in releases)


def _read(measure: Measure, value: int | None) -> HealthReading:
    band = Band("unknown", None, "This was not measured.") if value is None else _band_of(measure, value)
    return HealthReading(measure.code, measure.title, value, measure.unit, band.name, band.words, measure.source)


def _band_of(measure: Measure, value: int) -> Band:
    return next(band for band in measure.bands if band.most is None or value <= band.most)

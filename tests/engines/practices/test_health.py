"""Health: figures with bands, in words that shame nobody."""

from __future__ import annotations

from importlib.resources import files

import pytest

from ospolis.engines.practices import HistoryFacts, read_health, read_words, shipped_words
from ospolis.engines.practices.crosswalk import FILES

DAY = 86_400
NOW = 1_800_000_000


def bands(history: HistoryFacts) -> dict[str, tuple[int | None, str]]:
    return {reading.code: (reading.value, reading.band) for reading in read_health(history, NOW)}


def test_figures_find_their_bands():
    history = HistoryFacts(
        commits_365d=12,
        contributors_365d=4,
        bus_factor=1,
        first_commit_at=NOW - 400 * DAY,
        last_commit_at=NOW - 90 * DAY,
        releases=(("v1", NOW - 366 * DAY), ("v2", NOW - 365 * DAY)),
        bot_commits_365d=3,
    )
    assert bands(history) == {
        "days-since-change": (90, "active"),
        "age": (400, "young"),
        "changes": (12, "steady"),
        "people": (4, "few"),
        "bus-factor": (1, "one"),
        "releases": (1, "few"),
    }


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "active"), (91, "quiet"), (366, "resting"), (730, "resting"), (731, "dormant"), (-5, "active")],
)
def test_the_time_since_the_newest_change_has_four_bands(days, band):
    assert bands(HistoryFacts(last_commit_at=NOW - days * DAY))["days-since-change"][1] == band


def test_what_was_not_measured_is_unknown_and_not_zero():
    assert set(bands(HistoryFacts()).values()) == {(None, "unknown")}
    assert bands(HistoryFacts(commits_365d=0, bus_factor=0))["bus-factor"] == (None, "unknown")
    assert bands(HistoryFacts(commits_365d=0))["changes"] == (0, "none")


def test_every_reading_names_unit_and_source():
    for reading in read_health(HistoryFacts(), NOW):
        assert reading.unit
        assert reading.source
        assert reading.title


def test_no_band_shames():
    words = " ".join(band.words for measure in shipped_words().measures for band in measure.bands).lower()
    assert [bad for bad in ("dead", "abandoned", "bad", "poor", "fail", "neglect") if bad in words] == []


def test_the_last_band_of_every_measure_is_open():
    for measure in shipped_words().measures:
        assert [band.most is None for band in measure.bands] == [False] * (len(measure.bands) - 1) + [True]


def test_the_shipped_words_are_the_files_beside_the_code():
    folder = files("ospolis").joinpath("reference").joinpath("practices")
    assert read_words({name: folder.joinpath(name).read_bytes() for name in FILES}) == shipped_words()

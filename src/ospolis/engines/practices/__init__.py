"""Practices and health of a repository, from its paths, a few files and its history; no forge account is needed.

assessing.py    PRACTICES, wanted_paths(paths), assess_repository(paths, contents, history, now) -> Assessment
health.py       read_health(history, now) -> HealthReading...
tiers.py        TierReading, stated or deduced; judge_fit(tier, answers) -> Fit
history.py      HistoryFacts, counted by whoever reads the repository
practice.py     Practice, PracticeResult, Evidence
table_*.py      the questions, as data
crosswalk.py    criteria of other frameworks, bands of health and what tiers ask, from `reference/practices`
"""

from ospolis.engines.practices.assessing import (
    GOVERNING,
    PRACTICES,
    VERSION,
    Assessment,
    assess_repository,
    wanted_paths,
)
from ospolis.engines.practices.crosswalk import PracticeWords, Tier, read_words, shipped_words
from ospolis.engines.practices.health import HealthReading, read_health
from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.practice import Answer, Evidence, Practice, PracticeResult, Reference
from ospolis.engines.practices.tiers import Asked, Fit, TierReading, judge_fit

__all__ = [
    "GOVERNING",
    "PRACTICES",
    "VERSION",
    "Answer",
    "Asked",
    "Assessment",
    "Evidence",
    "Fit",
    "HealthReading",
    "HistoryFacts",
    "Practice",
    "PracticeResult",
    "PracticeWords",
    "Reference",
    "Tier",
    "TierReading",
    "assess_repository",
    "judge_fit",
    "read_health",
    "read_words",
    "shipped_words",
    "wanted_paths",
]

"""Practices and health of a repository, from its paths, a few files and its history; no forge account is needed.

assessing.py    PRACTICES, wanted_paths(paths), assess_practices(paths, contents, history, now) -> PracticeResult...
health.py       read_health(history, now) -> HealthReading...
history.py      HistoryFacts, counted by whoever reads the repository
practice.py     Practice, PracticeResult, Evidence
table_*.py      the questions, as data
crosswalk.py    criteria of other frameworks and the bands of health, from `reference/practices`
"""

from ospolis.engines.practices.assessing import PRACTICES, assess_practices, wanted_paths
from ospolis.engines.practices.crosswalk import PracticeWords, read_words, shipped_words
from ospolis.engines.practices.health import HealthReading, read_health
from ospolis.engines.practices.history import HistoryFacts
from ospolis.engines.practices.practice import Answer, Evidence, Practice, PracticeResult, Reference

__all__ = [
    "PRACTICES",
    "Answer",
    "Evidence",
    "HealthReading",
    "HistoryFacts",
    "Practice",
    "PracticeResult",
    "PracticeWords",
    "Reference",
    "assess_practices",
    "read_health",
    "read_words",
    "shipped_words",
    "wanted_paths",
]

"""What the history of a repository says, counted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """Figures from the commits and tags of a repository.

    Units    *_at and the second part of a release: seconds since 1970 (UTC); *_365d: commits or people in the year
             before the moment of measuring; bus_factor: people who together made half of the year's commits;
             signed_tags: how many of the newest tags (at most five) are signed, and of how many
    None means not measured, for example in a shallow copy; 0 means counted and none.
    """

    commits_365d: int | None = None
    contributors_365d: int | None = None
    bus_factor: int | None = None
    first_commit_at: int | None = None
    last_commit_at: int | None = None
    releases: tuple[tuple[str, int], ...] | None = None
    bot_commits_365d: int | None = None
    signed_tags: tuple[int, int] | None = None

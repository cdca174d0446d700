"""Practices that the history of a repository answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ospolis.engines.practices.practice import Evidence, Finding, Practice, has_code
from ospolis.engines.practices.repository import Repository

DAY: Final = 86_400
_YEAR: Final = 365
_NOT_MEASURED = Finding("cannot tell", (Evidence("The history was not at hand in full."),))


def day_of(moment: int) -> str:
    """Write a moment as a day (UTC); one beyond the calendar as its number of seconds."""
    try:
        return datetime.fromtimestamp(moment, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return f"second {moment}"


def days_since(moment: int, now: int) -> int:
    """Count whole days; a moment in the future, as wrong clocks write it, counts as now."""
    return max(0, now - moment) // DAY


def _look_for_releases(repository: Repository) -> Finding:
    releases = repository.history.releases
    if releases is None:
        return _NOT_MEASURED
    if not releases:
        return Finding("not met", (Evidence("The repository has no tag."),))
    name, moment = max(releases, key=lambda release: (release[1], release[0]))
    text = f"{len(releases)} tags; the newest is {name[:60]} of {day_of(moment)}."
    return Finding("met", (Evidence(text),))


def _look_for_signed_tags(repository: Repository) -> Finding:
    signed = repository.history.signed_tags
    if signed is None:
        return _NOT_MEASURED
    count, looked_at = signed
    text = f"{count} of the {looked_at} newest tags are signed."
    return Finding("met" if count == looked_at else "not met", (Evidence(text),))


def _look_for_activity(repository: Repository) -> Finding:
    moment = repository.history.last_commit_at
    if moment is None:
        return _NOT_MEASURED
    days = days_since(moment, repository.now)
    evidence = (Evidence(f"The newest change is of {day_of(moment)}, {days} days ago."),)
    return Finding("met" if days <= _YEAR else "not met", evidence)


def _look_for_contributors(repository: Repository) -> Finding:
    count = repository.history.contributors_365d
    if count is None:
        return _NOT_MEASURED
    evidence = (Evidence(f"{count} people changed it in the last 365 days."),)
    return Finding("met" if count >= 2 else "not met", evidence)


def _look_for_shared_knowledge(repository: Repository) -> Finding:
    history = repository.history
    if history.bus_factor is None or not history.commits_365d:
        return _NOT_MEASURED
    text = f"{history.bus_factor} people together made half of the {history.commits_365d} changes of the last 365 days."
    return Finding("met" if history.bus_factor >= 2 else "not met", (Evidence(text),))


HISTORY = (
    Practice(
        code="releases",
        group="releases",
        title="Releases",
        question="Are there versions that one can rely on?",
        why="Operators install versions, not whatever was changed last night.",
        remedy="Tag a version whenever something is worth installing, for example v1.2.0.",
        look=_look_for_releases,
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="signed-tags",
        group="releases",
        title="Signed versions",
        question="Are the newest versions signed?",
        why="A signature shows that the version comes from the team and was not moved afterwards.",
        remedy="Set `git config tag.gpgSign true`, with an SSH or OpenPGP key that the forge knows.",
        look=_look_for_signed_tags,
        applies=lambda repository: repository.has_code and repository.history.releases != (),
        applies_to="repositories with program code and versions",
    ),
    Practice(
        code="recent-activity",
        group="health",
        title="Recent change",
        question="Was it changed within a year?",
        why="Software that somebody looks after gets its weaknesses mended.",
        remedy="If it is finished, say so in the README and name who answers. If nobody answers any more, archive it.",
        look=_look_for_activity,
    ),
    Practice(
        code="several-contributors",
        group="health",
        title="Several people",
        question="Did more than one person change it within a year?",
        why="What only one person knows is lost when that person changes posts.",
        remedy="Let a second person review and release; a day a month is enough to stay at home in the code.",
        look=_look_for_contributors,
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="shared-knowledge",
        group="health",
        title="Shared knowledge",
        question="Is the work spread over at least two people?",
        why="If half of the work hangs on one person, so does the service.",
        remedy="Pair on the parts that only one person touches, and write down what that person knows.",
        look=_look_for_shared_knowledge,
        applies=has_code,
        applies_to="repositories with program code",
    ),
)

"""`ospolis map --releases N`: read the newest releases of each repository, each that was not read yet once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ospolis.core.access import Viewer
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.releases import Release, fetch_tags, list_releases
from ospolis.mapping.alone import holding
from ospolis.mapping.collecting import refresh
from ospolis.mapping.models import Repository
from ospolis.mapping.outcomes import SourceTrouble, Trouble, as_sentence
from ospolis.mapping.patience import patiently
from ospolis.mapping.reading.releases import part_of, read_releases
from ospolis.mapping.reading.repository import RepositoryOrder
from ospolis.mapping.reading.subject import Subject
from ospolis.mapping.selectors.releases import commits_of_releases, repositories_with_history
from ospolis.mapping.services.releases import tell_releases
from ospolis.mapping.work.desk import ANALYSE_VERSION, ReadingDesk, SourcePlace, locate_source


@dataclass(frozen=True, slots=True)
class ReleasePass:
    """What to read: the office, what reads, how many releases of each repository, and who asks."""

    realm: str
    desk: ReadingDesk
    most: int
    actor: Viewer
    clock: Callable[[], datetime]


@dataclass(slots=True)
class _Count:
    repositories: int = 0
    releases: int = 0
    read: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)


def read_all_releases(order: ReleasePass) -> dict[str, Any]:
    """Read them, one repository after another; returns what was done, for the summary of the run.

    A repository whose releases cannot be read keeps what is known of them. What was written stays: the same command
    goes on after an interruption.
    """
    count = _Count()
    for repository in patiently(lambda: list(repositories_with_history(order.actor, order.realm))):
        count.repositories += 1
        try:
            read = _read_repository(order, repository)
        except SourceTrouble as problem:
            count.failures.append(_failure(repository, problem.trouble))
            continue
        count.releases += read
        count.read += bool(read)
    return {
        "repositories": count.repositories, "releases": count.releases, "read": count.read, "failures": count.failures,
    }  # fmt: skip


def _failure(repository: Repository, trouble: Trouble) -> dict[str, str]:
    assert repository.source is not None  # noqa: S101  # only repositories with a source are asked about
    return {
        "source": repository.source.key, "location": repository.source.shown_location, "step": "releases",
        "code": trouble.code, "message": trouble.message, "remedy": trouble.remedy,
    }  # fmt: skip


def _read_repository(order: ReleasePass, repository: Repository) -> int:
    """Read the releases of one repository unless just those were read before; returns how many were read.

    Raises   SourceTrouble
    """
    desk = order.desk
    assert repository.source is not None  # noqa: S101  # only repositories with a source are asked about
    place = locate_source(desk, repository.source, order.actor)
    if not place.mirror.exists():
        refresh(desk.fetching(), place.address, place.mirror, resolve_to=place.resolve_to)
    with holding(place.mirror):
        releases = _find_releases(order, place)
        known = patiently(lambda: commits_of_releases(order.actor, repository.key, ANALYSE_VERSION))
        if known == {part_of(release): release.commit for release in releases}:
            return 0
        reading = RepositoryOrder(
            address=place.address, mirror=place.mirror, commit="", now=desk.now, pseudonym_key=b"",
            resolve_to=place.resolve_to,
        )  # fmt: skip
        subject = Subject(repository.key, repository.institution.key, repository.name, repository.address)
        facts = read_releases(reading, releases, subject, desk.repository_box(), order.actor, desk.limits)
    patiently(
        lambda: tell_releases(
            repository=repository, facts=facts, version=ANALYSE_VERSION, actor=order.actor, at=order.clock()
        )
    )
    return len(releases)


def _find_releases(order: ReleasePass, place: SourcePlace) -> tuple[Release, ...]:
    """The newest releases that the server has now.

    Raises   SourceTrouble
    """
    limits = order.desk.limits
    try:
        fetch_tags(place.address, place.mirror, limits=limits, resolve_to=place.resolve_to)
        return list_releases(place.mirror, most=order.most, limits=limits)
    except GitRefused as refused:
        raise SourceTrouble(Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy))) from None

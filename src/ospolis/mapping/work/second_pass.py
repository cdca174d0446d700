"""`ospolis map --deep`: show what our detector does not name to the second scanner, each text once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ospolis.core.access import Viewer
from ospolis.core.scanbox import BoxBroken
from ospolis.engines.gitrepo.blobfetch import fetch_blobs
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.mapping.collecting import refresh
from ospolis.mapping.deep.scanner import Scanner, ask_text
from ospolis.mapping.deep.telling import second_reading_facts
from ospolis.mapping.models import Repository
from ospolis.mapping.outcomes import SourceTrouble, UnreadText
from ospolis.mapping.patience import patiently
from ospolis.mapping.reading.answers import take_rows
from ospolis.mapping.reading.subject import Subject
from ospolis.mapping.second_answers import LOST, NAMED, TOOL, SecondAnswer
from ospolis.mapping.selectors.deep import (
    count_unread,
    repositories_to_ask,
    repositories_with_opinions,
    second_opinions,
    texts_of,
    texts_to_ask,
)
from ospolis.mapping.services.deep import keep_second_answers, tell_second_readings
from ospolis.mapping.work.desk import ReadingDesk, locate_source

# Answers are written so often, so that an interruption costs little.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class SecondPass:
    """What to ask: the office, what reads, the scanner, and who asks."""

    realm: str
    desk: ReadingDesk
    scanner: Scanner
    actor: Viewer
    clock: Callable[[], datetime]


@dataclass(slots=True)
class _Count:
    asked: int = 0
    named: int = 0
    lost: int = 0
    unreached: int = 0
    fault: str = ""


def read_a_second_time(order: SecondPass) -> dict[str, Any]:
    """Ask what was not asked, keep the answers, tell them; returns what was done, for the summary of the run.

    A text that cannot be reached, and a scanner that does not start, leave the map as it is without them.
    """
    count = _Count()
    version = order.scanner.version
    for repository in patiently(lambda: repositories_to_ask(order.actor, order.realm, TOOL, version)):
        # Asked anew: an earlier repository may have had the same texts.
        wanted = patiently(lambda repository=repository: texts_to_ask(order.actor, repository, TOOL, version))  # type: ignore[misc]
        try:
            _ask_repository(order, repository, wanted, count)
        except SourceTrouble:
            count.unreached += len(wanted)
        except BoxBroken as broken:
            count.fault = str(broken)[:300]
            break
    for repository in patiently(lambda: list(repositories_with_opinions(order.actor, order.realm))):
        patiently(lambda repository=repository: _tell_repository(order, repository))  # type: ignore[misc]
    return {
        "tool": TOOL,
        "version": version,
        "texts": patiently(lambda: count_unread(order.actor, order.realm)),
        "asked": count.asked,
        "named": count.named,
        "lost": count.lost,
        "unreached": count.unreached,
        "fault": count.fault,
    }


def _ask_repository(order: SecondPass, repository: Repository, wanted: list[UnreadText], count: _Count) -> None:
    texts = _bring_texts(order, repository, wanted)
    count.unreached += len(wanted) - len(texts)
    box = order.desk.second_box(order.scanner)
    answers: dict[str, SecondAnswer] = {}
    try:
        for window, text in texts.items():
            answers[window] = ask_text(box, text)
            if len(answers) == _AT_ONCE:
                _keep(order, answers, count)
    finally:
        _keep(order, answers, count)


def _keep(order: SecondPass, answers: dict[str, SecondAnswer], count: _Count) -> None:
    patiently(lambda: keep_second_answers(answers=answers, tool=TOOL, version=order.scanner.version))
    count.asked += len(answers)
    count.named += sum(answer.state == NAMED for answer in answers.values())
    count.lost += sum(answer.state == LOST for answer in answers.values())
    answers.clear()


def _bring_texts(order: SecondPass, repository: Repository, wanted: list[UnreadText]) -> dict[str, str]:
    """The texts themselves, cut out of the mirror in the box; what is no longer there is left out.

    Raises   SourceTrouble when the repository cannot be reached
    """
    desk = order.desk
    assert repository.source is not None  # noqa: S101  # only repositories with a source are asked about
    place = locate_source(desk, repository.source, order.actor)
    if not place.mirror.exists():
        refresh(desk.fetching(), place.address, place.mirror, resolve_to=place.resolve_to)
    oids = [text.blob for text in wanted]
    try:
        fetch_blobs(place.address, place.mirror, oids, limits=desk.limits, resolve_to=place.resolve_to)
    except GitRefused:
        return {}
    rows = [[text.window, text.blob, text.path_class] for text in wanted]
    found, _ = take_rows(desk.texts_box().run(json.dumps({"mirror": str(place.mirror), "windows": rows}).encode()))
    ours = {text.window for text in wanted}
    return {str(row["window"]): str(row["text"]) for row in found if row.get("window") in ours and "text" in row}


def _tell_repository(order: SecondPass, repository: Repository) -> None:
    texts = texts_of(order.actor, repository)
    opinions = second_opinions(order.actor, [text.window for text in texts])
    subject = Subject(
        key=repository.key,
        institution=repository.institution.key,
        name=repository.name,
        address=repository.address,
    )
    tell_second_readings(
        repository=repository, facts=list(second_reading_facts(texts, opinions, subject)), tool=TOOL,
        version=order.scanner.version, actor=order.actor, at=order.clock(),
    )  # fmt: skip

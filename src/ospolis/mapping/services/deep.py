"""Keep what a second scanner said of texts, and tell it of the repositories that hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.mapping.models import Repository, SecondReading, UnreadWindow
from ospolis.mapping.outcomes import UnreadText
from ospolis.mapping.second_answers import MEASURE, SecondAnswer

_BATCH = 500


@transaction.atomic
def keep_second_answers(*, answers: Mapping[str, SecondAnswer], tool: str, version: str) -> None:
    """Keep answers by the texts they were given to; one that is kept already stays.

    Raises   nothing of its own
    Emits    nothing: a cache says nothing that cannot be asked again
    """
    rows = [
        SecondReading(
            window=window, tool=tool, version=version, state=answer.state, expression=answer.expression,
            score=answer.score, rules=list(answer.rules),
        )
        for window, answer in sorted(answers.items())
    ]  # fmt: skip
    SecondReading.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


@transaction.atomic
def tell_second_readings(
    *, repository: Repository, facts: Sequence[NewFact], tool: str, version: str, actor: Viewer, at: datetime
) -> int:
    """Write what a second scanner says of a repository, beside all else that holds; returns how many are new.

    Raises   UnknownMeasure
    Emits    evidence.facts_recorded, when something changed
    """
    assert repository.source is not None  # noqa: S101  # only repositories with a source are asked about
    origin = Origin(
        source_key=repository.source.key, provenance=Provenance.SCAN, method=tool, method_version=version,
        repository=repository.address, commit=repository.commit,
    )  # fmt: skip
    whole = Whole("repository", repository.key, frozenset({MEASURE}))
    change = record_facts(realm=repository.realm, origin=origin, facts=facts, whole=[whole], actor=actor, at=at)
    return change.new


def replace_unread(repository: Repository, texts: Sequence[UnreadText]) -> None:
    """Make the unread texts of a repository equal to what was found, inside the transaction of its outcome."""
    UnreadWindow.objects.filter(repository=repository).delete()
    rows = [
        UnreadWindow(
            repository=repository, position=position, window=text.window, blob=text.blob, path_class=text.path_class,
            path=text.path[:4096], line_start=text.line_start, line_end=text.line_end, files=text.files,
            reason=text.reason[:300],
        )
        for position, text in enumerate(texts)
    ]  # fmt: skip
    UnreadWindow.objects.bulk_create(rows, batch_size=_BATCH)

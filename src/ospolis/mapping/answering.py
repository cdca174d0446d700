"""What institutions answered to questions, from the rows of a country folder into the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance, SubjectKind, Visibility
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.mapping.folder import CountryFolder
from ospolis.mapping.folder.answers import answers_that_hold, place_of
from ospolis.mapping.folder.tables import Row

MEASURE: Final = "institution.answer"
METHOD, METHOD_VERSION = "answers of a country folder", "1"
# What holds of the institutions of one batch is in memory at once.
_INSTITUTIONS: Final = 100
_NOT_APPLICABLE: Final = "na"


def record_answers(*, folder: CountryFolder, actor: Viewer, at: datetime) -> None:
    """Write the answers of a folder; those whose row is gone have ended, those given in other ways stay.

    Raises   nothing of its own
    Emits    evidence.facts_recorded for each hundred institutions, unless nothing changed there
    """
    origin = Origin(
        source_key="", provenance=Provenance.ANSWER, method=METHOD, method_version=METHOD_VERSION,
        visibility=Visibility.OFFICE,
    )  # fmt: skip
    for keys, rows in _batches(folder):
        whole = [Whole(SubjectKind.INSTITUTION, key, frozenset({MEASURE}), METHOD) for key in keys]
        facts = [answer_fact(row) for row in rows]
        record_facts(realm=folder.office.key, origin=origin, facts=facts, whole=whole, actor=actor, at=at)


def _batches(folder: CountryFolder) -> Iterator[tuple[Sequence[str], list[Row]]]:
    keys = [row["id"] for row in folder.institutions]
    ordered = sorted(answers_that_hold(folder.answers), key=itemgetter("institution"))
    by_key = {key: list(rows) for key, rows in groupby(ordered, key=itemgetter("institution"))}
    for start in range(0, len(keys), _INSTITUTIONS):
        some = keys[start : start + _INSTITUTIONS]
        yield some, [row for key in some for row in by_key.get(key, ())]


def answer_fact(row: Row) -> NewFact:
    """What a role of an institution said to one question, with its row."""
    institution, item, role = place_of(row)
    level = row["level"]
    detail: dict[str, Any] = {"date": row["date"].isoformat()}
    detail |= {name: row[name] for name in ("comment", "evidence") if row[name]}
    return NewFact(
        subject_kind=SubjectKind.INSTITUTION, subject_key=institution, institution_key=institution, measure=MEASURE,
        part=f"{item}/{role}", number=None if level == _NOT_APPLICABLE else float(level),
        text=_NOT_APPLICABLE if level == _NOT_APPLICABLE else "level", detail=detail, path="answers.csv",
        line_start=row.line, record=f"answers.csv, {institution}, {item}, {role}",
    )  # fmt: skip

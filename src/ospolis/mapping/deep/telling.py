"""What a second reading says of a repository, as facts beside those of our own detector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ospolis.evidence.ledger import NewFact
from ospolis.mapping.outcomes import UnreadText
from ospolis.mapping.reading.subject import Subject, fact_about
from ospolis.mapping.second_answers import MEASURE, NAMED, TOOL, SecondAnswer

_MOST = 200
_LONGEST_PART = 200


def second_reading_facts(
    texts: Sequence[UnreadText], opinions: Mapping[str, SecondAnswer], subject: Subject
) -> Iterator[NewFact]:
    """One fact for each text that ScanCode names and our detector does not; they change no other fact."""
    told = ((text, opinions[text.window]) for text in texts if text.window in opinions)
    for text, opinion in [pair for pair in told if pair[1].state == NAMED][:_MOST]:
        yield fact_about(
            subject,
            MEASURE,
            part=f"{text.path}:{text.line_start}"[-_LONGEST_PART:],
            text=opinion.expression,
            detail={"why": text.reason, "files": text.files, "score": opinion.score, "rules": list(opinion.rules)},
            path=text.path,
            line_start=text.line_start or None,
            line_end=text.line_end or None,
            method=TOOL,
            method_version=opinion.version,
        )

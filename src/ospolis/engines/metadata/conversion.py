"""From one kind of metadata to another, with every loss named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal, TypeAlias

from ospolis.engines.metadata.codejson_write import write_repository
from ospolis.engines.metadata.codemeta import write_codemeta
from ospolis.engines.metadata.problem import Problem
from ospolis.engines.metadata.publiccode_write import write_publiccode
from ospolis.engines.metadata.reading import read_metadata
from ospolis.engines.metadata.record import Contact, Description, Record
from ospolis.engines.metadata.status import status_from
from ospolis.engines.metadata.vocabulary import Vocabulary, shipped_vocabulary

Target: TypeAlias = Literal["publiccode", "code-json", "codemeta"]

FILE_NAMES: dict[Target, str] = {
    "publiccode": "publiccode.yml",
    "code-json": "code.json",
    "codemeta": "codemeta.json",
}
_NOT_CONTENT = frozenset({"lines", "extra", "incomplete", "licences", "summary", "repositories"})


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that the written file does not say, or says otherwise."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Shapes   data: the written file; losses: against the record given; problems: of the written file"""

    data: bytes
    losses: tuple[Loss, ...]
    problems: tuple[Problem, ...]


def convert(record: Record, to_kind: Target, *, vocabulary: Vocabulary | None = None) -> Conversion:
    """Write a record as another kind of file.

    Returns  the file, what it could not hold, and what its own validator says about it. The losses are found by
             reading the written file again, so none goes unnamed
    Raises   nothing
    Source   the conversion table of FORMATS; words for the status are a decision of the product
    """
    words = vocabulary or shipped_vocabulary()
    given = _prepare(record)
    if to_kind == "publiccode":
        data = write_publiccode(given)
    else:
        data = write_codemeta(given) if to_kind == "codemeta" else write_repository(given, words)
    again = read_metadata(data, name=FILE_NAMES[to_kind], vocabulary=words)
    kept = again.record or Record()
    return Conversion(data, tuple(_compare(given, replace(kept, status=status_from(kept.status)))), again.problems)


def _prepare(record: Record) -> Record:
    """Bring a record of any origin into the words that all writers share."""
    descriptions = record.descriptions
    if not descriptions and record.summary:
        descriptions = (Description("en", short=record.summary),)
    people = tuple(
        Contact("maintainer", one.name, one.email, one.phone, one.affiliation) if one.role == "contact" else one
        for one in record.personal
    )
    return replace(record, descriptions=descriptions, personal=people, status=status_from(record.status))


def _compare(given: Record, kept: Record) -> Iterator[Loss]:
    for field in fields(Record):
        before, after = getattr(given, field.name), getattr(kept, field.name)
        if field.name in _NOT_CONTENT or before == after or before in ("", (), None):
            continue
        if field.name == "personal":
            yield Loss("personal", "Contacts are kept in part or not at all.")
        elif after in ("", (), None):
            yield Loss(field.name, "The target has no place for it.")
        else:
            yield Loss(field.name, "The target holds it in part or in other words.")

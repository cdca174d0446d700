"""How questions of a bank relate to the criteria of another framework: identifiers, and never foreign sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from ospolis.engines.maturity.applicability import ITEM_CODE
from ospolis.engines.maturity.refusing import Findings, Place, open_file

SCHEMA = "framework-crosswalk"
Relation: TypeAlias = Literal["equal", "broader", "narrower", "related"]
RELATIONS = ("equal", "broader", "narrower", "related")
STRENGTHS_OF_LINK = (1, 2, 3)
_HEAD = ("schema", "framework", "title", "version", "date", "source", "licence", "unit", "relation", "criteria", "rows")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the other framework: its identifier, and what it is about in our own words."""

    ext_id: str
    words: str


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One link.

    Shapes   relation: what the criterion is to the question: the same, asking more (broader), asking less (narrower),
             or pointing the same way (related)
             infer_met: the level that "met" outside lets us expect at least; infer_unmet: the level that "not met"
             lets us expect at most; both may prefill an answer and never set it; None says nothing
    Units    strength: 1 loose, 2 good, 3 close; levels 0 to 4
    """

    item: str
    ext_id: str
    relation: Relation
    strength: int
    infer_met: int | None
    infer_unmet: int | None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A framework in one version, with all its criteria and the links to questions."""

    framework: str
    title: str
    version: str
    date: str
    source: str
    licence: str
    criteria: tuple[Criterion, ...]
    rows: tuple[CrosswalkRow, ...]

    def rows_of(self, item: str) -> tuple[CrosswalkRow, ...]:
        """Give the links of a question."""
        return tuple(row for row in self.rows if row.item == item)

    def uncovered(self, items: Iterable[str]) -> tuple[Criterion, ...]:
        """Give the criteria that no question of the bank covers, in the order of the framework."""
        asked = set(items)
        covered = {row.ext_id for row in self.rows if row.item in asked}
        return tuple(criterion for criterion in self.criteria if criterion.ext_id not in covered)


def read_crosswalk(data: bytes, *, name: str = "crosswalk.yml") -> Crosswalk:
    """Read the crosswalk to one framework.

    Raises   BankRefused with every identifier that is not in the list of criteria, every link given twice, and every
             relation, strength or level that is not known
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow(*_HEAD)
    place.choice("schema", (SCHEMA,))
    criteria = tuple(_read_criterion(row) for row in place.places("criteria"))
    known = {criterion.ext_id for criterion in criteria}
    if len(known) != len(criteria):
        place.refuse("criteria", "given-twice", "An identifier is listed twice. Keep one.")
    places = list(place.places("rows"))
    rows = tuple(_read_row(row, known) for row in places)
    if len({(row.item, row.ext_id) for row in rows}) != len(rows):
        place.refuse("rows", "given-twice", "A question is linked to the same criterion twice. Keep one.")
    words = {key: place.text(key) for key in ("framework", "title", "version", "date", "source", "licence")}
    findings.settle()
    return Crosswalk(**words, criteria=criteria, rows=rows)


def _read_criterion(row: Place) -> Criterion:
    row.allow("ext_id", "words")
    return Criterion(row.text("ext_id", most=80), row.text("words", most=160))


def _read_row(row: Place, known: set[str]) -> CrosswalkRow:
    row.allow("item", "ext_id", "relation", "strength", "infer_met", "infer_unmet")
    item, ext_id = row.text("item"), row.text("ext_id")
    if item and not ITEM_CODE.fullmatch(item):
        row.refuse("item", "wrong-item", f"{item[:60]!r} is no code of a question.")
    if ext_id not in known:
        row.refuse("ext_id", "unknown-ext-id", f"{ext_id[:80]!r} is not in the list of criteria of this version.")
    met, unmet = (_read_level(row, name) for name in ("infer_met", "infer_unmet"))
    if met is not None and unmet is not None and unmet > met:
        row.refuse("infer_unmet", "wrong-inference", "What is not met cannot promise more than what is met.")
    return CrosswalkRow(
        item=item,
        ext_id=ext_id,
        relation=cast(Relation, row.choice("relation", RELATIONS)),
        strength=row.whole("strength", least=STRENGTHS_OF_LINK[0], most=STRENGTHS_OF_LINK[-1]),
        infer_met=met,
        infer_unmet=unmet,
    )


def _read_level(row: Place, name: str) -> int | None:
    return row.whole(name, least=0, most=4) if row.has(name) else None

"""The tables of results that readers may take away."""

from __future__ import annotations

from collections.abc import Iterator

from ospolis.assessment.rows import DimensionRow, InstitutionResult, InstitutionRow, PublicProfile
from ospolis.assessment.selectors.results import office_results
from ospolis.core.access import Viewer
from ospolis.core.exports import Table
from ospolis.engines.maturity import Aggregate

_NUMBERS = (
    "best", "best_low", "best_high", "proven", "low", "high", "hard_low", "hard_high", "known_weight", "observed",
    "expected", "target", "gap", "p_gap",
)  # fmt: skip
_Cell = str | int | float | None
PROFILE_COLUMNS = ("dimension", "title", "by", "group", "members", "answered", "mean", "low", "high", "hidden", "day")
PUBLIC_COLUMNS = (
    "institution", "name", "kind", "sector", "bank", "day", "staged_level", "dimension", "title", "applicable",
    *_NUMBERS,
)  # fmt: skip


def office_table(viewer: Viewer, realm: str) -> Table:
    """Every dimension of every institution of an office, one in a row, as far as the viewer may see them.

    Cost     5 queries
    """
    results = office_results(viewer, realm)
    columns = (
        "institution", "name", "kind", "sector", "bank", "day", "staged_level", "roles_answered", "open_contradictions",
        "dimension", "title", "applicable", *_NUMBERS,
    )  # fmt: skip
    bank = f"{results.bank_code}-{results.bank_version}"
    return Table("levels", columns, _office_rows(results.rows, bank))


def _office_rows(institutions: tuple[InstitutionRow, ...], bank: str) -> Iterator[list[_Cell]]:
    for row in institutions:
        head: list[_Cell] = [
            row.key, row.name, row.kind, row.sector, bank, row.day.isoformat() if row.day else None, row.staged_level,
            row.answered_roles, row.open_contradictions,
        ]  # fmt: skip
        for one in row.dimensions:
            yield [*head, *_dimension_cells(one)]
        if not row.dimensions:
            yield [*head, *([None] * (3 + len(_NUMBERS)))]


def _dimension_cells(row: DimensionRow) -> list[_Cell]:
    return [row.code, row.title, "yes" if row.applicable else "no", *(getattr(row, name) for name in _NUMBERS)]


def profile_table(profile: PublicProfile) -> Table:
    """A published profile: every group of every dimension, small groups marked as hidden and left without numbers."""
    return Table("profile", PROFILE_COLUMNS, _profile_rows(profile))


def _profile_rows(profile: PublicProfile) -> Iterator[list[_Cell]]:
    for area in profile.dimensions:
        groups = (
            ("all", (area.by_kind.total,)), ("kind", area.by_kind.groups), ("sector", area.by_sector.groups),
        )  # fmt: skip
        for by, rows in groups:
            for row in rows:
                yield [area.code, area.title, by, row.group, *_group_cells(row), profile.day.isoformat()]


def _group_cells(row: Aggregate) -> list[_Cell]:
    return [row.members, row.answered, row.mean, row.low, row.high, "yes" if row.suppressed else "no"]


def public_table(results: list[InstitutionResult]) -> Table:
    """The levels of institutions that agreed to show them, one dimension in a row."""
    return Table("institutions", PUBLIC_COLUMNS, _public_rows(results))


def _public_rows(results: list[InstitutionResult]) -> Iterator[list[_Cell]]:
    for result in results:
        row = result.row
        head: list[_Cell] = [
            row.key, row.name, row.kind, row.sector, f"{result.bank_code}-{result.bank_version}",
            row.day.isoformat() if row.day else None, row.staged_level,
        ]  # fmt: skip
        for one in row.dimensions:
            yield [*head, *_dimension_cells(one)]

"""Which banks are installed, and which one an office uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ospolis.assessment.banks import (
    CORE,
    SHIPPED,
    InstalledBank,
    digest_of,
    parsed_bank,
    proposed_targets,
    shipped_content,
)
from ospolis.assessment.models import Bank, TargetProfile
from ospolis.assessment.rows import TargetRow
from ospolis.core.access import Viewer
from ospolis.institutions.choices import InstitutionKind

if TYPE_CHECKING:
    from ospolis.engines import maturity


class NoSuchBank(LookupError):
    """No bank of this code is installed."""


def bank_in_use(viewer: Viewer, realm: str, code: str = CORE) -> InstalledBank:
    """The bank of an office: its own newest version, else the newest that all offices share.

    Shapes   before the first use the shipped one, which has no row yet
    Cost     1 query, one more when this process has not read the bank yet
    Raises   NoSuchBank
    """
    rows = Bank.objects.filter(Q(realm=realm) | Q(realm=""), code=code).order_by("-realm", "-installed_at", "-id")
    found = rows.defer("content").first()
    if found is None:
        return _shipped(code)
    return InstalledBank(found.pk, found.digest, found.version, _read_bank(found.digest))


def installed_bank(viewer: Viewer, pk: int) -> InstalledBank:
    """One bank that is installed, as an assessment or a campaign pins it.

    Cost     1 query, one more when this process has not read the bank yet
    Raises   Bank.DoesNotExist
    """
    row = Bank.objects.defer("content").get(pk=pk)
    return InstalledBank(row.pk, row.digest, row.version, _read_bank(row.digest))


def banks_of(viewer: Viewer, realm: str) -> list[Bank]:
    """The banks that an office may use, its own among them, newest first within a code; without their content.

    Cost     1 query
    """
    rows = Bank.objects.filter(Q(realm=realm) | Q(realm="")).defer("content")
    return list(rows.order_by("code", "-installed_at", "-id"))


def offered_banks(viewer: Viewer, realm: str) -> dict[str, InstalledBank]:
    """The banks that an office can ask with, as it uses each: those that are installed, and those that come along.

    Shapes   by code, the one that institutions are assessed by first
    Cost     1 query, and 1 for each bank
    """
    codes = {CORE: CORE, **SHIPPED, **{row.code: row.code for row in banks_of(viewer, realm)}}
    return {code: bank_in_use(viewer, realm, code) for code in codes}


def other_item_codes(viewer: Viewer, realm: str, code: str) -> dict[str, str]:
    """The codes of questions of an office's other banks, those that come along among them: code of the question ->
    code of its bank.

    Cost     1 query, one more for each bank that this process has not read yet
    """
    brought = {item.code: other for other in SHIPPED if other != code for item in _shipped(other).bank.items}
    return brought | {
        item.code: row.code
        for row in banks_of(viewer, realm)
        if row.code != code
        for item in _read_bank(row.digest).items
    }


def own_targets(viewer: Viewer, realm: str) -> dict[tuple[str, str], float]:
    """The levels that an office set itself: (kind of institution, dimension) -> level.

    Cost     1 query
    """
    rows = TargetProfile.objects.filter(realm=realm).order_by("kind", "dimension")
    return {(kind, dimension): level for kind, dimension, level in rows.values_list("kind", "dimension", "level")}


def targets_in_use(viewer: Viewer, realm: str, *, bank: str = CORE) -> tuple[TargetRow, ...]:
    """The level that each kind of institution aims at in each dimension: the office's own, else the proposal.

    Cost     2 queries
    """
    used, own = bank_in_use(viewer, realm, bank), own_targets(viewer, realm)
    proposed = proposed_targets()
    return tuple(
        TargetRow(kind, code, own.get((kind, code), proposed.level(kind, code)), (kind, code) in own)
        for kind in InstitutionKind.values
        for code in (dimension.code for dimension in used.bank.dimensions)
    )


_read: dict[str, str] = {}


def _read_bank(digest: str) -> maturity.Bank:
    """A bank by what pins it.

    Cost     1 query when this process has not read the bank yet, else none
    Raises   Bank.DoesNotExist
    """
    if digest not in _read:
        rows = Bank.objects.filter(digest=digest).order_by("id").values_list("content", flat=True)
        _read[digest] = rows[:1].get()
    return parsed_bank(_read[digest])


def _shipped(code: str) -> InstalledBank:
    if code not in SHIPPED:
        raise NoSuchBank(code)
    content = shipped_content(code)
    bank = parsed_bank(content)
    return InstalledBank(None, digest_of(content), bank.version, bank)

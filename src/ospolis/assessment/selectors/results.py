"""Where institutions stand, for whoever may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from ospolis.assessment.banks import CORE
from ospolis.assessment.choices import ContradictionState
from ospolis.assessment.models import Contradiction, DimensionScore, InstitutionScore
from ospolis.assessment.row_making import dimension_row, institution_row, item_rows
from ospolis.assessment.rows import DimensionHead, DimensionRow, InstitutionResult, OfficeResults
from ospolis.assessment.selectors.banks import bank_in_use, installed_bank
from ospolis.assessment.selectors.contradictions import contradiction_rows, contradictions_of
from ospolis.assessment.selectors.wording import say_bank
from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by, institutions_seen_by

if TYPE_CHECKING:
    from ospolis.assessment.banks import InstalledBank
    from ospolis.engines.maturity import Bank
    from ospolis.institutions.models import Institution


def institutions_assessed_for(viewer: Viewer) -> QuerySet[Institution]:
    """The institutions of which the viewer may read every level: the programme all, others those that they cover.

    Shapes   Institution rows by name
    Cost     1 query when read
    """
    return institutions_seen_by(viewer) if Role.PROGRAMME in viewer.roles() else institutions_covered_by(viewer)


def office_results(viewer: Viewer, realm: str, *, bank: str = CORE) -> OfficeResults:
    """Where every institution of an office stands that the viewer may see; one without a score has its row too.

    Cost     5 queries, one more where the bank is written in another language
    """
    used = bank_in_use(viewer, realm, bank)
    said = say_bank(viewer, realm, used.bank)
    institutions = list(institutions_assessed_for(viewer).filter(realm=realm))
    scores = InstitutionScore.objects.filter(
        realm=realm, bank_code=bank, is_current=True, institution__in=[row.pk for row in institutions]
    ).defer("items")
    by_institution = {row.institution_id: row for row in scores.select_related("run")}
    titles = {dimension.code: dimension.title for dimension in said.dimensions}
    dimensions = _dimensions_of((row.pk for row in by_institution.values()), titles)
    waiting = _count_open(realm, bank, [row.pk for row in institutions])
    rows = tuple(
        institution_row(row, score, dimensions.get(score.pk, ()) if score else (), waiting.get(row.pk, 0))
        for row in institutions
        for score in [by_institution.get(row.pk)]
    )
    newest = max(by_institution.values(), key=lambda row: row.run.computed_at, default=None)
    return OfficeResults(
        realm=realm, bank_code=bank, bank_version=used.version, bank_title=used.bank.title,
        dimensions=tuple(DimensionHead(code, title) for code, title in titles.items()), rows=rows,
        day=newest.day if newest else None, computed_at=newest.run.computed_at if newest else None,
        published_at=max((row.published_at for row in by_institution.values() if row.published_at), default=None),
    )  # fmt: skip


def institution_result(viewer: Viewer, key: str, *, bank: str = CORE) -> InstitutionResult | None:
    """One institution with every question and contradiction; None when it was never assessed.

    Cost     5 queries, one more for the programme
    Raises   Institution.DoesNotExist when the viewer may not see its levels
    """
    institution = institutions_assessed_for(viewer).get(key=key)
    score = _scores(institution, bank).filter(is_current=True).first()
    if score is None:
        return None
    rows = list(contradictions_of(viewer, institution=key, bank=bank).exclude(state=ContradictionState.GONE)[:500])
    waiting = sum(row.state == ContradictionState.OPEN for row in rows)
    used = installed_bank(viewer, score.run.bank_id)
    words = say_bank(viewer, score.realm, used.bank)
    result = _describe(score, used, words, waiting)
    return replace(result, contradictions=tuple(contradiction_rows(viewer, rows, words=words)))


def scored_banks(viewer: Viewer, key: str) -> dict[str, str]:
    """The question banks by which an institution was assessed: titles by code.

    Cost     1 query
    Raises   nothing; an institution whose levels the viewer may not see has none
    """
    seen = institutions_assessed_for(viewer).filter(key=key).order_by().values("pk")
    scores = InstitutionScore.objects.filter(institution__in=seen, is_current=True).order_by("bank_code")
    return dict(scores.values_list("bank_code", "run__bank__title"))


def past_score(viewer: Viewer, key: str, pk: int) -> InstitutionResult:
    """An earlier score of an institution, whole.

    Cost     4 queries
    Raises   Institution.DoesNotExist, InstitutionScore.DoesNotExist
    """
    institution = institutions_assessed_for(viewer).get(key=key)
    return describe_score(viewer, _scores(institution, "").get(pk=pk))


def describe_score(viewer: Viewer, score: InstitutionScore) -> InstitutionResult:
    """A score with its questions, in the words of the bank that it was made by.

    Cost     2 queries, one more when this process has not read the bank yet
    """
    used = installed_bank(viewer, score.run.bank_id)
    return _describe(score, used, say_bank(viewer, score.realm, used.bank), 0)


def _describe(score: InstitutionScore, used: InstalledBank, words: Bank, open_contradictions: int) -> InstitutionResult:
    titles = {dimension.code: dimension.title for dimension in words.dimensions}
    dimensions = _dimensions_of([score.pk], titles).get(score.pk, ())
    return InstitutionResult(
        row=institution_row(score.institution, score, dimensions, open_contradictions),
        bank_code=score.bank_code, bank_version=used.version, bank_title=used.bank.title,
        policy_version=score.run.policy_version, computed_at=score.run.computed_at,
        items=item_rows(score.items, words), actions={action.code: action.title for action in words.actions},
    )  # fmt: skip


def _scores(institution: Institution, bank: str) -> QuerySet[InstitutionScore]:
    rows = InstitutionScore.objects.filter(institution=institution).select_related("run", "institution")
    return rows.filter(bank_code=bank) if bank else rows


def _dimensions_of(scores: Iterable[int], titles: Mapping[str, str]) -> dict[int, tuple[DimensionRow, ...]]:
    """The dimensions of some scores, each in the order of the bank."""
    order = {code: place for place, code in enumerate(titles)}
    found: dict[int, list[DimensionRow]] = defaultdict(list)
    for row in DimensionScore.objects.filter(score__in=list(scores)).order_by("score", "id"):
        found[row.score_id].append(dimension_row(row, titles.get(row.code, row.code)))
    return {pk: tuple(sorted(rows, key=lambda row: order.get(row.code, len(order)))) for pk, rows in found.items()}


def _count_open(realm: str, bank: str, institutions: list[int]) -> dict[int, int]:
    rows = Contradiction.objects.filter(
        realm=realm, bank_code=bank, state=ContradictionState.OPEN, institution__in=institutions
    )
    return dict(rows.order_by("institution").values_list("institution").annotate(n=Count("id")))

"""What everybody may read: results that an institution agreed to and a lead published, and those of all together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from ospolis.assessment.banks import CORE
from ospolis.assessment.judging import sum_up
from ospolis.assessment.models import DimensionScore, InstitutionScore, PublicationConsent
from ospolis.assessment.publishing import hide_private
from ospolis.assessment.row_making import dimension_row, institution_row
from ospolis.assessment.rows import DimensionProfile, InstitutionResult, PublicProfile
from ospolis.assessment.selectors.banks import installed_bank
from ospolis.assessment.selectors.results import describe_score
from ospolis.institutions.selectors import institutions_seen_by

if TYPE_CHECKING:
    from ospolis.core.access import Viewer

_FEWEST = 3


def public_result(viewer: Viewer, key: str, *, bank: str = CORE) -> InstitutionResult | None:
    """What was published of one institution last, without facts and contradictions; None when nothing was.

    Cost     4 queries
    Raises   Institution.DoesNotExist
    """
    institution = institutions_seen_by(viewer).get(key=key)
    rows = InstitutionScore.objects.filter(institution=institution, bank_code=bank, is_public=True)
    score = rows.select_related("run", "institution").order_by("-id").first()
    return None if score is None else hide_private(describe_score(viewer, score))


def public_results(viewer: Viewer, realm: str, *, bank: str = CORE) -> list[InstitutionResult]:
    """The dimensions of every institution of an office that shows its own levels, by name; without single questions.

    Cost     2 queries, and 1 for each version of the questions
    """
    rows = InstitutionScore.objects.filter(realm=realm, bank_code=bank, is_public=True, institution__withdrawn_at=None)
    scores = list(rows.select_related("run", "institution").defer("items").order_by("institution__name", "id"))
    banks = {pk: installed_bank(viewer, pk) for pk in dict.fromkeys(score.run.bank_id for score in scores)}
    found: dict[int, list[DimensionScore]] = defaultdict(list)
    for row in DimensionScore.objects.filter(score__in=[score.pk for score in scores]).order_by("score", "id"):
        found[row.score_id].append(row)
    results = []
    for score in scores:
        used = banks[score.run.bank_id]
        titles = {dimension.code: dimension.title for dimension in used.bank.dimensions}
        told = tuple(dimension_row(row, titles.get(row.code, row.code)) for row in found[score.pk])
        results.append(
            InstitutionResult(
                row=institution_row(score.institution, score, told), bank_code=bank, bank_version=used.version,
                bank_title=used.bank.title, policy_version=score.run.policy_version,
                computed_at=score.run.computed_at, items=(),
            )
        )  # fmt: skip
    return results


def published_keys(viewer: Viewer, realm: str, *, bank: str = CORE) -> tuple[str, ...]:
    """The institutions of an office whose own levels are public, by name.

    Cost     1 query
    """
    rows = InstitutionScore.objects.filter(realm=realm, bank_code=bank, is_public=True, institution__withdrawn_at=None)
    return tuple(rows.order_by("institution__name", "id").values_list("institution__key", flat=True))


def public_profile(viewer: Viewer, realm: str, *, bank: str = CORE) -> PublicProfile | None:
    """How the institutions of an office stand together, as it was published last; None when it never was.

    Shapes   proven levels; groups of fewer than three, and what would give them away, are hidden
    Cost     5 queries
    """
    scores = _published(realm, bank)
    newest = scores.select_related("run").first()
    if newest is None or newest.published_at is None:
        return None
    used = installed_bank(viewer, newest.run.bank_id)
    columns = ("code", "score__institution_id", "proven")
    proven: dict[str, dict[int, float | None]] = defaultdict(dict)
    rows = DimensionScore.objects.filter(score__in=scores.order_by().values("pk"), known_weight__isnull=False)
    for code, institution, level in rows.order_by("score", "id").values_list(*columns):
        proven[code][institution] = level
    everybody = institutions_seen_by(viewer).filter(realm=realm)
    places = {pk: (kind, sector) for pk, kind, sector in everybody.values_list("pk", "kind", "sector")}
    answered = scores.filter(institution__in=list(places), answered_roles__gt=0).count()
    return PublicProfile(
        realm=realm, day=newest.day, published_at=newest.published_at, bank_title=used.bank.title,
        bank_version=used.version, answered=answered if answered >= _FEWEST else None, institutions=len(places),
        dimensions=tuple(
            DimensionProfile(
                code=dimension.code, title=dimension.title,
                by_kind=sum_up([(pk, place[0], proven[dimension.code].get(pk)) for pk, place in places.items()]),
                by_sector=sum_up([(pk, place[1], proven[dimension.code].get(pk)) for pk, place in places.items()]),
            )
            for dimension in used.bank.dimensions
        ),
    )  # fmt: skip


def agreed_institutions(viewer: Viewer, realm: str) -> frozenset[str]:
    """Keys of the institutions of an office that agreed to the publication of their own levels.

    Cost     1 query
    """
    rows = PublicationConsent.objects.filter(institution__realm=realm).order_by("institution")
    return frozenset(rows.values_list("institution__key", flat=True))


def _published(realm: str, bank: str) -> QuerySet[InstitutionScore]:
    """The scores of the last publication of an office, newest first."""
    rows = InstitutionScore.objects.filter(realm=realm, bank_code=bank).exclude(published_at=None)
    last = rows.aggregate(last=Max("published_at"))["last"]
    return rows.filter(published_at=last).order_by("-id")

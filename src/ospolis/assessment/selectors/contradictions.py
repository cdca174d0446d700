"""Contradictions as work items: who may see them, who may resolve them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from ospolis.assessment.choices import ContradictionState, Flag
from ospolis.assessment.models import Contradiction
from ospolis.assessment.rows import ContradictionRow
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.wording import say_bank
from ospolis.core.access import Role, Viewer
from ospolis.evidence.selectors import facts_seen_by
from ospolis.institutions.selectors import institutions_covered_by

if TYPE_CHECKING:
    from ospolis.engines.maturity import Bank
    from ospolis.evidence.models import Fact

# For core.paging: by institution, then by question; states are narrowed to before.
CONTRADICTION_ORDER = ("institution__name", "item", "flag", "id")


def contradictions_seen_by(viewer: Viewer) -> QuerySet[Contradiction]:
    """Every contradiction that the viewer may see: the programme all, others those of institutions that they cover.

    Shapes   Contradiction rows with their institution, by its name, the question and the flag
    Cost     1 query when read
    """
    rows = Contradiction.objects.filter(institution__withdrawn_at=None).select_related("institution")
    if Role.PROGRAMME not in viewer.roles():
        rows = rows.filter(institution__in=institutions_covered_by(viewer).order_by())
    return rows.order_by(*CONTRADICTION_ORDER)


def contradictions_to_resolve(viewer: Viewer) -> QuerySet[Contradiction]:
    """The contradictions that the viewer may resolve: those of institutions that an own role covers.

    Cost     1 query when read
    """
    return contradictions_seen_by(viewer).filter(institution__in=institutions_covered_by(viewer).order_by())


def contradictions_of(
    viewer: Viewer,
    *,
    realm: str = "",
    institution: str = "",
    bank: str = "",
    states: Collection[str] = (),
    flags: Collection[str] = (),
) -> QuerySet[Contradiction]:
    """Narrow the contradictions; an empty word does not narrow.

    Shapes   Contradiction rows with their institution, in CONTRADICTION_ORDER
    Cost     1 query when read
    """
    rows = contradictions_seen_by(viewer)
    if realm:
        rows = rows.filter(realm=realm)
    if institution:
        rows = rows.filter(institution__key=institution)
    if bank:
        rows = rows.filter(bank_code=bank)
    if states:
        rows = rows.filter(state__in=states)
    return rows.filter(flag__in=flags) if flags else rows


def contradiction_rows(
    viewer: Viewer, rows: Iterable[Contradiction], *, words: Bank | None = None
) -> list[ContradictionRow]:
    """Contradictions of one office that the viewer sees, with the words of their questions.

    Shapes   words: the bank that found them, when it is at hand
    Cost     1 query for each bank that found them (2 where its words are in another language), unless it is at hand;
             one more for the programme
    """
    listed = list(rows)
    codes = sorted({row.bank_code for row in listed})
    used = {code: words or _bank_of(viewer, listed[0].realm, code) for code in codes}
    resolvable = {row.pk for row in listed}
    if Role.PROGRAMME in viewer.roles():  # others see what they cover, and that is what they may resolve
        resolvable = set(contradictions_to_resolve(viewer).filter(pk__in=resolvable).values_list("pk", flat=True))
    told = []
    for row in listed:
        item = used[row.bank_code].item(row.item)
        told.append(
            ContradictionRow(
                pk=row.pk, institution_key=row.institution.key, institution_name=row.institution.name, item=row.item,
                statement=item.statement if item else "", flag=Flag(row.flag), claim=row.claim, evidence=row.evidence,
                p=row.p, detail=row.detail, facts=tuple(row.facts), state=ContradictionState(row.state),
                reason=row.reason, note=row.note, resolver_role=row.resolver_role, resolved_at=row.resolved_at,
                found_at=row.found_at, gone_at=row.gone_at, may_resolve=row.pk in resolvable,
            )
        )  # fmt: skip
    return told


def _bank_of(viewer: Viewer, realm: str, code: str) -> Bank:
    return say_bank(viewer, realm, bank_in_use(viewer, realm, code).bank)


def get_contradiction(viewer: Viewer, pk: int) -> Contradiction:
    """One contradiction with its institution.

    Cost     1 query
    Raises   Contradiction.DoesNotExist
    """
    return contradictions_seen_by(viewer).get(pk=pk)


def count_open(viewer: Viewer, realm: str) -> dict[str, int]:
    """How many open contradictions of an office the viewer may see, by flag.

    Cost     1 query
    """
    rows = contradictions_of(viewer, realm=realm, states=(ContradictionState.OPEN,)).order_by("flag")
    return dict(rows.values_list("flag").annotate(n=Count("id")))


def facts_behind(viewer: Viewer, ids: Collection[int], *, most: int = 100) -> list[Fact]:
    """The facts behind a number, as far as the viewer may open them, in the order in which they were recorded.

    Cost     1 query
    """
    return list(facts_seen_by(viewer).filter(pk__in=list(ids)).order_by("id")[:most])

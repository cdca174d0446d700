"""Packages on which many repositories of an office stand: facts about the office, worked out by a stated rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from ospolis.core.access import Viewer
from ospolis.evidence.choices import Provenance, SubjectKind
from ospolis.evidence.ledger import LedgerChange, NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.mapping.selectors.packages import PackageUse, count_repositories_with_packages, packages_used_by_many

MEASURE: Final = "office.critical-package"
METHOD, METHOD_VERSION = "critical packages", "1"
# Named directly, not for development or tests only, by so many repositories, and by this part of those that name any.
FEWEST_REPOSITORIES: Final = 3
ONE_IN: Final = 10
_SHOWN = 10
_LONGEST_PART = 200


def record_critical_packages(*, realm: str, actor: Viewer, at: datetime) -> LedgerChange:
    """Write which packages are critical for an office; those that no longer are have ended.

    Raises   nothing of its own
    Emits    evidence.facts_recorded, unless nothing changed
    """
    total = count_repositories_with_packages(actor, realm)
    least = least_repositories(total)
    facts = [_fact(realm, use, total) for use in packages_used_by_many(actor, realm, least=least, shown=_SHOWN)]
    origin = Origin(source_key="", provenance=Provenance.SCAN, method=METHOD, method_version=METHOD_VERSION)
    whole = [Whole(SubjectKind.OFFICE, realm, frozenset({MEASURE}))]
    return record_facts(realm=realm, origin=origin, facts=_once(facts), whole=whole, actor=actor, at=at)


def least_repositories(total: int) -> int:
    """How many repositories must name a package before it is critical, of those that name any."""
    return max(FEWEST_REPOSITORIES, -(-total // ONE_IN))


def _fact(realm: str, use: PackageUse, total: int) -> NewFact:
    return NewFact(
        SubjectKind.OFFICE, realm, MEASURE, part=use.package[:_LONGEST_PART], number=float(use.repositories),
        detail={"of repositories": total, "some of them": list(use.some)},
    )  # fmt: skip


def _once(facts: Iterable[NewFact]) -> Sequence[NewFact]:
    return list({fact.place: fact for fact in facts}.values())

"""Write what an assessment found: scores that changed, and the contradictions that came and went."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from ospolis.assessment.bridge import dimension_rows, score_row
from ospolis.assessment.events.results import InstitutionsAssessed
from ospolis.assessment.judged import Judged
from ospolis.assessment.models import AssessmentRun, DimensionScore, InstitutionScore
from ospolis.assessment.services.flags import keep_contradictions
from ospolis.core.access import Viewer
from ospolis.core.journal import record

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Pinned:
    """By which bank and policy, for which office, as of which day."""

    realm: str
    day: date
    bank_id: int
    bank_code: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch changed."""

    run_id: int
    opened: int
    gone: int


@transaction.atomic
def keep_readings(
    *, pinned: Pinned, run_id: int | None, institutions: int, judged: Sequence[Judged], actor: Viewer, at: datetime
) -> Kept:
    """Write the readings of institutions of which something changed; their old scores become history.

    `institutions` is how many were looked at; a second batch of one assessment goes on with its `run_id`.
    Raises   nothing of its own
    Emits    assessment.institutions_assessed
    """
    run = _open_run(pinned, run_id, institutions, judged, at)
    _retire([one.institution_id for one in judged], pinned)
    scores = [
        score_row(one, run_id=run, realm=pinned.realm, day=pinned.day, bank_code=pinned.bank_code) for one in judged
    ]
    InstitutionScore.objects.bulk_create(scores, batch_size=_BATCH)
    rows = [row for one, score in zip(judged, scores, strict=True) for row in dimension_rows(one.reading, score)]
    DimensionScore.objects.bulk_create(rows, batch_size=_BATCH)
    opened, gone = keep_contradictions(realm=pinned.realm, bank=pinned.bank_code, judged=judged, at=at)
    event = InstitutionsAssessed(
        office_key=pinned.realm, run_id=run, changed=len(judged), contradictions_opened=opened, contradictions_gone=gone
    )
    record(event, actor=actor, at=at, realm=pinned.realm)
    return Kept(run, opened, gone)


def _open_run(pinned: Pinned, run_id: int | None, institutions: int, judged: Sequence[Judged], at: datetime) -> int:
    digests = "".join(one.digest for one in judged)
    if run_id is not None:
        AssessmentRun.objects.filter(pk=run_id).update(changed=F("changed") + len(judged), computed_at=at)
        return run_id
    digest = hashlib.blake2b(digests.encode(), digest_size=16).hexdigest()
    run = AssessmentRun.objects.create(
        realm=pinned.realm, day=pinned.day, bank_id=pinned.bank_id, policy_version=pinned.policy_version[:32],
        input_digest=digest, institutions=institutions, changed=len(judged), computed_at=at,
    )  # fmt: skip
    return run.pk


def _retire(institutions: Sequence[int], pinned: Pinned) -> None:
    """Old scores stay as history, the last of each day: what was worked out twice on a day is kept once."""
    held = InstitutionScore.objects.filter(institution_id__in=institutions, bank_code=pinned.bank_code, is_current=True)
    again = list(held.filter(day=pinned.day, published_at=None).values_list("pk", flat=True))
    DimensionScore.objects.filter(score_id__in=again).delete()
    InstitutionScore.objects.filter(pk__in=again).delete()
    held.update(is_current=False)

"""The same input gives the same results on every database, to the last digit that is kept."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from assessment.workshop import CODE, answer, assess, practice, tell
from ospolis.assessment.judging import rank_rows
from ospolis.assessment.models import Contradiction, DimensionScore, InstitutionScore
from ospolis.assessment.selectors.results import office_results

pytestmark = pytest.mark.django_db
INSTITUTIONS = ("arva-digital", "arva-registry", "arva-archive", "arva-health", "arva-post")
QUESTIONS = ("A1.1", "A1.2", "A1.3", "A2.1", "A2.2", "A2.3")


def all_results(world) -> list[object]:
    """Every number that an assessment keeps, and the places of all weightings."""
    scores = InstitutionScore.objects.order_by("institution__key").values_list(
        "institution__key", "staged_level", "p_level", "items"
    )
    dimensions = DimensionScore.objects.order_by("score__institution__key", "code").values_list(
        "score__institution__key", "code", "best", "best_low", "best_high", "proven", "low", "high", "gap", "p_gap"
    )
    flags = Contradiction.objects.order_by("institution__key", "item", "flag").values_list(
        "institution__key", "item", "flag", "p"
    )
    ranks = rank_rows(office_results(world.viewer("officer"), "arva", bank=CODE).rows)
    return [list(scores), list(dimensions), list(flags), [repr(rank) for rank in ranks]]


def strip_facts(results: list[object]) -> str:
    """As text; the numbers of facts are those of a database and no result."""
    rows = json.loads(json.dumps(results, default=str))
    for _, _, _, items in rows[0]:
        for item in items:
            item.pop("facts", None)
    return json.dumps(rows, sort_keys=True)


def test_an_assessment_has_one_digest_on_every_database(bank, world):
    dice = random.Random(1)  # noqa: S311  # made-up answers
    for institution in INSTITUTIONS:
        for question in QUESTIONS:
            for role in ("focal_point", "developer"):
                answer(institution, question, dice.randint(0, 4), role)
    tell(
        *(
            practice(f"https://code.example/{key}", dice.choice(("met", "not-met")), institution=key)
            for key in INSTITUTIONS
        )
    )
    assess()

    told = strip_facts(all_results(world))

    assert Contradiction.objects.exists()
    assert hashlib.blake2b(told.encode(), digest_size=8).hexdigest() == "15011aad4b201139"

"""The door to the judgement of institutions. The package for whole arrays is loaded when the first one is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ospolis.engines.maturity.observation import InstitutionInput
from ospolis.engines.maturity.policy import Policy
from ospolis.engines.maturity.readings import InstitutionReading

# Enough that whole arrays pay, few enough that memory stays small.
BATCH = 100


def judge_institutions(institutions: Iterable[InstitutionInput], policy: Policy) -> Iterator[InstitutionReading]:
    """Judge institutions by what is known of them, and read each item, dimension and staged level.

    Shapes   one reading for each institution, in their order; taken in batches, so many do not fill the memory
    Units    levels 0 to 4; shares and probabilities 0 to 1
    Raises   BadObservation when an observation cannot be
    Source   docs/models/assessment.md
    """
    from ospolis.engines.maturity.printing import judge_batch  # noqa: PLC0415  # heavy: numpy, only for judgements

    coming = iter(institutions)
    while batch := list(islice(coming, BATCH)):
        yield from judge_batch(batch, policy)

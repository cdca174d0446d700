"""Who works on a run: each process signs on, is seen now and then, and signs off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.mapping.choices import Executor
from ospolis.mapping.models import Hand


@transaction.atomic
def sign_on(
    *,
    run_id: int,
    name: str,
    executor: Executor,
    place: str,
    at: datetime,
    address: str = "",
    leads: bool = False,
) -> None:
    """Note that a process works on a run; saying it again is no fault.

    Raises   nothing of its own
    Emits    nothing: who reads is no event of the office
    """
    fields = {"executor": executor, "place": place, "address": address, "leads": leads, "seen_at": at}
    Hand.objects.update_or_create(
        run_id=run_id, name=name, defaults=fields, create_defaults={**fields, "started_at": at}
    )


@transaction.atomic
def sign_off(*, run_id: int, name: str) -> None:
    """Note that a process works on a run no more.

    Raises   nothing of its own
    Emits    nothing: who reads is no event of the office
    """
    Hand.objects.filter(run_id=run_id, name=name).delete()

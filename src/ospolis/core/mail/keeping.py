"""How long mail is kept: texts and addresses 30 days, marks of addresses 180."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ospolis.core.mail.models import BouncedAddress, Letter

KEPT = timedelta(days=30)
MARKED = timedelta(days=180)


@transaction.atomic
def blank_old_letters(*, at: datetime) -> int:
    """Blank address, subject and text of letters that ended 30 days ago, and forget old marks of addresses.

    Raises   nothing of its own
    Emits    nothing: the declared retention is no event of the office
    """
    BouncedAddress.objects.filter(last_at__lte=at - MARKED).delete()
    old = Letter.objects.filter(ended_at__lte=at - KEPT).exclude(to="", subject="")
    return old.update(to="", subject="", body=[])

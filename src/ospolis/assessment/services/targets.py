"""The levels that institutions of an office aim at."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.assessment.events.results import TargetSet
from ospolis.assessment.models import TargetProfile
from ospolis.core.access import Viewer
from ospolis.core.journal import record

_HIGHEST = 4.0


class NoLevel(ValueError):
    """A level that is not from 0 to 4."""


@transaction.atomic
def set_target(
    *, realm: str, kind: str, dimension: str, level: float | None, actor: Viewer, at: datetime
) -> TargetProfile | None:
    """Set the level that institutions of one kind aim at in one dimension; None goes back to the proposal.

    Raises   NoLevel
    Emits    assessment.target_set, unless it was so before
    """
    if level is not None and not 0.0 <= level <= _HIGHEST:
        raise NoLevel(level)
    held = TargetProfile.objects.filter(realm=realm, kind=kind, dimension=dimension).first()
    if (held.level if held else None) == level:
        return held
    if level is None:
        TargetProfile.objects.filter(realm=realm, kind=kind, dimension=dimension).delete()
    else:
        TargetProfile.objects.update_or_create(
            realm=realm, kind=kind, dimension=dimension, defaults={"level": level, "set_at": at}
        )
    hundredths = None if level is None else round(100 * level)
    record(TargetSet(realm, kind, dimension, hundredths), actor=actor, at=at, realm=realm)
    return TargetProfile.objects.filter(realm=realm, kind=kind, dimension=dimension).first()

"""Who leads an office alone: nobody else could give roles there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ospolis.core.access import Role, Viewer
from ospolis.people.models import RoleGrant
from ospolis.people.selectors.roles import holding


def offices_led_alone(viewer: Viewer, people: Sequence[int], *, on: date) -> list[str]:
    """Names of the offices that only these people lead on a day; a deputy for one of them does not count.

    Cost     2 queries
    """
    leads = RoleGrant.objects.filter(
        holding(on), role=Role.LEAD, person__account__is_active=True, deputises_for__isnull=True
    )
    led = leads.filter(person__in=people, office__ended__isnull=True).order_by("office__name")
    names = dict(led.values_list("office_id", "office__name"))
    others = leads.exclude(person__in=people).filter(office__in=names).values_list("office_id", flat=True)
    return [name for number, name in names.items() if number not in set(others)]

"""Keep to the rules of retention: end rows whose time is over, portion by portion, so that a stop loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from ospolis.core.access.viewer import Viewer
from ospolis.core.privacy.declarations import Ending, Rule
from ospolis.core.privacy.erasure import blanks
from ospolis.core.privacy.register import Held, personal_tables

PORTION = 500


@dataclass(frozen=True, slots=True)
class Ended:
    """How many rows one rule ended, or would end now."""

    label: str
    ending: Ending
    days: int
    rows: int


def rules_in_force() -> Iterator[tuple[Held, Rule]]:
    """Every rule that a clock can end, with its table."""
    for held in personal_tables():
        for rule in held.personal.rules:
            if rule.days is not None:
                yield held, rule


def count_due(viewer: Viewer, *, at: datetime) -> list[Ended]:
    """How many rows each rule would end now; nothing is changed.

    Cost     1 query for each rule
    """
    return [_told(held, rule, due_rows(viewer, held, rule, at=at).count()) for held, rule in rules_in_force()]


def end_due_rows(*, actor: Viewer, at: datetime) -> list[Ended]:
    """End every row whose time is over; each portion is a transaction of its own, a second run finds nothing left.

    Raises   nothing of its own
    """
    return [_told(held, rule, _end_all(held, rule, actor, at)) for held, rule in rules_in_force()]


def due_rows(viewer: Viewer, held: Held, rule: Rule, *, at: datetime) -> models.QuerySet[Any]:
    """The rows that a rule ends now.

    Cost     1 query when read
    """
    days = rule.days or 0
    if rule.due:
        found: models.QuerySet[Any] = import_string(rule.due)(viewer, at=at, days=days)
        return found
    over = Q()
    for name in rule.since:
        over |= _is_over(held.model._meta.get_field(name), at, timedelta(days=days))
    rows: models.QuerySet[Any] = held.rows.filter(over)
    return rows.exclude(_is_blank(held, rule)) if rule.ending is Ending.BLANK else rows


def _is_over(field: Any, at: datetime, kept: timedelta) -> Q:
    """Whether so much time has passed since a moment, or since the end of a day."""
    if isinstance(field, models.DateTimeField):
        return Q(**{f"{field.name}__lte": at - kept})
    return Q(**{f"{field.name}__lt": timezone.localdate(at) - kept})


def _is_blank(held: Held, rule: Rule) -> Q:
    return Q(**{name if value is not None else f"{name}__isnull": value if value is not None else True
                for name, value in blanks(held.model, rule.fields).items()})  # fmt: skip


def _end_all(held: Held, rule: Rule, actor: Viewer, at: datetime) -> int:
    count = 0
    while True:
        ids = list(due_rows(actor, held, rule, at=at).values_list("pk", flat=True)[:PORTION])
        if not ids:
            return count
        ended = _end_portion(held, rule, ids, actor, at)
        if ended == 0:
            return count  # what is due now must stay for a reason that the service knows
        count += ended


@transaction.atomic
def _end_portion(held: Held, rule: Rule, ids: list[Any], actor: Viewer, at: datetime) -> int:
    if rule.carry_out:
        count: int = import_string(rule.carry_out)(ids=ids, actor=actor, at=at)
        return count
    rows = held.model._default_manager.filter(pk__in=ids)
    if rule.ending is Ending.DELETE:
        return rows.delete()[1].get(held.label, 0)
    return rows.update(**blanks(held.model, rule.fields))


def _told(held: Held, rule: Rule, rows: int) -> Ended:
    return Ended(held.label, rule.ending, rule.days or 0, rows)

"""The rows that are about one person, found by what their table declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from ospolis.core.access.viewer import Viewer
from ospolis.core.privacy.declarations import Rule
from ospolis.core.privacy.register import Held, Subject

_PORTION = 500
Row = dict[str, Any]


def export_rows(viewer: Viewer, held: Held, subject: Subject) -> Iterable[Row]:
    """What a table keeps about a person, by the function that it declares; the caller knows who may have it.

    Cost     1 query when read, for the tables that need no function of their own
    """
    rows: Iterable[Row] = import_string(held.personal.export)(viewer, held, subject)
    return rows


def rows_of(viewer: Viewer, held: Held, subject: Subject) -> Iterator[Row]:
    """The person's rows of a table, one after the other, however many there are; secrets are left out."""
    columns = columns_of(held)
    places = [field.name for field in columns if is_place(field)]
    for row in own_rows(held, subject).select_related(*places).iterator(chunk_size=_PORTION):
        yield {field.name: _value(row, field) for field in columns}


def own_rows(held: Held, subject: Subject) -> models.QuerySet[Any]:
    """The rows of a table that are about a person, in a fixed order.

    Cost     1 query when read
    """
    condition = condition_of(held, subject)
    return held.rows.filter(condition) if condition else held.rows.none()


def condition_of(held: Held, subject: Subject) -> Q:
    """What is true of the rows about a person; empty where the table does not say whose its rows are."""
    whose = held.personal.whose
    condition = Q()
    for lookup in whose.people if subject.people else ():
        condition |= Q(**{f"{lookup}__in": subject.people})
    for lookup in whose.accounts if subject.accounts else ():
        condition |= Q(**{f"{lookup}__in": subject.accounts})
    for lookup in whose.addresses:
        for address in subject.addresses:
            condition |= Q(**{f"{lookup}__iexact": address})
    return condition


def acts_of(held: Held, subject: Subject) -> Iterator[Row]:
    """Rows that hold the number of the person's account because the person did something; no more than that is told.

    Cost     1 query for each declared field when read
    """
    for name in held.personal.acts if subject.accounts else ():
        rows = held.rows.filter(**{f"{name}__in": subject.accounts}).values_list("pk", flat=True)
        for number in rows.iterator(chunk_size=_PORTION):
            yield {"table": held.label, "row": number, "field": name}


def columns_of(held: Held) -> list[models.Field[Any, Any]]:
    """The columns that a person gets: all but secrets and what the person did to others."""
    left_out = {*held.personal.secret, *held.personal.acts}
    return [field for field in held.model._meta.concrete_fields if field.name not in left_out]


def is_place(field: models.Field[Any, Any]) -> bool:
    """Say whether a column points at a table that is not about people: its row is then named and not numbered."""
    return field.is_relation and getattr(field.related_model, "personal_data", None) is None


def kept_until(rule: Rule, row: Row) -> date | datetime | None:
    """When a rule ends a row, as far as the row itself can tell; None when nothing has ended yet."""
    found = [row[name] for name in rule.since if row.get(name)]
    if not found or rule.days is None:
        return None
    try:
        until: date | datetime = min(found, key=_day_of) + timedelta(days=rule.days)
    except OverflowError:  # a last day in the year 9999 has no ten years after it
        return None
    return until


def _day_of(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    if is_place(field):
        place = getattr(row, field.name)
        return None if place is None else str(place)
    return getattr(row, field.attname)

"""Which rows point at a person, in every table of the installation, and how they are handed from one record to another.

The tables are found by walking over the models, so that a table of a desk which comes later is handed over too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from ospolis.people.choices import ParticipationState
from ospolis.people.models import Account, Consent, Donation, Participation

PERSON = "people.Person"
# What keeps the merge itself: which record went into which is its content, and is not handed over.
_OWN = frozenset({"people.Merge", PERSON})
# What people told about themselves, for no other eyes: it stays behind with an account that is closed.
_TOLD = (Consent, Donation)
_BEST_FIRST = (
    ParticipationState.ATTENDED, ParticipationState.REGISTERED, ParticipationState.WAITING, ParticipationState.INVITED,
    ParticipationState.EXCUSED, ParticipationState.ABSENT, ParticipationState.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One row that goes to the kept record, or away from it."""

    label: str
    field: str
    pk: int
    to_kept: bool

    def plain(self) -> dict[str, Any]:
        """As it stands in the table of merges."""
        return {"model": self.label, "field": self.field, "id": self.pk, "to_kept": self.to_kept}

    @staticmethod
    def read(plain: dict[str, Any]) -> Move:
        """From the table of merges."""
        return Move(plain["model"], plain["field"], plain["id"], plain["to_kept"])

    def turned(self) -> Move:
        """The same row on its way back."""
        return Move(self.label, self.field, self.pk, not self.to_kept)

    def still_with(self, kept_id: int, gone_id: int) -> bool:
        """Whether the row is there and still with the record from which it is to go."""
        holder = gone_id if self.to_kept else kept_id
        return bool(self._rows().filter(**{self.field: holder}).exists())

    def point_at(self, person_id: int) -> None:
        """Let the row point at another record."""
        self._rows().update(**{self.field: person_id})

    def _rows(self) -> models.QuerySet[Any]:
        model: type[models.Model] = apps.get_model(self.label)
        return model._base_manager.filter(pk=self.pk)


def tables_of_people() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a field that points at a person, and the name of that field; links between tables too."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        if model._meta.label in _OWN or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model and field.related_model._meta.label == PERSON:
                yield model, field.name


def find_moves(kept_id: int, gone_id: int, *, stays: Account | None) -> list[Move]:
    """What changes hands in a merge: all rows of the record that goes, save those that cannot stand beside one of the
    kept record and are not better, and what the owner of an account that is closed told about themselves.

    Shapes   stays: the account that stays, None where neither has one
    """
    left_behind = _closing_record(kept_id, gone_id, stays)
    moves = []
    for model, field in tables_of_people():
        rows = list(model._base_manager.filter(**{field: gone_id}).order_by("pk"))
        held = list(model._base_manager.filter(**{field: kept_id}).order_by("pk"))
        if model in _TOLD and left_behind is not None:
            moves += [Move(model._meta.label, field, row.pk, to_kept=False) for row in held if left_behind == kept_id]
            moves += [Move(model._meta.label, field, row.pk, to_kept=True) for row in rows if left_behind == kept_id]
            continue
        for row in rows:
            rivals = [other for other in held if _collide(model, field, row, other)]
            if all(_is_better(row, other, stays) for other in rivals):
                moves += [Move(model._meta.label, field, other.pk, to_kept=False) for other in rivals]
                moves.append(Move(model._meta.label, field, row.pk, to_kept=True))
    return moves


def _closing_record(kept_id: int, gone_id: int, stays: Account | None) -> int | None:
    """The record whose account is closed, where both have one."""
    holders = set(Account.objects.filter(person__in=(kept_id, gone_id)).values_list("person_id", flat=True))
    return next(iter(holders - {stays.person_id}), None) if stays is not None else None


def _collide(model: type[models.Model], field: str, one: models.Model, other: models.Model) -> bool:
    """Whether two rows could not both point at one person."""
    for names in _unique_sets(model):
        if field not in names:
            continue
        values = [
            (getattr(one, name), getattr(other, name)) for name in _columns(model, names) if name != field + "_id"
        ]
        if all(first is not None and first == second for first, second in values):
            return True
    return False


def _unique_sets(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """The fields that are unique, alone or together; a condition is not looked at: better one row too many waits."""
    yield from ((field.name,) for field in model._meta.local_concrete_fields if field.unique)
    yield from (tuple(names) for names in model._meta.unique_together)
    constraints = (row for row in model._meta.constraints if isinstance(row, models.UniqueConstraint))
    yield from (tuple(row.fields) for row in constraints)


def _columns(model: type[models.Model], names: tuple[str, ...]) -> list[str]:
    return [model._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]  # concrete fields only


def _is_better(row: models.Model, other: models.Model, stays: Account | None) -> bool:
    """Whether the row of the record that goes stays with the person, rather than the one of the kept record."""
    if isinstance(row, Account):
        return row == stays
    if isinstance(row, Participation) and isinstance(other, Participation):
        return _worth(row) > _worth(other)
    if isinstance(row, Donation) and isinstance(other, Donation):
        return row.given_at > other.given_at
    return False


def _worth(row: Participation) -> tuple[int, int]:
    """How much a row of taking part says: somebody who was there, then for longer."""
    return (-_BEST_FIRST.index(ParticipationState(row.state)), row.minutes or 0)

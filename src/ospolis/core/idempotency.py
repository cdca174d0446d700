"""The key that makes a repeated create harmless: the second call returns what the first one made."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from ospolis.core.access.viewer import Viewer

FIELD = "form_key"


class IdempotencyKey(models.Model):
    """A key that a form or a client sent with a create, and the id of what came of it."""

    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints = [models.UniqueConstraint(fields=["action", "actor", "key"], name="core_idempotency_once")]
        indexes = [models.Index(fields=["at"], name="core_idempotency_age")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class BadKey(ValueError):
    """A key that is empty or longer than 100 characters."""


@dataclass(frozen=True, slots=True)
class Once:
    """The id of what was made, and whether this call was a repeat."""

    result: str
    repeated: bool


def new_form_key() -> str:
    """A key for the hidden field of a form that creates something."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def create_once(*, key: str, action: str, actor: Viewer, at: datetime, create: Callable[[], int | str]) -> Once:
    """Call `create` for the first call with this key, and only for it; return the id that it gave.

    The key belongs to the action and the actor: another person's key opens nothing.
    Raises   BadKey; what `create` raises, and then the key is free again
    Emits    what `create` emits
    """
    if not 0 < len(key) <= 100:
        raise BadKey("an idempotency key has 1 to 100 characters; leave the form's own in place")
    who = f"account:{actor.pk}" if actor.pk is not None else actor.label
    # Of two calls at the same time the second waits here until the first has ended.
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(action=action, actor=who, key=key, at=at)], ignore_conflicts=True
    )
    row = IdempotencyKey.objects.select_for_update(of=("self",)).get(action=action, actor=who, key=key)
    if row.result:
        return Once(result=row.result, repeated=True)
    row.result = str(create())
    row.save(update_fields=["result"])
    return Once(result=row.result, repeated=False)


def forget_keys(*, before: datetime) -> int:
    """Remove keys older than a moment; forms are not sent twice after days."""
    count, _ = IdempotencyKey.objects.filter(at__lt=before).delete()
    return count

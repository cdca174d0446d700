"""The key of a form: the second sending returns what the first one made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ospolis.core.access.viewer import Viewer
from ospolis.core.idempotency import BadKey, IdempotencyKey, Once, create_once, forget_keys, new_form_key

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
made: list[int] = []


def make() -> int:
    made.append(len(made) + 1)
    return made[-1]


def fail() -> int:
    raise RuntimeError("no")


def once(key: str, actor: int = 1, create: Callable[[], int] = make) -> Once:
    return create_once(key=key, action="core.test", actor=Viewer(pk=actor), at=NOON, create=create)


@pytest.mark.django_db
def test_a_repeat_returns_the_first_result_and_makes_nothing() -> None:
    made.clear()

    assert [once("k"), once("k"), once("l"), once("k", actor=2)] == [
        Once("1", False),
        Once("1", True),
        Once("2", False),
        Once("3", False),
    ]


@pytest.mark.django_db
def test_a_create_that_failed_leaves_the_key_free() -> None:
    made.clear()
    with pytest.raises(RuntimeError):
        once("k", create=fail)

    assert once("k") == Once("1", False)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_of_the_wrong_length_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        once(key)


@pytest.mark.django_db
def test_old_keys_are_swept() -> None:
    once("k")
    assert forget_keys(before=NOON + timedelta(days=1)) == 1
    assert IdempotencyKey.objects.count() == 0


def test_form_keys_do_not_repeat() -> None:
    assert len({new_form_key() for _ in range(100)}) == 100

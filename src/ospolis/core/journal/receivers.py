"""Who wants to hear of which events: apps register receivers, the outbox brings them their entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry as a receiver gets it. The message id is the same at each repeat."""

    message_id: str
    verb: str
    realm: str
    at: datetime
    actor: str
    target_kind: str
    target_id: str
    references: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A function that hears of some verbs, with a reading position of its own under `name`."""

    name: str
    verbs: frozenset[str]
    receive: Callable[[Delivery], None]


_receivers: dict[str, Receiver] = {}


def receives(*verbs: str, name: str) -> Callable[[Callable[[Delivery], None]], Callable[[Delivery], None]]:
    """Register a function of an app's `receivers.py`; `name` is kept for ever, because the position hangs on it.

    The function runs inside a transaction with its position: what it writes to the database happens once. What it
    does outside happens at least once, so it passes `message_id` on.

    Raises   ValueError when the name is taken
    """

    def register(function: Callable[[Delivery], None]) -> Callable[[Delivery], None]:
        known = _receivers.get(name)
        if known is not None and known.receive.__qualname__ != function.__qualname__:
            raise ValueError(f"the receiver name '{name}' is taken")
        _receivers[name] = Receiver(name=name, verbs=frozenset(verbs), receive=function)
        return function

    return register


def forget_receiver(name: str) -> None:
    """Take a receiver out of the register; its position stays."""
    _receivers.pop(name, None)


def registered_receivers() -> tuple[Receiver, ...]:
    """Every receiver, by name."""
    return tuple(_receivers[name] for name in sorted(_receivers))

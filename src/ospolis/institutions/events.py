"""What happens to institutions and systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class InventoryDeclared(Event):
    """An office declared its institutions and systems; counts say what that changed."""

    verb: ClassVar[str] = "institutions.inventory_declared"
    words = _("An office declared its institutions and systems")

    office_key: str
    institutions_new: int
    institutions_changed: int
    institutions_withdrawn: int
    systems_new: int
    systems_changed: int
    systems_withdrawn: int

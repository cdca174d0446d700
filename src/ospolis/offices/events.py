"""What happens to offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class OfficeDeclared(Event):
    """An office was set up or changed."""

    verb: ClassVar[str] = "offices.office_declared"
    words = _("An office was set up or changed")

    office_key: str
    host_key: str
    scope: str


@dataclass(frozen=True)
class SettingsChanged(Event):
    """A lead changed what holds for everybody with a role in an office."""

    verb: ClassVar[str] = "offices.settings_changed"
    words = _("A lead changed what holds for everybody with a role in an office")

    office_key: str

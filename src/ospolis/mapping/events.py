"""What happens in the collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class SourcesDeclared(Event):
    """An office declared what is to be read."""

    verb: ClassVar[str] = "mapping.sources_declared"
    words = _("An office declared what is to be read")

    office_key: str
    new: int
    changed: int
    withdrawn: int


@dataclass(frozen=True)
class RunStarted(Event):
    """A collection began, or went on where it had stopped."""

    verb: ClassVar[str] = "mapping.run_started"
    words = _("A collection began, or went on where it had stopped")

    run_key: str
    resumed: bool


@dataclass(frozen=True)
class RunFinished(Event):
    """A collection ended."""

    verb: ClassVar[str] = "mapping.run_finished"
    words = _("A collection ended")

    run_key: str
    state: str
    sources_done: int
    sources_failed: int
    sources_unchanged: int


@dataclass(frozen=True)
class SourceFetched(Event):
    """A source was fetched, or the attempt failed; `digest` is the commit or the sha256 of the document."""

    verb: ClassVar[str] = "mapping.source_fetched"
    words = _("A source was fetched, or the attempt failed")

    source_key: str
    state: str
    digest: str
    code: str


@dataclass(frozen=True)
class SourceRead(Event):
    """What a source holds was read and written into the ledger."""

    verb: ClassVar[str] = "mapping.source_read"
    words = _("What a source holds was read and written into the ledger")

    source_key: str
    state: str
    digest: str
    facts: int


@dataclass(frozen=True)
class ForgeListed(Event):
    """The list of a forge was read to its end."""

    verb: ClassVar[str] = "mapping.forge_listed"
    words = _("The list of a forge was read to its end")

    source_key: str
    listed: int
    new: int
    gone: int


@dataclass(frozen=True)
class ForgeTokenSet(Event):
    """A token for a forge was set; it is kept sealed."""

    verb: ClassVar[str] = "mapping.forge_token_set"
    words = _("A token for a forge was set")

    origin: str


@dataclass(frozen=True)
class ForgeTokenRemoved(Event):
    """The token for a forge was removed."""

    verb: ClassVar[str] = "mapping.forge_token_removed"
    words = _("The token for a forge was removed")

    origin: str


@dataclass(frozen=True)
class ChangesNoted(Event):
    """A collection was compared with the one before it."""

    verb: ClassVar[str] = "mapping.changes_noted"
    words = _("A collection was compared with the one before it")

    run_key: str
    changes: int

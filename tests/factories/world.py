"""The whole small world at once, and the fixtures that hand it out."""

from __future__ import annotations

from dataclasses import dataclass

from factories.cast import open_cast, viewer_of
from factories.collecting import collect_places
from factories.places import declare_places
from ospolis.core.access import ANYBODY, Viewer
from ospolis.people.models import Account


@dataclass(frozen=True)
class World:
    """Two countries that were collected once, and their people."""

    accounts: dict[str, Account]

    def viewer(self, persona: str) -> Viewer:
        """The viewer behind a persona; the visitor is nobody."""
        return ANYBODY if persona == "visitor" else viewer_of(self.accounts[persona])


def build_world() -> World:
    """Declare, collect and people both countries."""
    declare_places()
    collect_places()
    return World(open_cast())

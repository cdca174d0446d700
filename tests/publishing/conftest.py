"""What tests of the map may ask for."""

from __future__ import annotations

from factories.fixtures import places, quick_passwords, world

__all__ = ["places", "quick_passwords", "world"]

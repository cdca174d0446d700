from __future__ import annotations

from factories.fixtures import laid_world, quick_passwords, world

__all__ = ["laid_world", "quick_passwords", "world"]

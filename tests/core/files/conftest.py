from __future__ import annotations

from factories.fixtures import ground, laid_world, quick_passwords, world

__all__ = ["ground", "laid_world", "quick_passwords", "world"]

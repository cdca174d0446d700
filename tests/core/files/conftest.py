from __future__ import annotations

from factories.fixtures import quick_passwords, world

__all__ = ["quick_passwords", "world"]

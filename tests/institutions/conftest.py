from factories.fixtures import laid_world, places, quick_passwords, world

__all__ = ["laid_world", "places", "quick_passwords", "world"]

from factories.fixtures import ground, laid_places, laid_world, places, quick_passwords, world

__all__ = ["ground", "laid_places", "laid_world", "places", "quick_passwords", "world"]

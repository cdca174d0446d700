from factories.fixtures import places, quick_passwords, world

__all__ = ["places", "quick_passwords", "world"]

"""A small world for tests, written through services only."""

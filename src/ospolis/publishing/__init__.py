"""Pages that show several apps side by side: the map, an institution, a system."""

"""Files that people gave us: kept by their digest, recognised by content and name, never under a user's path."""

"""The roof: settings, root addresses, commands, home pages, global search."""

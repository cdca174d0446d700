"""People, their accounts, and the roles they hold for a time."""

"""Pages of people and accounts, by what they are about."""

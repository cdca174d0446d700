"""Forms of people and accounts, by what they ask for."""

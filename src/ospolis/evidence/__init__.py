"""The ledger of facts: measures, facts with their provenance, figures, and why a number is what it is."""

"""Full-text search over what the apps hand over, behind one interface for both databases."""

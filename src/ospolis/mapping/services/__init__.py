"""The only writers of the collection, by what they write."""

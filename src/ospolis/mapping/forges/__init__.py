"""Asking forges: calls within a budget, lists read page by page, and what became of repositories that vanished."""

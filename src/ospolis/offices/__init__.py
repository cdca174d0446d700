"""Offices: who hosts them, what their scope covers, and from when until when."""

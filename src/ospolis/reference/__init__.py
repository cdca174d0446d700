"""Dated data with unit and source; no code."""

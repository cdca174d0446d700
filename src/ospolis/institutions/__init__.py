"""Institutions of a public sector and the digital systems that belong to them."""

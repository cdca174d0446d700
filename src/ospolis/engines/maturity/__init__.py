"""Maturity: questions with five levels, facts that speak for them, and how both become one reading."""

"""Versions of what collects and reads: part of every key under which an answer is kept."""

from __future__ import annotations

COLLECT_VERSION = "1"

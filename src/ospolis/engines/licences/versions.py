"""Versions that stand in every cache key and every piece of evidence.

A change of what counts as a hint, of how text is normalised, of a rule, or of the licence texts raises the
version here; stored readings of the old version are then read again, and nobody has to remember to.
"""

from __future__ import annotations

HINTS = "4"
NORMALISER = "4"
DETECTOR = "5"
INDEX = "6.12.0-1"

# What a stored reading of one blob depends on: the key is (blob id, path class, VERSION).
WINDOWS_VERSION = f"hints {HINTS}, normaliser {NORMALISER}"
# What the answer for one window depends on: the key is (window id, DETECTOR_VERSION).
DETECTOR_VERSION = f"ospolis-licences {DETECTOR}, texts {INDEX}"
VERSION = f"{WINDOWS_VERSION}, {DETECTOR_VERSION}"

"""Whether the second scanner is there, for the health of an installation."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.mapping.deep.scanner import HOW_TO_INSTALL, find_scanner
from ospolis.mapping.second_answers import TOOL


def register_second_scanner() -> None:
    """Add the probe."""
    register_probe("second scanner", look_at_second_scanner)


def look_at_second_scanner() -> Iterator[HealthLine]:
    """Its version, or how to install it; without it only `ospolis map --deep` is refused."""
    scanner = find_scanner(settings.OSPOLIS.deep_python)
    if scanner:
        yield HealthLine("second scanner", Light.GREEN, f"{TOOL} {scanner.version}")
    else:
        said = "not installed; only `ospolis map --deep` needs it"
        yield HealthLine("second scanner", Light.GREEN, said, HOW_TO_INSTALL)

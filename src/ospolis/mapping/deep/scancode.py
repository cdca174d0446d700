"""What runs under the Python of the other environment: one text in, what ScanCode says out.

Nothing of ours is imported here but this file, and ScanCode is imported by name alone: the product does not need it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

_MOST_DETECTIONS = 200
_MOST_MATCHES = 50


def warm_up() -> None:
    """Load the index of licence texts, once for the box, and leave no folder behind."""
    warnings.simplefilter("ignore")  # it speaks of libraries that only other parts of it need
    folder = tempfile.mkdtemp(prefix="ospolis-second-")
    os.environ["SCANCODE_TEMP"] = os.environ["SCANCODE_CACHE"] = folder
    try:
        import_module("licensedcode.cache").get_index()
        import_module("licensedcode.detection")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def detect_text(payload: bytes) -> Iterator[dict[str, Any]]:
    """Say what ScanCode detects in one text.

    Shapes   payload: JSON with `text`
    Returns  rows {expression: SPDX or None, matches: [[expression, score, rule], ...]}
    """
    detect = import_module("licensedcode.detection").detect_licenses
    found = list(detect(query_string=json.loads(payload)["text"]))
    for detection in found[:_MOST_DETECTIONS]:
        matches = [
            [match.rule.license_expression, float(match.score()), match.rule.identifier]
            for match in detection.matches[:_MOST_MATCHES]
        ]
        yield {"expression": detection.license_expression_spdx, "matches": matches}

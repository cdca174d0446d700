"""An environment that stands in for that of ScanCode: a Python of its own, and a package that answers in the same form.

`tests/mapping/test_second_scanner.py` holds it against the real one where that is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

VERSION = "32.5.0"

_CACHE = """
def get_index():
    return object()
"""

_DETECTION = """
import os
from collections import namedtuple

Rule = namedtuple("Rule", "license_expression identifier")
Detection = namedtuple("Detection", "license_expression_spdx matches")


class Match(namedtuple("Match", "rule points")):
    def score(self):
        return self.points


def detect_licenses(query_string):
    if "KILL THE READER" in query_string:
        os.kill(os.getpid(), 9)
    if "Permission is hereby granted" in query_string:
        yield Detection("MIT", [Match(Rule("mit", "mit.LICENSE"), 100.0)])
    if "dual licensed under the MIT or GPL" in query_string:
        rule = Rule("mit OR gpl-1.0-plus", "mit_or_gpl-1.0-plus_3.RULE")
        yield Detection("MIT OR GPL-1.0-or-later", [Match(rule, 100.0)])
"""


def make_environment(folder: Path, *, index: str = _CACHE) -> Path:
    """Make the environment and return its Python. `index` is the source of what loads the index."""
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (packages / f"scancode_toolkit_mini-{VERSION}.dist-info").mkdir(parents=True)
    (packages / "licensedcode").mkdir()
    for name, text in (("__init__", ""), ("cache", index), ("detection", _DETECTION)):
        (packages / "licensedcode" / f"{name}.py").write_text(text)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\ninclude-system-site-packages = false\n")
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.symlink_to(base)
    return python

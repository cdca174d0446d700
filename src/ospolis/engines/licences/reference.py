"""The dated licence data this engine stands on, read once and only when asked for.

Reading files that are part of the program is the one input this engine has.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


def read_reference(name: str) -> bytes:
    """The bytes of one file of reference/licences.

    Raises   FileNotFoundError when the installation is incomplete
    """
    return files("ospolis").joinpath("reference", "licences", name).read_bytes()


@cache
def load_table(name: str) -> dict[str, Any]:
    """One JSON table of reference/licences; it carries `source` and `date` beside its rows."""
    table: dict[str, Any] = json.loads(read_reference(name))
    return table


@cache
def spdx_ids() -> dict[str, str]:
    """Lower-cased SPDX licence ids -> their proper writing."""
    return {key.lower(): key for key in load_table("list.json")["licences"]}


@cache
def exception_ids() -> dict[str, str]:
    """Lower-cased SPDX exception ids -> their proper writing."""
    return {key.lower(): key for key in load_table("list.json")["exceptions"]}

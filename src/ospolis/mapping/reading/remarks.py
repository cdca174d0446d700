"""A remark on a file as a sentence that a person reads: where it is, then what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ospolis.mapping.outcomes import as_sentence


def say_remark(problem: Mapping[str, Any]) -> str:
    """Say where and what: by line when that is known, else by the place within the file.

    Raises   KeyError when the remark is not of the agreed shape
    """
    message = as_sentence(str(problem["message"]))
    if problem["line"]:
        return f"Line {problem['line']}: {message}"
    return f"At {problem['path']}: {message}" if problem["path"] else message

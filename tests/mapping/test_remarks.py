"""Remarks on files are sentences that begin with their place."""

from __future__ import annotations

import pytest

from ospolis.mapping.reading.remarks import say_remark


@pytest.mark.parametrize(
    ("line", "path", "said"),
    [
        (4, "name", "Line 4: The key is missing."),
        (0, "components[2].purl", "At components[2].purl: The key is missing."),
        (0, "", "The key is missing."),
    ],
)
def test_a_remark_says_where_and_what(line: int, path: str, said: str) -> None:
    assert say_remark({"line": line, "path": path, "message": "the key is missing"}) == said

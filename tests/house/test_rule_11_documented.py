"""Rule 11: each setting, command, event, permission and measure is in docs/reference, word for word as in the code.

The pages are made from the code: `make docs` writes them anew.
"""

from __future__ import annotations

import pytest
from reference_pages import Entry, build_pages, write_page

from house.tree import ROOT, hold_rule

FOLDER = ROOT / "docs" / "reference"


def find_differing_pages(pages: dict[str, str], committed: dict[str, str]) -> list[str]:
    """Name the pages that say something else than the code."""
    return sorted(name for name, text in pages.items() if committed.get(name) != text)


def read_committed(names: list[str]) -> dict[str, str]:
    """Read the pages that are there."""
    return {name: path.read_text("utf-8") for name in names if (path := FOLDER / name).exists()}


@pytest.mark.parametrize("committed", [{}, {"events.md": "older"}], ids=["missing", "older"])
def test_a_page_behind_the_code_is_found(committed):
    assert find_differing_pages({"events.md": "new"}, committed) == ["events.md"]


def test_an_entry_without_words_is_refused():
    with pytest.raises(ValueError, match=r"offices\.opened has no words"):
        write_page("Events", "What happened.", ("Verb", "What it tells"), [Entry("offices.opened", ("",))])


def test_the_reference_says_what_the_code_says():
    pages = build_pages()
    differing = find_differing_pages(pages, read_committed(list(pages)))

    hold_rule(f"docs/reference/{name} is not what the code says: run make docs" for name in differing)

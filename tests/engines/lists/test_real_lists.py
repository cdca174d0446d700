"""Lists that governments publish, as far as they lie here: every entry is read or has a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ospolis.engines.lists.reading import read_list
from ospolis.engines.lists.targets import ListTerms

FOLDER = Path(os.environ.get("OSPOLIS_REAL_FILES", "missing"))
# Repositories, organisations, and entries that are no source.
WANTED = {
    "govorgs/us-name_with_owner.txt": (2505, 0, 1),
    "govorgs/us-code-gov-gh-repos-stats.csv": (2505, 0, 1),
    "govorgs/fr2021-organizations_csv_all.csv": (0, 1257, 0),
    "govorgs/fr2021-repositories_csv_all.csv": (9066, 0, 91),
    "govorgs/nl-don-oss-register-publishers.json": (0, 79, 0),
    "developers-italia-api/software_page1.json": (25, 0, 0),
    "codejson/fallback-DOL.json": (74, 0, 88),
    "codejson/index-VA-index.json": (142, 0, 6),
}


@pytest.mark.parametrize("name", WANTED)
def test_a_published_list_is_read_whole(name: str) -> None:
    file = FOLDER / name
    if not file.is_file():
        pytest.skip("the file does not lie here; OSPOLIS_REAL_FILES names the folder of such files")
    found = read_list(file.read_bytes(), file.name, ListTerms())

    repositories = sum(one.target.kind == "git" for one in found.entries)
    assert (repositories, len(found.entries) - repositories, sum(found.left_out.values())) == WANTED[name]

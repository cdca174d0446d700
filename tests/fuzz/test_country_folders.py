"""Whatever stands in the files of a country folder, it is read or refused with places, never more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.country_workshop import Country
from ospolis.mapping.folder import FolderRefused, read_folder
from ospolis.mapping.folder.tables import TABLES

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["min-a", "git", "../x", "/etc/passwd", "file:///", "https://[", "NaN", "9" * 30, "2026-13-01", '"']
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table with known or unknown columns and any cells, or any bytes at all."""
    names = st.sampled_from([*sorted({column.name for columns in TABLES.values() for column in columns}), "colour"])
    head = draw(st.lists(names, min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(head), max_size=len(head)), max_size=4))
    mark = draw(st.sampled_from([",", ";"]))
    text = "\n".join(mark.join(row) for row in [head, *rows])
    return text.encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Country:
    root = tmp_path_factory.mktemp("fuzz")
    return Country(root / "country", root / "installation")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["office.yml", *sorted(TABLES)]), content=st.one_of(tables(), st.binary(max_size=80)))
def test_a_folder_is_read_or_refused_with_places(folder: Country, name: str, content: bytes) -> None:
    file = folder.path / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(content)
    try:
        read_folder(Path(folder.path))
    except FolderRefused as refused:
        assert all(problem.code and problem.message and problem.remedy for problem in refused.problems)
        assert all(problem.place.isprintable() for problem in refused.problems)
    finally:
        file.unlink() if before is None else file.write_bytes(before)

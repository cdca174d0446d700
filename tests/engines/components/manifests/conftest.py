"""Short words for long questions: what a file names, and what a repository is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ospolis.engines.components.manifests.joining import RepositoryComponents, join_readings, name_packages
from ospolis.engines.components.manifests.opening import read_manifest

Row = tuple[str, str, str, str, int]


@pytest.fixture
def named() -> Callable[[str, str], list[Row]]:
    """Name, version or range, scope, relation and line of all that one file names, in its order."""

    def read(path: str, text: str) -> list[Row]:
        return [
            (item.name, item.version or item.version_range, item.scope.value, item.relation.value, item.line)
            for item in read_manifest(path, text.encode()).mentions
        ]

    return read


@pytest.fixture
def joined() -> Callable[[dict[str, str]], RepositoryComponents]:
    def join(files: dict[str, str]) -> RepositoryComponents:
        readings = [read_manifest(path, text.encode()) for path, text in files.items()]
        found = join_readings(readings)
        assert name_packages(readings) == {component.purl for component in found.components}
        return found

    return join


@pytest.fixture
def components(
    joined: Callable[[dict[str, str]], RepositoryComponents],
) -> Callable[[dict[str, str]], list[tuple[str, str, str, str]]]:
    """Package URL, range, scope and relation of all components of a repository, in order."""

    def read(files: dict[str, str]) -> list[tuple[str, str, str, str]]:
        return [
            (item.purl, item.version_range, item.scope.value, item.relation.value) for item in joined(files).components
        ]

    return read


@pytest.fixture
def remarks() -> Callable[[str, str | bytes], list[tuple[str, int]]]:
    """Code and line of the remarks on one file; every remark has words and a remedy."""

    def read(path: str, content: str | bytes) -> list[tuple[str, int]]:
        data = content.encode() if isinstance(content, str) else content
        found = read_manifest(path, data).diagnostics
        assert all(item.message and item.fix for item in found)
        return [(item.code, item.line) for item in found]

    return read

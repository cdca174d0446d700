"""What the tests of the map may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from factories.fixtures import ground, laid_world, quick_passwords, world
from mapping.country_workshop import ALPHA, BETA, Country, make_repository

__all__ = ["ground", "laid_world", "quick_passwords", "world"]


@pytest.fixture(scope="session")
def alpha(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a licence, a manifest and code; not to be changed."""
    return make_repository(tmp_path_factory.mktemp("made") / "alpha.git", {"LICENSE": ALPHA["LICENSE"]}, ALPHA)


@pytest.fixture(scope="session")
def beta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the same licence file as alpha; not to be changed."""
    return make_repository(tmp_path_factory.mktemp("made") / "beta.git", BETA)


@pytest.fixture
def make_country(tmp_path: Path) -> Callable[..., Country]:
    """Makes country folders of one installation."""

    def make(name: str = "country", **fields: object) -> Country:
        return Country(tmp_path / name, tmp_path / "installation", **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def country(make_country: Callable[..., Country]) -> Country:
    """A country folder of two institutions without a source."""
    return make_country()

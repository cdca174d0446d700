"""Ids that belong to another office: the folder is refused with the place, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mapping.country_workshop import Country
from ospolis.core.program import InputProblem, RefusedInput
from ospolis.institutions.models import Institution
from ospolis.mapping.models import Run
from ospolis.mapping.ordering import map_folder

pytestmark = pytest.mark.django_db

Make = Callable[..., Country]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=tmp_path / "data")
    return tmp_path / "data"


def map_it(country: Country) -> dict[str, Any]:
    return map_folder(country.path, out=None, workers=0, tick=lambda progress: None)


def refusals(country: Country) -> list[InputProblem]:
    with pytest.raises(RefusedInput) as refused:
        map_it(country)
    return list(refused.value.problems)


def test_the_id_of_an_office_is_not_taken_over_by_a_folder_that_shares_nothing_with_it(
    country: Country, make_country: Make, data_dir: Path
) -> None:
    map_it(country)
    other = make_country("other")
    other.institutions("min-x,Ministry X,ministry,,01", "min-y,Ministry Y,ministry,,07")
    other.write("office.yml", "name: Other\nid: test-office\ncountry: YY\nscope: country\nhost: min-x\n")

    [problem] = refusals(other)

    assert (problem.file, problem.row, problem.column, problem.code) == ("office.yml", 2, "id", "office-taken")
    assert problem.remedy == "Choose another id for this office, or keep the id of at least one institution."
    assert set(Institution.objects.filter(withdrawn_at=None).values_list("key", flat=True)) == {"min-a", "min-b"}
    assert (Run.objects.count(), list(data_dir.glob("*.lock"))) == (1, [])
    assert map_it(country)["institutions"] == 2


def test_an_office_may_change_all_but_one_of_its_institutions(country: Country) -> None:
    map_it(country)
    country.institutions("min-a,Ministry A,ministry,,01", "min-z,Ministry Z,ministry,,07")

    assert map_it(country)["institutions"] == 2


def test_an_institution_of_another_office_is_refused_and_leaves_no_lock(
    country: Country, make_country: Make, data_dir: Path
) -> None:
    map_it(country)
    other = make_country("other", key="other-office")

    [problem] = refusals(other)

    assert (problem.file, problem.code) == ("institutions.csv", "id-taken")
    assert [path.name for path in data_dir.glob("*.lock")] == ["map-test-office.lock"]

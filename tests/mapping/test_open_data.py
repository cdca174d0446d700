"""What `map --json` prints and `map --out` writes."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from mapping.country_workshop import ACTOR, COMPONENT_LIST, Country
from ospolis.mapping.open_data import write_open_data

pytestmark = pytest.mark.django_db

TABLES = {
    "institutions.csv": "institution",
    "repositories.csv": "repository,institution,commit,licence_declared,licence_detected,files,code_lines,languages,"
    "last_commit,contributors_365d,publiccode,components,practices_passed,practices_total",
    "systems.csv": "system",
    "components.csv": "purl",
    "facts.csv": "",
}


@pytest.fixture
def out(country: Country, alpha: Path, tmp_path: Path) -> Path:
    country.write("sboms/a.json", COMPONENT_LIST)
    country.institutions("min-a,Ministère A,ministry,,01", "min-b,B,ministry,min-a,07")
    country.systems("registry,min-b,=Registry,open,MIT")
    country.sources(f"min-a,git,file://{alpha},,", "min-b,sbom,sboms/a.json,registry,")
    summary = country.map()
    write_open_data(viewer=ACTOR, realm=country.key, summary=summary, folder=tmp_path / "out")
    return tmp_path / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_of_the_contract_are_written(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == sorted([*TABLES, "summary.json", "datapackage.json"])
    head = (out / "repositories.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == TABLES["repositories.csv"]
    assert rows(out / "institutions.csv")[0]["name"] == "Ministère A"
    (repository,) = rows(out / "repositories.csv")
    assert (repository["files"], repository["components"], repository["languages"]) == ("4", "1", "JavaScript")
    assert {row["source"] == "" for row in rows(out / "components.csv")} == {False}


def test_the_summary_has_the_shape_of_the_contract(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text())

    wanted = {
        "institutions", "sources", "repositories", "files", "unique_blobs", "systems", "components", "facts",
        "licences", "failures", "seconds",
    }  # fmt: skip
    assert wanted <= set(summary)
    assert summary["sources"] == {"total": 2, "done": 2, "failed": 0, "unchanged": 0}
    assert sorted(summary["seconds"]) == ["analyse", "collect", "total", "write"]
    assert (summary["licences"], summary["components"], summary["files"]) == ({"MIT": 1}, 1, 4)
    assert summary["facts"] == len(rows(out / "facts.csv"))


def test_the_data_package_types_every_column(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text())

    types: dict[str, dict[str, str]] = {}
    for resource in package["resources"]:
        assert (resource["encoding"], resource["format"]) == ("utf-8", "csv")
        fields = resource["schema"]["fields"]
        with (out / resource["path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [field["name"] for field in fields]
        types[resource["name"]] = {field["name"]: field["type"] for field in fields}
    assert sorted(types) == ["components", "facts", "institutions", "repositories", "systems"]
    numbers = ("files", "code_lines", "contributors_365d", "components", "practices_passed", "practices_total")
    assert {types["repositories"][name] for name in numbers} == {"integer"}
    assert types["repositories"]["last_commit"] == "date"
    assert types["components"]["direct"] == "boolean"
    assert types["components"]["line"] == "integer"
    assert types["institutions"]["staff"] == "integer"


def test_every_cell_fits_the_type_of_its_column(out: Path) -> None:
    fits = {
        "string": str, "integer": int, "number": float, "date": date.fromisoformat, "datetime": datetime.fromisoformat,
        "boolean": {"true": True, "false": False, "True": True, "False": False}.__getitem__,
    }  # fmt: skip
    package = json.loads((out / "datapackage.json").read_text())
    for resource in package["resources"]:
        types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for row in rows(out / resource["path"]):
            for name, cell in row.items():
                assert cell == "" or fits[types[name]](cell) is not None


def test_writing_again_replaces_the_files(out: Path, country: Country) -> None:
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    write_open_data(viewer=ACTOR, realm=country.key, summary=json.loads(before["summary.json"]), folder=out)

    assert {path.name: path.read_bytes() for path in out.iterdir()} == before

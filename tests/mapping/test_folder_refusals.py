"""A folder with errors is refused whole: each problem with file, row, column and remedy, and nothing is written."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from mapping.country_workshop import COMPONENT_LIST, Country
from ospolis.core.program import REFUSED, run_command
from ospolis.mapping.commands.country import MAP
from ospolis.mapping.folder import FolderRefused, read_folder

Told = list[tuple[str, int, str, str]]


def problems_of(country: Country) -> Told:
    with pytest.raises(FolderRefused) as refused:
        read_folder(country.path)
    assert all(problem.message and problem.remedy for problem in refused.value.problems)
    return [(p.file, p.row, p.column, p.code) for p in refused.value.problems]


Spoil = Callable[[Country], object]

HEAD = "id,name,kind,parent,sector\n"
SOURCES = "institution,kind,location,system,role\n"


def spoil(name: str, content: str | bytes) -> Spoil:
    return lambda country: country.write(name, content)


def link_file(country: Country) -> None:
    outside = country.path.parent / "outside.json"
    outside.write_text(COMPONENT_LIST)
    (country.path / "sboms").mkdir()
    (country.path / "sboms/a.json").symlink_to(outside)
    country.sources("min-a,sbom,sboms/a.json,,")


def link_folder(country: Country) -> None:
    outside = country.path.parent / "outside"
    outside.mkdir()
    (outside / "a.json").write_text(COMPONENT_LIST)
    (country.path / "sboms").symlink_to(outside)
    country.sources("min-a,sbom,sboms/a.json,,")


def link_table(country: Country) -> None:
    (country.path / "sources.csv").rename(country.path.parent / "sources.csv")
    (country.path / "sources.csv").symlink_to(country.path.parent / "sources.csv")


def huge_table(country: Country) -> None:
    os.truncate(country.write("systems.csv", "id,institution,name\n"), 200_000_000)


def huge_list(country: Country) -> None:
    os.truncate(country.write("sboms/a.json", COMPONENT_LIST), 200_000_000)
    country.sources("min-a,sbom,sboms/a.json,,")


def pipe_table(country: Country) -> None:
    (country.path / "systems.csv").unlink()
    os.mkfifo(country.path / "systems.csv")


OFFICE = "id: test-office\nname: Office\ncountry: XX\nscope: country\nhost: min-a\n"

CASES: dict[str, tuple[Spoil, Told]] = {
    "wrong column": (
        spoil("institutions.csv", "id,name,kind,colour\nmin-a,A,ministry,red\n"),
        [("institutions.csv", 1, "colour", "unknown-column")],
    ),
    "missing column": (
        spoil("institutions.csv", "id,name\nmin-a,A\n"),
        [("institutions.csv", 1, "kind", "missing-column")],
    ),
    "duplicate id": (
        spoil("institutions.csv", HEAD + "min-a,A,ministry,,\nmin-a,B,ministry,,\n"),
        [("institutions.csv", 3, "id", "duplicate-id")],
    ),
    "bad id": (
        spoil("institutions.csv", HEAD + "min-a,A,ministry,,\nMin B,B,ministry,,\n"),
        [("institutions.csv", 3, "id", "bad-id")],
    ),
    "missing parent": (
        spoil("institutions.csv", HEAD + "min-a,A,ministry,nobody,\n"),
        [("institutions.csv", 2, "parent", "missing-parent")],
    ),
    "parent loop": (
        spoil("institutions.csv", HEAD + "min-a,A,ministry,min-b,\nmin-b,B,ministry,min-a,\n"),
        [("institutions.csv", 2, "parent", "parent-loop"), ("institutions.csv", 3, "parent", "parent-loop")],
    ),
    "hosting that is no address": (
        spoil("institutions.csv", "id,name,kind,code_hosting\nmin-a,A,ministry,http://x/y\n"),
        [("institutions.csv", 2, "code_hosting", "bad-address")],
    ),
    "hosting of two": (
        spoil(
            "institutions.csv",
            "id,name,kind,code_hosting\nmin-a,A,ministry,https://github.com/a\n"
            "min-b,B,ministry,https://b.example;https://GitHub.com/A/\n",
        ),
        [("institutions.csv", 3, "code_hosting", "duplicate-hosting")],
    ),
    "own parent": (
        spoil("institutions.csv", HEAD + "min-a,A,ministry,min-a,\n"),
        [("institutions.csv", 2, "parent", "parent-loop")],
    ),
    "linked file": (link_file, [("sources.csv", 2, "location", "leaves-folder")]),
    "linked folder": (link_folder, [("sources.csv", 2, "location", "leaves-folder")]),
    "linked table": (link_table, [("sources.csv", 0, "", "unreadable")]),
    "table of 200 MB": (huge_table, [("systems.csv", 0, "", "too-large")]),
    "component list of 200 MB": (huge_list, [("sources.csv", 2, "location", "too-large")]),
    "table that is a pipe": (pipe_table, [("systems.csv", 0, "", "not-a-file")]),
    "missing table": (lambda c: (c.path / "sources.csv").unlink(), [("sources.csv", 0, "", "missing-file")]),
    "missing office": (lambda c: (c.path / "office.yml").unlink(), [("office.yml", 0, "", "missing-file")]),
    "file of the wrong kind": (
        lambda c: (c.write("sboms/a.json", '{"hello": 1}'), c.sources("min-a,sbom,sboms/a.json,,")),
        [("sources.csv", 2, "location", "wrong-kind")],
    ),
    "duplicate source": (
        lambda c: c.sources("min-a,git,https://example.org/a,,", "min-a,git,https://example.org/a,,"),
        [("sources.csv", 3, "location", "duplicate-source")],
    ),
    "unknown kind": (
        lambda c: c.sources("min-a,svn,https://example.org/a,,"),
        [("sources.csv", 2, "kind", "bad-choice")],
    ),
    "unknown institution": (
        lambda c: c.sources("min-x,git,https://example.org/a,,"),
        [("sources.csv", 2, "institution", "missing-institution")],
    ),
    "unknown system": (
        lambda c: c.sources("min-a,git,https://example.org/a,nowhere,"),
        [("sources.csv", 2, "system", "missing-system")],
    ),
    "bad number": (
        spoil("institutions.csv", "id,name,kind,staff\nmin-a,A,ministry,many\n"),
        [("institutions.csv", 2, "staff", "bad-number")],
    ),
    "bad date and amount": (
        spoil("systems.csv", "id,institution,name,annual_cost,contract_end\ns,min-a,S,-1,2026-02-30\n"),
        [("systems.csv", 2, "annual_cost", "bad-amount"), ("systems.csv", 2, "contract_end", "bad-date")],
    ),
    "amount that is no number": (
        spoil("systems.csv", "id,institution,name,annual_cost\ns,min-a,S,NaN\nt,min-a,T,1e400\n"),
        [("systems.csv", 2, "annual_cost", "bad-amount"), ("systems.csv", 3, "annual_cost", "bad-amount")],
    ),
    "unclosed quote": (
        spoil("institutions.csv", HEAD + 'min-a,"A,ministry,,\n'),
        [("institutions.csv", 2, "number 2", "open-quote")],
    ),
    "row too short": (
        spoil("institutions.csv", HEAD + "min-a,A\n"),
        [("institutions.csv", 2, "number 3", "wrong-number-of-cells")],
    ),
    "empty table": (spoil("institutions.csv", ""), [("institutions.csv", 1, "", "empty")]),
    "zip instead of a table": (
        spoil("institutions.csv", b"PK\x03\x04\x00\x00\xff\xfe"),
        [("institutions.csv", 1, "number 7", "encoding")],
    ),
    "tabs in YAML": (spoil("office.yml", "name:\n\t- x\n"), [("office.yml", 2, "", "tab-indent")]),
    "alias in YAML": (spoil("office.yml", "a: &x [1]\nb: *x\n"), [("office.yml", 1, "", "anchor")]),
    "key twice in YAML": (spoil("office.yml", OFFICE + "name: Two\n"), [("office.yml", 6, "", "duplicate-key")]),
    "unknown key": (spoil("office.yml", OFFICE + "colour: red\n"), [("office.yml", 6, "colour", "unknown-key")]),
    "missing host": (
        spoil("office.yml", OFFICE.replace("min-a", "min-x")),
        [("office.yml", 5, "host", "missing-host")],
    ),
    "list instead of a map": (spoil("office.yml", "- a\n"), [("office.yml", 1, "", "not-a-map")]),
}

# Kind, location and code of a source that stands alone in its table.
LOCATIONS: dict[str, tuple[str, str, str]] = {
    "path above the folder": ("sbom", "../a.json", "leaves-folder"),
    "absolute path": ("sbom", "/etc/passwd", "leaves-folder"),
    "repository above the folder": ("git", "repositories/../..", "leaves-folder"),
    "missing file": ("sbom", "sboms/none.json", "missing-file"),
    "missing repository": ("git", "repositories/none", "missing-repository"),
    "location with a control character": ("git", "https://example.org/a\x07b", "bad-location"),
    "location that is an option": ("git", "--upload-pack=x", "bad-location"),
    "location of another transport": ("git", "ext://sh", "bad-location"),
    "password in an address": ("git", "https://me:secret@example.org/a", "password-in-address"),
    "token in the place of a user": ("git", "https://ghp-0123456789@example.org/a", "password-in-address"),
    "token in a query": ("git", "https://example.org/a?private_token=abc", "secret-in-address"),
    "token in the query of a file": (
        "code-json",
        "https://example.org/c.json?v=1&Access_Token=abc",
        "secret-in-address",
    ),
    "signature after a semicolon": ("sbom", "https://example.org/a.json?v=1;X-Amz-Signature=abc", "secret-in-address"),
    "key whose name is written in escapes": ("sbom", "https://example.org/a.json?api%5Fkey=abc", "secret-in-address"),
    "token in a fragment": ("publiccode", "https://example.org/p.yml#token=abc", "secret-in-address"),
    "token in a path": ("git", "https://example.org/glpat-0123456789abcdefghij/a", "secret-in-address"),
    "query of a repository": ("git", "https://example.org/a?ref=main", "query-in-address"),
    "query of a forge": ("gitlab", "https://gitlab.com/example?page=2", "query-in-address"),
    "fragment of a repository": ("git", "https://example.org/a#readme", "query-in-address"),
    "fragment of a file": ("code-json", "https://example.org/code.json#top", "query-in-address"),
}


@pytest.mark.parametrize("case", LOCATIONS)
def test_a_location_is_refused_in_its_row(country: Country, case: str) -> None:
    kind, location, code = LOCATIONS[case]
    country.sources(f"min-a,{kind},{location},,")

    assert problems_of(country) == [("sources.csv", 2, "location", code)]


@pytest.mark.parametrize("case", CASES)
def test_a_problem_is_told_with_its_place(country: Country, case: str) -> None:
    prepare, told = CASES[case]
    prepare(country)

    assert problems_of(country) == told


def test_semicolons_and_a_mark_of_byte_order_are_read(country: Country) -> None:
    country.write("institutions.csv", "\ufeffid;name;kind\r\nmin-a;Ministère, A;ministry\r\n".encode())

    assert [row["name"] for row in read_folder(country.path).institutions] == ["Ministère, A"]


def test_every_problem_is_told_at_once_in_order(country: Country) -> None:
    country.institutions("min-a,A,ministry,nobody,", "min-a,A,ruler,,99")
    country.sources("min-a,sbom,../x,,")

    assert problems_of(country) == [
        ("institutions.csv", 2, "parent", "missing-parent"),
        ("institutions.csv", 3, "kind", "bad-choice"),
        ("institutions.csv", 3, "sector", "bad-choice"),
        ("sources.csv", 2, "location", "leaves-folder"),
    ]


def rows_and_files(data_dir: Path) -> tuple[dict[str, int], list[str]]:
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return counts, sorted(str(path.relative_to(data_dir)) for path in data_dir.rglob("*"))


def run_map(country: Country, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    MAP.add_arguments(parser)
    code = run_command(MAP, parser.parse_args([str(country.path), "--workers", "0", *more]))
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def installation(tmp_path: Path, settings: Any) -> Path:
    """The data folder of an installation of its own, for commands."""
    folder = tmp_path / "installation"
    folder.mkdir()
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=folder)
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["wrong column", "linked file", "alias in YAML", "table of 200 MB"])
def test_a_refused_folder_writes_nothing(
    country: Country, installation: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    prepare, told = CASES[case]
    prepare(country)
    before = rows_and_files(installation)

    code, out, err = run_map(country, capsys, "--json")

    assert code == REFUSED
    assert rows_and_files(installation) == before
    problems = json.loads(out)["problems"]
    assert [(p["file"], p.get("row", 0), p.get("column", ""), p["code"]) for p in problems] == told
    assert all(p["remedy"] for p in problems)
    assert err.splitlines()[-1] == "Nothing was written."


@pytest.mark.django_db
def test_an_id_of_another_office_is_refused_and_nothing_is_written(
    make_country: Callable[..., Country], installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = make_country("first"), make_country("second", key="other-office")
    first.systems("registry,min-a,Registry,open,MIT")
    assert run_map(first, capsys)[0] == 0
    second.institutions("min-a,Ministry A,ministry,,01", "min-c,C,ministry,,")
    before = rows_and_files(installation)

    code, out, _ = run_map(second, capsys, "--json")

    counts, files = rows_and_files(installation)
    assert (code, counts) == (REFUSED, before[0])
    assert set(files) - set(before[1]) <= {"map-other-office.lock"}
    (problem,) = json.loads(out)["problems"]
    assert "min-a" in problem["message"]
    assert (problem["file"], problem["row"], problem["column"]) == ("institutions.csv", 2, "id")


@pytest.mark.django_db
def test_an_id_of_another_offices_system_is_told_with_its_row(
    make_country: Callable[..., Country], installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = make_country("first"), make_country("second", key="other-office")
    first.systems("registry,min-a,Registry,open,MIT")
    assert run_map(first, capsys)[0] == 0
    second.institutions("min-x,X,ministry,,")
    second.write("office.yml", OFFICE.replace("min-a", "min-x").replace("test-office", "other-office"))
    second.systems("portal,min-x,Portal,open,MIT", "registry,min-x,Registry,open,MIT")

    code, out, _ = run_map(second, capsys, "--json")

    (problem,) = json.loads(out)["problems"]
    assert (code, problem["file"], problem["row"], problem["column"]) == (REFUSED, "systems.csv", 3, "id")


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_refused(
    country: Country, installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    country.path = country.path / "nowhere"

    code, out, _ = run_map(country, capsys, "--json")

    assert (code, json.loads(out)["problems"][0]["code"]) == (REFUSED, "no-folder")

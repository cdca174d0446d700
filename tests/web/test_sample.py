"""`ospolis sample`: built and mapped once, log-ins for each role, and left alone until the text changes."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
from pathlib import Path

import pytest

from ospolis.assessment.models import InstitutionScore
from ospolis.core.program import Progress, RefusedInput
from ospolis.mapping.models import Repository, Run
from ospolis.people.models import Account
from ospolis.web import sample
from ospolis.web.commands import COMMANDS
from ospolis.web.sample import SampleLogin, load_sample

pytestmark = pytest.mark.django_db
STORY = """
people: {dev: 'Developer, Ministry of Works <dev@works.example>'}
history: [{ago: 10, by: dev, says: Start}]
files: {README.md: Works}
"""


@pytest.fixture
def examples(tmp_path: Path, settings, quick_passwords) -> Path:
    settings.OSPOLIS = dataclasses.replace(settings.OSPOLIS, data_dir=tmp_path / "var", sample=True)
    folder = tmp_path / "examples" / "land"
    (folder / "repositories" / "works").mkdir(parents=True)
    write(folder / "repositories" / "works" / "story.yml", STORY)
    write(folder / "office.yml", "id: land\nname: Office\ncountry: XQ\nscope: country\nhost: works\nsample: true\n")
    write(folder / "institutions.csv", "id,name,kind\nworks,Ministry of Works,ministry\n")
    write(folder / "sources.csv", "institution,kind,location\n")
    return folder.parent


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def load(examples: Path) -> list[SampleLogin]:
    return list(load_sample(examples, workers=0, watch=Progress))


def run_keys() -> list[str]:
    return [run.key for run in Run.objects.order_by("number")]


def test_each_role_gets_a_log_in_that_works(examples, client):
    logins = load(examples)

    assert [(login.role, login.email) for login in logins] == [
        ("lead of an office", "lead@land.example"),
        ("officer of an office", "officer@land.example"),
        ("focal point of an institution", "focal@land.example"),
        ("programme", "programme@sample.example"),
        ("operator of the installation", "operator@sample.example"),
    ]
    assert [Account.objects.get(email=login.email).check_password(login.password) for login in logins] == [True] * 5


def test_nothing_is_done_when_nothing_changed(examples, tmp_path):
    first = load(examples)
    built = tmp_path / "var" / "sample" / "land"
    before = (built.stat().st_ino, run_keys(), Account.objects.count())

    assert load(examples) == first
    assert (built.stat().st_ino, run_keys(), Account.objects.count()) == before


def test_a_country_is_assessed_once_it_is_mapped(examples):
    load(examples)

    (score,) = InstitutionScore.objects.all()
    assert (score.institution.key, score.bank_code, score.is_current) == ("works", "core", True)
    load(examples)
    assert InstitutionScore.objects.get().pk == score.pk


def test_a_changed_text_is_built_and_mapped_anew(examples):
    load(examples)
    write(examples / "land" / "institutions.csv", "id,name,kind\nworks,Ministry of Works and Housing,ministry\n")

    load(examples)

    assert run_keys() == ["land-1", "land-2"]


def test_a_run_that_was_killed_after_building_goes_on_without_building_again(examples, tmp_path):
    load(examples)
    built, stamp = (tmp_path / "var" / "sample" / name for name in ("land", "land.stamp"))
    inode = built.stat().st_ino
    write(stamp, stamp.read_text("ascii").splitlines()[0] + "\n")

    load(examples)

    assert (built.stat().st_ino, run_keys()) == (inode, ["land-1", "land-2"])


def test_a_new_database_is_mapped_anew(examples, tmp_path):
    load(examples)
    stamp = tmp_path / "var" / "sample" / "land.stamp"
    write(stamp, stamp.read_text("ascii").replace("land-1", "land-of-another-database"))

    load(examples)

    assert run_keys() == ["land-1", "land-2"]


def test_a_built_country_that_was_deleted_is_built_again(examples, tmp_path):
    load(examples)
    shutil.rmtree(tmp_path / "var" / "sample" / "land")

    load(examples)

    assert (tmp_path / "var" / "sample" / "land" / "repositories" / "works" / "HEAD").is_file()


def test_a_repository_of_a_story_is_read(examples):
    write(examples / "land" / "sources.csv", "institution,kind,location\nworks,git,repositories/works\n")

    load(examples)

    assert list(Repository.objects.values_list("name", "state")) == [("works", "read")]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("office.yml", "name: Office\n", "land: office.yml, column country"),
        ("repositories/works/story.yml", "- one\n", "story.yml"),
        ("sources.csv", "institution,kind,location\nnobody,git,repositories/works\n", "sources.csv, row 2"),
    ],
)
def test_a_country_with_a_problem_is_refused(examples, name, text, place):
    write(examples / "land" / name, text)

    with pytest.raises(RefusedInput) as refused:
        load(examples)

    assert place in refused.value.problems[0].place


def run_command(folder: Path) -> int:
    command = next(command for command in COMMANDS if command.name == "sample")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(folder), "--workers", "0"]))


def test_the_command_prints_one_line_for_each_log_in(examples, capsys):
    assert run_command(examples) == 0
    assert [line.split()[-2:] for line in capsys.readouterr().out.splitlines()] == [
        [f"{name}.example", sample.PASSWORD]
        for name in ("lead@land", "officer@land", "focal@land", "programme@sample", "operator@sample")
    ]


def test_the_command_is_refused_where_the_sample_is_switched_off(examples, settings):
    settings.OSPOLIS = dataclasses.replace(settings.OSPOLIS, sample=False)

    with pytest.raises(RefusedInput) as refused:
        run_command(examples)

    assert refused.value.problems[0].place == "OSPOLIS_SAMPLE"


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_folder_without_countries_is_refused(examples, tmp_path, name):
    folder = tmp_path / name

    with pytest.raises(RefusedInput) as refused:
        run_command(folder)

    assert refused.value.problems[0].place == str(folder)

"""The questions as open data, read through other frameworks; what is published, as files; the limits of the method."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from assessment.workshop import answer
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.banks import parsed_bank, shipped_content
from ospolis.assessment.judging import sum_up
from ospolis.assessment.pages.data_package import COLUMNS
from ospolis.assessment.pages.frameworks import crosswalks, describe_framework
from ospolis.assessment.pages.limits import LIMITS
from ospolis.assessment.pages.question_files import question_document, question_source, question_table
from ospolis.assessment.pages.tables import PROFILE_COLUMNS, PUBLIC_COLUMNS
from ospolis.assessment.services.publishing import agree_to_publication, publish_results

DOCS = Path(__file__).parents[2] / "docs"


def test_the_limits_on_the_page_are_those_of_the_manual():
    text = (DOCS / "explanation/calibration.md").read_text(encoding="utf-8")
    measured = re.findall(r"^\|[^|]+\| (0\.\d{3}) \| (0\.\d{3}) \|$", text, re.MULTILINE)

    assert [(f"{row.covered:.3f}", f"{row.bias:.3f}") for row in LIMITS] == measured


def test_the_questions_as_they_were_written_can_be_read_again():
    head, *parts = yaml.safe_load_all(question_source())

    assert (head["schema"], head["licence"], len(parts)) == ("question-bank", "CC-BY-4.0", 10)
    codes = [item["code"] for part in parts for item in part["items"]]
    assert codes == [item.code for item in parsed_bank(shipped_content()).items]


def test_the_document_holds_every_question_with_its_levels_and_links():
    document = json.loads(question_document())
    item = next(item for item in document["items"] if item["code"] == "D3.1")

    assert (len(document["items"]), document["licence"], len(item["anchors"])) == (64, "CC-BY-4.0", 5)
    assert {"framework": "dpg-standard", "version": "2024-09-12", "criterion": "2", "relation": "equal",
            "strength": 3} in item["crosswalk"]  # fmt: skip


def test_the_table_has_a_row_for_each_question():
    table = question_table()

    rows = list(table.rows)
    assert (len(rows), {len(row) for row in rows}) == (64, {len(table.columns)})


def test_a_framework_names_what_no_question_covers():
    bank = parsed_bank(shipped_content())

    page = describe_framework(crosswalks()["dpg-standard"], bank)

    assert [line.ext_id for line in page.criteria if not line.links] == ["9b"]
    assert (page.uncovered, page.finding) == (1, "The questions cover 10 of 11 criteria.")
    assert page.criteria[1].links[0].url == "/assessment/questions/D3/#D3.1"


@pytest.mark.django_db
@pytest.mark.one_database
def test_everybody_may_take_the_questions_along(client, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = client.get("/assessment/frameworks/ggi/")
    kinds = {kind: client.get(f"/assessment/questions.{kind}") for kind in ("json", "yml", "csv", "exe")}

    assert (page.status_code, "not covered" in page.content.decode()) == (200, True)
    assert {kind: answer.status_code for kind, answer in kinds.items()} == {
        "json": 200, "yml": 200, "csv": 200, "exe": 404,
    }  # fmt: skip
    assert client.get("/assessment/frameworks/none/").status_code == 404


def test_every_published_column_is_described_and_none_beside():
    assert set(COLUMNS) == {*PROFILE_COLUMNS, *PUBLIC_COLUMNS}


@pytest.fixture
def published(world):
    """The levels of Arva are public, and the registry and the archive show their own."""
    answer("arva-registry", "D1.1", 3)
    assess_office(AssessOrder(realm="arva", day=NOON.date(), actor=OPERATOR, at=NOON))
    for key in ("arva-registry", "arva-archive"):
        agree_to_publication(institution_key=key, agrees=True, actor=world.viewer("lead"), at=NOON)
    publish_results(realm="arva", actor=world.viewer("lead"), at=NOON)
    return world


@pytest.mark.django_db
@pytest.mark.one_database
def test_what_is_published_can_be_taken_along_with_what_its_columns_mean(
    client, published, django_assert_max_num_queries
):
    package = client.get("/assessment/published/datapackage.json?office=arva").json()
    tables = {}
    for resource in package["resources"]:
        with django_assert_max_num_queries(12):
            answered = client.get(resource["path"].removeprefix(settings.OSPOLIS.base_url))
            lines = b"".join(answered.streaming_content).decode("utf-8-sig").splitlines()
        tables[resource["name"]] = lines
        assert lines[0].split(",") == [field["name"] for field in resource["schema"]["fields"]]

    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert {line.split(",")[0] for line in tables["institutions"][1:]} == {"arva-registry", "arva-archive"}
    assert (len(tables["institutions"]), len(tables["profile"]) > 10) == (21, True)
    rows = b"".join(client.get("/assessment/published.json?office=arva&of=institutions").streaming_content)
    assert len(json.loads(rows)) == 20


@pytest.mark.django_db
@pytest.mark.one_database
def test_before_a_publication_there_is_nothing_to_take_along(client, world):
    for file in ("published.csv", "published.json", "published/datapackage.json"):
        assert client.get(f"/assessment/{file}?office=arva").status_code == 404


def test_of_a_group_of_two_not_even_ignorance_is_told():
    members = [(1, "a", None), (2, "a", None), *((n, "b", 2.0) for n in range(3, 7))]
    groups = {one.group: one for one in sum_up(members).groups}

    assert (groups["a"].suppressed, groups["a"].answered, groups["a"].members) == (True, None, 2)
    assert groups["b"].members == 4

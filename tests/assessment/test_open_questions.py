"""The questions as open data, read through other frameworks; what is published, as files; the limits of the method."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from ospolis.assessment.banks import parsed_bank, shipped_content
from ospolis.assessment.pages.frameworks import crosswalks, describe_framework
from ospolis.assessment.pages.limits import LIMITS
from ospolis.assessment.pages.question_files import question_document, question_source, question_table

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

"""`ospolis assess`: one JSON document, progress apart, exit codes that say how it went."""

from __future__ import annotations

import argparse
import json

import pytest

from assessment.workshop import CODE, answer
from ospolis.assessment.commands import ASSESS
from ospolis.core.program import DONE, IN_PART, RefusedInput

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    ASSESS.add_arguments(parser)
    return ASSESS.run(parser.parse_args([*words, "--bank", CODE]))


def test_one_office_is_one_document_of_the_contract(bank, capsys):
    answer("arva-registry", "A1.1", 3)

    assert run("--office", "arva", "--at", "2026-11-02", "--json") == DONE

    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert list(document) == ["office", "date", "bank", "institutions", "contradictions", "left_out", "seconds"]
    assert (document["office"], document["date"], document["bank"]) == ("arva", "2026-11-02", "small-1")
    assert [row["id"] for row in document["institutions"]] == [
        "arva-archive", "arva-digital", "arva-health", "arva-post", "arva-registry",
    ]  # fmt: skip
    assert "Assessing arva: 5 of 5" in printed.err


def test_the_same_again_says_the_same(bank, capsys):
    answer("arva-registry", "A1.1", 4)
    run("--office", "arva", "--at", "2026-11-02", "--json")
    first = json.loads(capsys.readouterr().out)

    run("--office", "arva", "--at", "2026-11-02", "--json")

    assert {**json.loads(capsys.readouterr().out), "seconds": 0} == {**first, "seconds": 0}


def test_contradictions_stand_in_the_document(bank, capsys):
    answer("arva-digital", "A2.2", 4)
    run("--office", "arva", "--at", "2026-11-02", "--json")

    (row,) = json.loads(capsys.readouterr().out)["contradictions"]

    assert (row["institution"], row["item"], row["flag"], row["claim"], row["evidence"], row["p"] > 0.9) == (
        "arva-digital", "A2.2", "over-claim", 4.0, 0.0, True,
    )  # fmt: skip


def test_all_offices_are_told_one_after_the_other(bank, capsys):
    assert run("--at", "2026-11-02") == DONE

    told = capsys.readouterr().out
    assert "office: arva, bank small-1, as of 2026-11-02" in told
    assert "institutions: 3, of which 3 changed" in told
    assert "contradictions: none" in told

    run("--at", "2026-11-02", "--json")
    assert [document["office"] for document in json.loads(capsys.readouterr().out)["offices"]] == ["arva", "belun"]


def test_unknown_questions_end_in_part_with_a_remedy(bank, capsys):
    answer("arva-registry", "Z9.9", 3)

    assert run("--office", "arva") == IN_PART

    assert capsys.readouterr().err.splitlines()[-1] == (
        "arva, Z9.9: The bank has no question 'Z9.9'; 1 answers of arva-registry are left out."
        " Mend the code, or install the bank that asks it."
    )


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--office", "nowhere"), "Take one of: arva, belun."),
        (("--at", "yesterday"), "Write year-month-day, such as 2026-11-23."),
    ],
)
def test_what_cannot_be_meant_is_refused(bank, words, remedy):
    with pytest.raises(RefusedInput) as refused:
        run(*words)

    assert [problem.remedy for problem in refused.value.problems] == [remedy]


def test_a_bank_that_is_not_installed_is_refused(world):
    with pytest.raises(RefusedInput) as refused:
        run("--office", "arva")

    assert refused.value.problems[0].message == "There is no question bank 'small'."


def test_without_an_office_the_way_to_one_is_told(db):
    with pytest.raises(RefusedInput) as refused:
        run()

    assert refused.value.problems[0].remedy == "Map a country folder first: ospolis map FOLDER."

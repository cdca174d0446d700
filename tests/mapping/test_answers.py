"""answers.csv: each row becomes a fact of its institution, the latest one holds, and a row that is gone ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mapping.country_workshop import ACTOR, NOON, Country
from ospolis.core.access import ANYBODY
from ospolis.evidence.choices import Visibility
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.models import CurrentValue, Fact
from ospolis.evidence.selectors import facts_seen_by
from ospolis.evidence.services import record_facts
from ospolis.mapping.declaring import declare_folder
from ospolis.mapping.folder import FolderRefused, read_folder

pytestmark = pytest.mark.django_db
HEAD = "institution,item,level,respondent_role,date,comment,evidence"


def declare(country: Country, *rows: str, days: int = 0) -> None:
    country.write("answers.csv", "\n".join((HEAD, *rows)) + "\n")
    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON + timedelta(days=days))


def said() -> list[tuple[str, str, str, float | None]]:
    rows = CurrentValue.objects.filter(measure="institution.answer").order_by("subject_key", "part")
    return list(rows.values_list("subject_key", "part", "text", "number"))


def test_each_answer_becomes_a_fact_without_a_name(country):
    declare(
        country,
        "min-a,d1.1,3,Focal_Point,2026-11-02,We have one,https://a.example",
        "min-b,D2.6,na,developer,2026-10-01,,",
    )

    assert said() == [("min-a", "D1.1/focal_point", "level", 3.0), ("min-b", "D2.6/developer", "na", None)]
    fact = Fact.objects.get(subject_key="min-a")
    assert (fact.provenance, fact.visibility, fact.path, fact.line_start) == (
        "answer",
        Visibility.OFFICE,
        "answers.csv",
        2,
    )
    assert fact.detail == {"date": "2026-11-02", "comment": "We have one", "evidence": "https://a.example"}


def test_answers_are_seen_by_the_office_and_the_institution_alone(country):
    declare(country, "min-a,D1.1,3,focal_point,2026-11-02,,")

    assert list(facts_seen_by(ANYBODY).filter(measure="institution.answer")) == []


def test_the_same_answers_again_change_nothing(country):
    declare(country, "min-a,D1.1,3,focal_point,2026-11-02,,")
    before = list(Fact.objects.values_list("pk", "ended_at"))

    declare(country, "min-a,d1.1,3,focal_point,2026-11-02,,", days=1)

    assert list(Fact.objects.values_list("pk", "ended_at")) == before


def test_a_later_date_supersedes_an_earlier_one_wherever_it_stands(country):
    declare(country, "min-a,D1.1,3,focal_point,2026-11-02,,", "min-a,D1.1,1,focal_point,2026-10-02,,")

    assert said() == [("min-a", "D1.1/focal_point", "level", 3.0)]


def test_a_row_that_is_gone_ends_its_fact_and_no_other(country):
    declare(country, "min-a,D1.1,3,focal_point,2026-11-02,,", "min-a,D1.2,2,focal_point,2026-11-02,,")
    by_form = Origin("", "answer", "campaign", "1", visibility="office")
    fact = NewFact(
        "institution", "min-a", "institution.answer", "min-a", part="D1.3/focal_point/7", number=1.0, text="level"
    )
    record_facts(realm=country.key, origin=by_form, facts=[fact], actor=ACTOR, at=NOON)

    declare(country, "min-a,D1.2,2,focal_point,2026-11-02,,", days=1)

    assert [part for _, part, _, _ in said()] == ["D1.2/focal_point", "D1.3/focal_point/7"]
    assert Fact.objects.get(part="D1.1/focal_point").ended_at == NOON + timedelta(days=1)


def test_without_the_file_no_answer_holds(country):
    declare(country, "min-a,D1.1,3,focal_point,2026-11-02,,")
    (country.path / "answers.csv").unlink()

    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON + timedelta(days=1))

    assert said() == []


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (("min-a,D1.1,3,x,2026-11-02,,", "min-a,d1.1,2,X,2026-11-02,,"), [(3, "level", "two-levels")]),
        (("min-a,D1.1,3,x,2026-11-02,,", "min-a,D1.1,3,x,2026-11-02,again,"), []),
        (("min-a,D1.1,7,x,2026-11-02,,",), [(2, "level", "bad-choice")]),
        (("min-z,D1.1,3,x,2026-11-02,,",), [(2, "institution", "missing-institution")]),
        (("min-a,D1/1,3,x,2026-11-02,,",), [(2, "item", "bad-code")]),
    ],
)
def test_rows_that_cannot_be_meant_are_refused_by_row(country, rows, problems):
    country.write("answers.csv", "\n".join((HEAD, *rows)) + "\n")
    try:
        read_folder(country.path)
        found = []
    except FolderRefused as refused:
        found = [(problem.row, problem.column, problem.code) for problem in refused.problems]

    assert found == problems

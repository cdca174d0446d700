"""The same new file in many repositories of an institution on one day is work for somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.workshop import DAY, answer, assess, tell
from ospolis.assessment.models import Contradiction
from ospolis.evidence.ledger import NewFact
from ospolis.institutions.models import Institution
from ospolis.mapping.models import Repository

pytestmark = pytest.mark.django_db


def copy(number: int, *, day: date = DAY, digest: str = "abc", practice: str = "readme") -> NewFact:
    return NewFact(
        "repository", f"copy-{number}", "repository.added-file", "arva-registry", part=f"{practice}/SECURITY.md",
        text=digest, detail={"date": day.isoformat()},
    )  # fmt: skip


@pytest.fixture
def repositories(bank):
    registry = Institution.objects.get(key="arva-registry")
    rows = [
        Repository(
            key=f"copy-{number}", realm="arva", institution=registry, name=f"copy-{number}", state="read",
            address=f"https://code.example/copy/{number}",
        )
        for number in range(6)
    ]  # fmt: skip
    Repository.objects.bulk_create(rows)


def sudden() -> list[tuple[str, str, float | None, int]]:
    assess()
    rows = Contradiction.objects.filter(flag="gaming", state="open")
    return [(row.item, row.detail, row.claim, len(row.facts)) for row in rows]


def test_six_copies_on_one_day_are_work_for_somebody(repositories):
    answer("arva-registry", "A1.1", 2)
    tell(*(copy(number) for number in range(6)))

    assert sudden() == [("A1.1", f"SECURITY.md {DAY} 6", None, 6)]


@pytest.mark.parametrize(
    "files",
    [
        [copy(number) for number in range(5)],
        [copy(number, digest=str(number)) for number in range(6)],
        [copy(number, day=DAY - timedelta(days=number)) for number in range(6)],
        [copy(number, day=DAY - timedelta(days=366)) for number in range(6)],
        [copy(number, practice="style") for number in range(6)],
        [copy(number) for number in range(5, 11)],
    ],
    ids=["five", "of their own", "one a day", "long ago", "nobody asks", "not theirs"],
)
@pytest.mark.one_database
def test_what_is_no_copy_of_one_day_in_more_than_five_is_left_alone(repositories, files):
    tell(*files)

    assert sudden() == []

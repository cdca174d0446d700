"""How long an assessment takes: an office whole, again with nothing changed, and after one new fact.

Promise: 150 institutions with 64 questions and 5 respondents each in at most 2 s of processor time, 2,000 in at most
30 s; one new fact in at most 1 s.
Run: python benchmarks/assessment.py [INSTITUTIONS] [--repositories=N]; without any, ten institutions. The country is
made up: every question is answered in five roles, and every repository says something to each hook that asks of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from _measuring import Cost, measured, say

if TYPE_CHECKING:
    from ospolis.evidence.ledger import NewFact

ROLES = ("focal_point", "developer", "legal_officer", "security_officer", "head_of_it")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REALM = "bench"
KINDS = ("ministry", "department", "agency", "municipality")
_PORTION = 100


def numbers() -> tuple[int, int]:
    """How many institutions, and how many repositories each."""
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    repositories = [int(word.split("=")[1]) for word in sys.argv[1:] if word.startswith("--repositories=")]
    return (given or [10])[0], (repositories or [8])[0]


def set_up(folder: Path) -> None:
    """Make the tables of a new database."""
    os.environ.update(OSPOLIS_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="ospolis.web.settings")
    os.environ.pop("OSPOLIS_DATABASE_URL", None)
    import django  # noqa: PLC0415  # needs the settings

    django.setup()
    from ospolis.core.memory import settle_memory  # noqa: PLC0415  # the site is set up by now
    from ospolis.core.tables import bring_up_to_date  # noqa: PLC0415  # the site is set up by now

    bring_up_to_date()
    settle_memory()


def make_country(institutions: int, repositories: int) -> int:
    """Declare institutions, systems and repositories, and write their facts; returns how many facts."""
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now
    from ospolis.institutions.inventory import (  # noqa: PLC0415  # the site is set up by now
        DeclaredInstitution,
        DeclaredSystem,
        Inventory,
    )
    from ospolis.institutions.selectors import ids_of_institutions  # noqa: PLC0415  # the site is set up by now
    from ospolis.institutions.services import declare_inventory  # noqa: PLC0415  # the site is set up by now
    from ospolis.mapping.models import Repository  # noqa: PLC0415  # the site is set up by now

    actor = system_viewer("benchmark")
    keys = [f"inst-{number}" for number in range(institutions)]
    inventory = Inventory(
        institutions=tuple(
            DeclaredInstitution(key, f"Institution {key}", KINDS[place % len(KINDS)], staff=100 + place)
            for place, key in enumerate(keys)
        ),
        systems=tuple(
            DeclaredSystem(f"{key}-s{n}", key, f"System {n}", openness="open", criticality=1 + n)
            for key in keys
            for n in range(4)
        ),
    )
    declare_inventory(realm=REALM, inventory=inventory, actor=actor, at=NOON)
    ids = ids_of_institutions(actor, REALM)
    rows = [
        Repository(
            key=f"{key}-r{n}", realm=REALM, institution_id=ids[key], name=f"r{n}", state="read",
            address=f"https://code.example/{key}/{n}",
        )
        for key in keys
        for n in range(repositories)
    ]  # fmt: skip
    Repository.objects.bulk_create(rows, batch_size=500)
    return write_facts(keys, repositories)


def write_facts(keys: list[str], repositories: int) -> int:
    """Answers in five roles, and what hooks ask of repositories, systems and institutions."""
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.ledger import Origin  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.services import record_facts  # noqa: PLC0415  # the site is set up by now

    origin = Origin("", "answer", "benchmark", "1", visibility="office")
    coming, total = iter(keys), 0
    while some := list(islice(coming, _PORTION)):
        facts = [fact for key in some for fact in facts_of(key, repositories)]
        record_facts(realm=REALM, origin=origin, facts=facts, actor=system_viewer("benchmark"), at=NOON)
        total += len(facts)
    return total


def facts_of(key: str, repositories: int) -> Iterator[NewFact]:
    """Everything that is said of one institution, different from place to place but always the same."""
    from ospolis.assessment.banks import parsed_bank, shipped_content  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.ledger import NewFact  # noqa: PLC0415  # the site is set up by now

    bank = parsed_bank(shipped_content())
    number = int(key.rpartition("-")[2])
    for place, item in enumerate(bank.items):
        for turn, role in enumerate(ROLES):
            level = float(min(4, (number + place + (turn > 2)) % 5))
            yield NewFact(
                "institution", key, "institution.answer", key, part=f"{item.code}/{role}", number=level, text="level",
                detail={"date": "2026-11-02"},
            )  # fmt: skip
    places = {"repositories": [f"{key}-r{n}" for n in range(repositories)], "institution": [key]}
    places["public-repositories"] = places["repositories"]
    systems = [f"{key}-s{n}" for n in range(4)]
    hooks = {(hook.measure, hook.part): hook for item in bank.items for hook in item.hooks}
    for place, hook in enumerate(hooks.values()):
        subjects = places.get(hook.among or "institution", systems)
        kind = {"repositories": "repository", "public-repositories": "repository", "institution": "institution"}
        for turn, subject in enumerate(subjects):
            passes = (turn + 0.5) / len(subjects) < ((number + place) % 5) / 4
            words = (hook.passes if passes else hook.fails) or hook.passes or ("",)
            value = (hook.scale or (0.0, 0.0, 0.0, 0.4))[3] if hook.form != "count" else float(hook.at_least or 1)
            yield NewFact(
                kind.get(hook.among or "institution", "system"), subject, hook.measure, key, part=hook.part,
                text=words[0], number=None if hook.passes else value,
            )  # fmt: skip


def assess(*institutions: str) -> tuple[Cost, object]:
    """Assess the office once."""
    from ospolis.assessment.assessing import AssessOrder, assess_office  # noqa: PLC0415  # the site is set up by now
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now

    actor = system_viewer("benchmark")
    with measured() as cost:
        done = assess_office(
            AssessOrder(realm=REALM, day=NOON.date(), actor=actor, at=NOON, institutions=tuple(institutions))
        )
    return cost, done


def main() -> None:
    institutions, repositories = numbers()
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        set_up(Path(place))
        with measured() as cost:
            facts = make_country(institutions, repositories)
        say("writing the country", cost, count=facts, unit="facts")
        for name in ("first, with loading of packages", "again, nothing changed"):
            cost, done = assess()
            say(name, cost, count=institutions, unit="institutions")
        write_one_answer()
        cost, done = assess("inst-0")
        say("one institution after a new fact", cost)
        print(done)


def write_one_answer() -> None:
    """One respondent says something else."""
    from ospolis.core.access import system_viewer  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.ledger import NewFact, Origin  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.services import record_facts  # noqa: PLC0415  # the site is set up by now

    fact = NewFact(
        "institution", "inst-0", "institution.answer", "inst-0", part="D1.1/focal_point", number=4.0, text="level",
        detail={"date": "2026-11-20"},
    )  # fmt: skip
    origin = Origin("", "answer", "benchmark", "1", visibility="office")
    record_facts(realm=REALM, origin=origin, facts=[fact], actor=system_viewer("benchmark"), at=NOON)


if __name__ == "__main__":
    main()

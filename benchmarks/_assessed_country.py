"""A made-up country for the benchmark of assessments: institutions, systems, repositories, and what is said of them.

Every question is answered in five roles, and everything that a hook counts says something to it. Rows go straight into
the tables, because the ledger's own way of writing is measured elsewhere and would take most of the time here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ospolis.evidence.ledger import NewFact

ROLES = ("focal_point", "developer", "legal_officer", "security_officer", "head_of_it")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REALM = "bench"
KINDS = ("ministry", "department", "agency", "municipality")
SYSTEMS = 4
_KIND_OF = {"repositories": "repository", "public-repositories": "repository", "institution": "institution"}
_AT_ONCE = 5_000
_SAME: dict[str, object] = {
    "realm": REALM, "unit": "", "provenance": "answer", "source_key": "", "repository": "", "commit": "", "path": "",
    "record": "", "method": "benchmark", "method_version": "1", "reliability": 1.0, "visibility": "office",
    "digest": "", "recorded_by": "benchmark", "recorded_at": NOON,
}  # fmt: skip
_SAID = ("id", "subject_kind", "subject_key", "measure", "part", "institution_key", "number", "text", "detail")


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
            for n in range(SYSTEMS)
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
    """Write what is said of institutions, and the values that hold now."""
    from django.db import transaction  # noqa: PLC0415  # the site is set up by now

    from ospolis.evidence.models import CurrentValue, Fact  # noqa: PLC0415  # the site is set up by now

    numbers, total = count(1), 0
    coming = ((next(numbers), fact) for key in keys for fact in facts_of(key, repositories))
    while some := list(islice(coming, _AT_ONCE)):
        said = [
            (pk, f.subject_kind, f.subject_key, f.measure, f.part, f.institution_key, f.number, f.text, f.detail)
            for pk, f in some
        ]
        with transaction.atomic():
            _insert(Fact, [dict(zip(_SAID, row, strict=True)) for row in said])
            _insert(CurrentValue, [{**dict(zip(_SAID, row, strict=True)), "fact": row[0]} for row in said])
        total += len(said)
    return total


def _insert(table: Any, rows: list[dict[str, object]]) -> None:
    """Insert rows with what is the same in all; columns that nothing is said of are empty."""
    from django.db import connection  # noqa: PLC0415  # the site is set up by now

    fields = [field for field in table._meta.concrete_fields if not (field.primary_key and "fact" in rows[0])]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    columns = [
        (field.name, field.get_db_prep_save(_SAME[field.name], connection) if field.name in _SAME else None)
        for field in fields
    ]
    detail = {field.name: field for field in fields}.get("detail")
    packed = {False: detail and detail.get_db_prep_save({}, connection)}
    for row in rows:
        if detail:
            key = repr(row["detail"])
            if key not in packed:
                packed[key] = detail.get_db_prep_save(row["detail"], connection)
            row["detail"] = packed[key]
    given = [[row.get(name, same) for name, same in columns] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({values})', given)  # noqa: S608


def facts_of(key: str, repositories: int) -> Iterator[NewFact]:
    """Everything that is said of one institution, different from place to place but always the same."""
    from ospolis.assessment.banks import parsed_bank, shipped_content  # noqa: PLC0415  # the site is set up by now
    from ospolis.evidence.ledger import NewFact  # noqa: PLC0415  # the site is set up by now

    bank = parsed_bank(shipped_content())
    number = int(key.rpartition("-")[2])
    for place, item in enumerate(bank.items):
        for turn, role in enumerate(ROLES):
            level = float(min(4, (number + place) % 5 + (turn > 2)))
            yield NewFact(
                "institution", key, "institution.answer", key, part=f"{item.code}/{role}", number=level, text="level",
                detail={"date": "2026-11-02"},
            )  # fmt: skip
    places = {"repositories": [f"{key}-r{n}" for n in range(repositories)], "institution": [key]}
    places["public-repositories"] = places["repositories"]
    systems = [f"{key}-s{n}" for n in range(SYSTEMS)]
    hooks = {(hook.measure, hook.part): hook for item in bank.items for hook in item.hooks}
    for place, hook in enumerate(hooks.values()):
        subjects = places.get(hook.among or "institution", systems)
        for turn, subject in enumerate(subjects):
            passes = (turn + 0.5) / len(subjects) < ((number + place) % 5) / 4
            words = (hook.passes if passes else hook.fails) or hook.passes or ("",)
            value = (hook.scale or (0.0, 0.0, 0.0, 0.4))[3] if hook.form != "count" else float(hook.at_least or 1)
            yield NewFact(
                _KIND_OF.get(hook.among or "institution", "system"), subject, hook.measure, key, part=hook.part,
                text=words[0], number=None if hook.passes else value,
            )  # fmt: skip


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

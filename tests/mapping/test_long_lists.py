"""A long list of components is written in portions ahead of its outcome, and ends like one written at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from mapping.country_workshop import Country
from ospolis.mapping import patience
from ospolis.mapping.models import Component, ComponentUse, Source, WorkItem
from ospolis.mapping.services import contents
from ospolis.mapping.services.outcomes import LeaseLost, store_components_ahead

pytestmark = pytest.mark.django_db


def list_of(names: range, version: str = "1") -> str:
    parts = [
        {"type": "library", "name": f"part-{n}", "version": version, "purl": f"pkg:npm/part-{n}@{version}"}
        for n in names
    ]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts})


def held() -> list[str]:
    return sorted(ComponentUse.objects.values_list("component__purl", flat=True))


def test_a_long_list_is_written_and_changed_in_portions(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(contents.time, "sleep", pauses.append)
    country.systems("registry,min-a,Registry,open,MIT")
    country.write("list.json", list_of(range(2_500)))
    country.sources("min-a,sbom,list.json,registry,")

    first = country.map()

    assert (first["failures"], first["components"]) == ([], 2_500)
    country.write("list.json", list_of(range(100, 2_400)))
    assert country.map()["components"] == 2_300
    assert held() == sorted(f"pkg:npm/part-{n}@1" for n in range(100, 2_400))
    assert Component.objects.count() == 2_500
    assert len(pauses) in (0, 5)  # PostgreSQL needs none


def test_portions_are_written_by_the_holder_of_the_lease_only(country: Country) -> None:
    country.systems("registry,min-a,Registry,open,MIT")
    country.write("list.json", list_of(range(2_100)))
    country.sources("min-a,sbom,list.json,registry,")
    country.map()
    item = WorkItem.objects.get(source=Source.objects.get(), stage="analyse")
    WorkItem.objects.filter(pk=item.pk).update(
        state="leased", lease_owner="another", lease_until=timezone.now() + timedelta(minutes=1)
    )
    found = [contents.FoundComponent(f"pkg:npm/x@{n}", "npm", "", "x", str(n), "runtime", None, "", "", 0)
             for n in range(2_000)]  # fmt: skip

    with pytest.raises(LeaseLost):
        store_components_ahead(item_id=item.pk, owner="worker-1", found=found, columns=None, at=timezone.now())

    assert ComponentUse.objects.count() == 2_100


def test_a_write_comes_back_when_the_database_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(patience.time, "sleep", pauses.append)
    answers: list[Any] = [OperationalError("database is locked"), OperationalError("database is locked"), 7]

    def write() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    assert patience.patiently(write) == 7
    assert pauses == [0.2, 0.5]
    answers.extend([OperationalError("database is locked")] * (len(patience._PAUSES) + 1))
    with pytest.raises(OperationalError, match="database is locked"):
        patience.patiently(write)
    assert answers == []

"""From the list of a forge to repositories on the map: found, read, known again, renamed, gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.country_workshop import Country
from mapping.forges.conftest import ServedForge
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.models import ForgeRepository, Repository, RepositoryAlias, Source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def listed(country: Country, forge: ServedForge, alpha: Path, beta: Path) -> Country:
    """A country whose ministry publishes two repositories in an organisation."""
    forge.world.host(
        7, "ministry/alpha", description="A register of schools", license={"spdx_id": "MIT"}, stargazers_count=3,
        topics=["schools"], changed="2026-10-01T10:00:00Z",
    )  # fmt: skip
    forge.world.host(9, "ministry/beta", archived=True, fork=True, changed="2026-10-01T10:00:00Z")
    forge.serve("ministry/alpha", alpha)
    forge.serve("ministry/beta", beta)
    country.sources(f"min-a,github,{forge.url}/ministry,,")
    return country


def test_every_repository_of_an_organisation_is_read_and_then_known_from_the_list(
    listed: Country, forge: ServedForge
) -> None:
    summary = listed.map()

    assert summary["failures"] == []
    assert summary["sources"] == {"total": 3, "done": 3, "failed": 0, "unchanged": 1}
    rows = {row.name: row for row in Repository.objects.all()}
    assert {name: row.licence_declared for name, row in rows.items()} == {"alpha": "MIT", "beta": "MIT"}
    assert rows["alpha"].summary == "A register of schools"
    told = CurrentValue.objects.filter(measure__startswith="repository.forge-")
    assert set(told.values_list("subject_key", "measure", "text", "fact__provenance")) == {
        ("min-a-alpha", "repository.forge-state", "active", "forge"),
        ("min-a-alpha", "repository.forge-licence", "MIT", "forge"),
        ("min-a-beta", "repository.forge-state", "archived", "forge"),
        ("min-a-beta", "repository.forge-fork", "yes", "forge"),
    }
    git, calls = len(forge.door.asked), len(forge.world.calls)

    again = listed.map()

    assert again["sources"] == {"total": 3, "done": 3, "failed": 0, "unchanged": 3}
    assert (len(forge.door.asked), len(forge.world.calls)) == (git, calls + 1)
    assert forge.world.statuses[-1] == 304


def test_what_was_pushed_to_renamed_or_deleted_is_followed_and_nothing_else_fetched(
    listed: Country, forge: ServedForge
) -> None:
    listed.map()
    before = Repository.objects.get(name="alpha")
    forge.world.hosted[1].changed = "2026-11-22T10:00:00Z"
    forge.door.asked.clear()

    pushed = listed.map()

    assert pushed["failures"] == []
    assert {path.split("/")[2] for path in forge.door.asked} == {"beta.git"}
    (forge.folder / "ministry/alpha.git").rename(forge.folder / "ministry/gamma.git")
    forge.world.hosted[0].path = "ministry/gamma"
    forge.world.remove(9)
    forge.world.calls.clear()

    summary = listed.map()

    after = Repository.objects.get(name="gamma")
    assert (summary["failures"], summary["repositories"]) == ([], 1)
    assert (after.pk, after.key, after.address) == (before.pk, before.key, f"{forge.url}/ministry/gamma")
    assert after.summary == "A register of schools"
    assert set(RepositoryAlias.objects.filter(repository=after).values_list("address", flat=True)) == {
        f"{forge.url}/ministry/alpha",
        f"{forge.url}/ministry/gamma",
    }
    assert forge.world.calls[1:] == ["/api/v3/repos/ministry/beta"]
    assert ForgeRepository.objects.get(forge_id="9").presence == "deleted"
    assert not CurrentValue.objects.filter(subject_key="min-a-beta").exists()
    assert Source.objects.get(location__endswith="beta.git").withdrawn_at is not None
    assert listed.map()["sources"] == {"total": 2, "done": 2, "failed": 0, "unchanged": 2}

"""One repository under several addresses is one row, whoever names it and in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.country_workshop import ALPHA, Country, add_commits, make_repository
from ospolis.evidence.models import CurrentValue, Fact
from ospolis.mapping.models import ComponentUse, Repository, RepositoryAlias

pytestmark = pytest.mark.django_db


def current_digests() -> list[str]:
    rows = CurrentValue.objects.filter(subject_kind="repository").order_by("measure", "part")
    return list(rows.values_list("digest", flat=True))


def test_spellings_of_one_address_are_one_repository(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,", f"min-a,git,file://{alpha}/,,")

    first = country.map()
    facts = Fact.objects.count()
    second = country.map()

    assert (first["repositories"], second["repositories"]) == (1, 1)
    assert first["sources"]["done"] == 2
    assert Fact.objects.count() == facts
    assert second["sources"]["unchanged"] == 2


def test_who_publishes_a_repository_owns_it(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,uses", f"min-b,git,file://{alpha},,publishes")

    country.map()
    facts, digests = Fact.objects.count(), current_digests()
    country.map()

    repository = Repository.objects.get()
    assert repository.institution.key == "min-b"
    assert set(CurrentValue.objects.filter(subject_kind="repository").values_list("institution_key", flat=True)) == {
        "min-b"
    }
    assert ComponentUse.objects.filter(repository=repository).count() == 1
    assert (Fact.objects.count(), current_digests()) == (facts, digests)


def test_a_new_commit_does_not_hand_a_repository_back_and_forth(country: Country, tmp_path: Path) -> None:
    moving = make_repository(tmp_path / "moving.git", ALPHA)
    country.sources(f"min-a,git,file://{moving},,uses", f"min-b,git,file://{moving},,publishes")
    country.map()
    add_commits(moving, {**ALPHA, "src/more.js": "export const more = 1\n"})

    country.map()

    assert Repository.objects.get().institution.key == "min-b"
    lines = Fact.objects.filter(measure="repository.files").order_by("id")
    assert [fact.number for fact in lines if fact.ended_at is None] == [5.0]


def test_a_change_of_roles_hands_the_repository_on(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,publishes", f"min-b,git,file://{alpha},,uses")
    country.map()
    assert Repository.objects.get().institution.key == "min-a"
    country.sources(f"min-a,git,file://{alpha},,uses", f"min-b,git,file://{alpha},,publishes")

    country.map()

    assert Repository.objects.get().institution.key == "min-b"
    assert CurrentValue.objects.filter(subject_kind="repository", institution_key="min-a").count() == 0
    assert ComponentUse.objects.count() == 1


def test_a_repository_stays_when_only_one_of_its_sources_is_withdrawn(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,publishes", f"min-b,git,file://{alpha},,uses")
    before = country.map()
    row = Repository.objects.get().pk
    country.sources(f"min-b,git,file://{alpha},,uses")

    after = country.map()

    repository = Repository.objects.get()
    assert (repository.pk, repository.institution.key, repository.withdrawn_at) == (row, "min-b", None)
    assert [after[name] for name in ("repositories", "components", "files")] == [
        before[name] for name in ("repositories", "components", "files")
    ]


def test_a_repository_listed_by_a_metadata_file_becomes_the_one_that_is_read(country: Country, alpha: Path) -> None:
    country.write(
        "publiccode.yml",
        'publiccodeYmlVersion: "0.4"\nname: Alpha\nurl: https://example.org/a/alpha.git\n',
    )
    country.sources("min-a,publiccode,publiccode.yml,,")
    summary = country.map()

    listed = Repository.objects.get()
    assert (listed.state, listed.address) == ("listed", "https://example.org/a/alpha")
    assert summary["repositories"] == 0
    country.write("publiccode.yml", 'publiccodeYmlVersion: "0.4"\nname: Alpha\nurl: https://example.org/b/alpha\n')

    country.map()

    assert Repository.objects.filter(withdrawn_at=None).get().address == "https://example.org/b/alpha"
    assert set(RepositoryAlias.objects.values_list("address", flat=True)) == {
        "https://example.org/a/alpha",
        "https://example.org/b/alpha",
    }


def test_a_source_that_names_a_new_path_is_a_new_source_of_a_new_repository(
    country: Country, tmp_path: Path, alpha: Path
) -> None:
    """Nothing is joined by name: only an address tells that two repositories are one."""
    copy = make_repository(tmp_path / "alpha.git", ALPHA)
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    country.sources(f"min-a,git,file://{copy},,")

    summary = country.map()

    assert summary["repositories"] == 1
    new, old = Repository.objects.get(withdrawn_at=None), Repository.objects.exclude(withdrawn_at=None).get()
    assert (new.name, new.key != old.key) == (old.name, True)

"""A folder that is read again: what stays, what changes, what is withdrawn, and what history keeps."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from factories.records import verbs
from mapping.country_workshop import ALPHA, BETA, COMPONENT_LIST, Country, add_commits, make_repository
from ospolis.core.search.models import SearchRow
from ospolis.evidence.models import CurrentValue, Fact, Figure
from ospolis.mapping.models import BlobReading, ComponentUse, Repository, Run, Source, WorkItem

# Without coverage: every line that these tests reach is reached by others too.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


def rows_of(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def test_the_same_folder_twice_changes_nothing(country: Country, alpha: Path) -> None:
    country.write("sboms/a.json", COMPONENT_LIST)
    country.systems("registry,min-b,Registry,open,MIT")
    country.sources(f"min-a,git,file://{alpha},,", "min-b,sbom,sboms/a.json,registry,")
    first = country.map()
    facts, figures, uses, told = rows_of(Fact), rows_of(Figure), rows_of(ComponentUse), verbs()
    assert first["sources"] == {"total": 2, "done": 2, "failed": 0, "unchanged": 0}

    second = country.map()

    assert (rows_of(Fact), rows_of(Figure), rows_of(ComponentUse)) == (facts, figures, uses)
    assert second["sources"] == {"total": 2, "done": 2, "failed": 0, "unchanged": 2}
    assert verbs()[len(told) :] == ["mapping.run_started", "mapping.run_finished"]
    same = ("institutions", "repositories", "files", "unique_blobs", "systems", "components", "facts", "licences")
    assert [second[name] for name in same] == [first[name] for name in same]
    assert second["failures"] == []


def test_what_follows_is_worked_out_again_only_when_something_happened(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    SearchRow.objects.all().delete()
    country.map()
    assert SearchRow.objects.count() == 0

    Run.objects.update(summary={"concluded": {"rules": "others", "entry": 1_000_000}})
    country.map()
    rows = SearchRow.objects.count()
    assert rows > 0

    SearchRow.objects.all().delete()
    country.institutions("min-a,Ministry A,ministry,,", "min-b,Ministry B,ministry,,", "min-c,Ministry C,ministry,,")
    country.map()
    assert SearchRow.objects.count() == rows + 1


def test_a_new_commit_changes_what_it_changed_and_history_is_kept(country: Country, tmp_path: Path) -> None:
    moving = make_repository(tmp_path / "moving.git", BETA)
    country.sources(f"min-a,git,file://{moving},,")
    country.map()
    repository = Repository.objects.get()
    lines = Fact.objects.get(measure="repository.code-lines", part="")
    licence = Fact.objects.get(measure="repository.licence-detected")
    add_commits(moving, {**BETA, "beta.py": BETA["beta.py"] * 2})

    summary = country.map()

    lines.refresh_from_db()
    licence.refresh_from_db()
    assert lines.ended_at is not None and lines.superseded_by is not None
    assert lines.superseded_by.number == 2 * (lines.number or 0)
    assert licence.ended_at is None
    assert Repository.objects.get().pk == repository.pk
    assert Repository.objects.get().commit != repository.commit
    assert summary["sources"]["unchanged"] == 0


def test_what_a_repository_lost_is_ended_but_not_forgotten(country: Country, tmp_path: Path) -> None:
    moving = make_repository(tmp_path / "moving.git", ALPHA)
    country.sources(f"min-a,git,file://{moving},,")
    country.map()
    assert CurrentValue.objects.filter(measure="repository.licence-declared").count() == 1
    add_commits(moving, {"README.md": "nothing\n"})

    country.map()

    assert CurrentValue.objects.filter(measure="repository.licence-declared").count() == 0
    assert Fact.objects.get(measure="repository.licence-declared").ended_at is not None
    assert ComponentUse.objects.count() == 0
    assert Repository.objects.get().licence_declared == ""


def test_a_withdrawn_source_takes_its_repository_and_facts_along(country: Country, alpha: Path, beta: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,", f"min-a,git,file://{beta},,")
    both = country.map()
    assert both["repositories"] == 2
    country.sources(f"min-a,git,file://{beta},,")

    one = country.map()

    gone = Repository.objects.get(name="alpha")
    assert gone.withdrawn_at is not None
    assert CurrentValue.objects.filter(subject_key=gone.key).count() == 0
    assert Fact.objects.filter(subject_key=gone.key, ended_at=None).count() == 0
    assert Fact.objects.filter(subject_key=gone.key).count() > 10
    assert (one["repositories"], one["components"], one["sources"]["total"]) == (1, 1, 1)
    assert one["facts"] < both["facts"]
    figure = Figure.objects.get(definition="repositories", subject_kind="office", is_current=True)
    assert figure.value == 1.0
    assert SearchRow.objects.filter(kind="repository").count() == 1


def test_a_source_that_comes_back_counts_again(country: Country, alpha: Path, beta: Path) -> None:
    rows = (f"min-a,git,file://{alpha},,", f"min-a,git,file://{beta},,")
    country.sources(*rows)
    before = country.map()
    repository = Repository.objects.get(name="alpha")
    country.sources(rows[1])
    country.map()
    country.sources(*rows)

    again = country.map()

    assert Repository.objects.get(name="alpha").withdrawn_at is None
    assert Repository.objects.get(name="alpha").pk == repository.pk
    assert {name: again[name] for name in ("repositories", "components", "facts", "licences")} == {
        name: before[name] for name in ("repositories", "components", "facts", "licences")
    }


def test_a_withdrawn_component_list_no_longer_counts_for_its_system(country: Country) -> None:
    country.write("sboms/a.json", COMPONENT_LIST)
    country.systems("registry,min-b,Registry,open,MIT")
    country.sources("min-b,sbom,sboms/a.json,registry,")
    assert country.map()["components"] == 1
    assert CurrentValue.objects.filter(measure="system.components").count() == 1
    country.sources()

    summary = country.map()

    assert summary["components"] == 0
    assert CurrentValue.objects.filter(measure="system.components").count() == 0


def test_two_component_lists_of_one_system_count_together(country: Country) -> None:
    more = json.loads(COMPONENT_LIST)
    more["components"].append({"type": "library", "name": "b", "version": "1", "purl": "pkg:npm/b@1"})
    country.write("sboms/a.json", COMPONENT_LIST)
    country.write("sboms/b.json", json.dumps(more))
    country.write("sboms/none.json", json.dumps({**more, "components": []}))
    country.systems("registry,min-b,Registry,open,MIT", "portal,min-b,Portal,open,MIT")
    rows = ["min-b,sbom,sboms/a.json,registry,", "min-b,sbom,sboms/b.json,registry,"]
    country.sources(*rows, "min-b,sbom,sboms/none.json,portal,")

    country.map()
    facts = Fact.objects.count()
    country.map()

    # left-pad stands in both lists, b in one: 2 different ones
    said = Fact.objects.filter(measure="system.components").order_by("subject_key")
    assert list(said.values_list("subject_key", "number", "record", "provenance")) == [
        ("portal", 0.0, "sboms/none.json", "sbom"),
        ("registry", 2.0, "sboms/a.json, sboms/b.json", "sbom"),
    ]
    assert Fact.objects.count() == facts
    country.sources(rows[0])

    country.map()

    current = CurrentValue.objects.filter(measure="system.components")
    assert list(current.values_list("subject_key", "number")) == [("registry", 1.0)]


def test_a_withdrawn_institution_keeps_its_facts_in_history(country: Country, alpha: Path) -> None:
    country.sources(f"min-b,git,file://{alpha},,")
    country.map()
    country.institutions("min-a,Ministry A,ministry,,01")
    country.sources()

    summary = country.map()

    assert (summary["institutions"], summary["repositories"]) == (1, 0)
    assert CurrentValue.objects.filter(institution_key="min-b").count() == 0
    assert Fact.objects.filter(institution_key="min-b").exists()
    assert Figure.objects.filter(subject_key="min-b", is_current=True).count() == 0


def test_a_withdrawn_system_has_no_current_facts(country: Country) -> None:
    country.systems("registry,min-b,Registry,open,MIT", "portal,min-b,Portal,open,MIT")
    country.map()
    country.systems("portal,min-b,Portal,open,MIT")

    country.map()

    assert set(CurrentValue.objects.filter(subject_kind="system").values_list("subject_key", flat=True)) == {"portal"}


def test_equal_contents_of_two_repositories_are_opened_once(country: Country, alpha: Path, beta: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    country.sources(f"min-a,git,file://{alpha},,", f"min-a,git,file://{beta},,")

    country.map()

    # LICENSE, README.md, package.json and index.js; then requirements.txt and beta.py without the LICENSE they share
    assert country.repository_box.asked == [4, 2]
    assert BlobReading.objects.count() == 6


def test_a_new_version_of_the_tools_reads_anew(country: Country, alpha: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    monkeypatch.setattr("ospolis.mapping.reading.needs.VERSIONS", "next")
    monkeypatch.setattr("ospolis.mapping.work.desk.ANALYSE_VERSION", "next")

    summary = country.map()

    assert country.repository_box.asked == [4, 4]
    assert summary["sources"]["unchanged"] == 0
    assert WorkItem.objects.filter(stage="analyse").count() == 2


def test_a_changed_note_of_a_source_reads_nothing_anew(country: Country, alpha: Path) -> None:
    country.sources(f"min-a,git,file://{alpha},,")
    country.map()
    country.systems("registry,min-a,Registry,open,MIT")
    country.sources(f"min-a,git,file://{alpha},registry,")

    summary = country.map()

    assert country.repository_box.asked == [4]
    assert summary["sources"]["unchanged"] == 1
    assert Source.objects.get().system is not None
    assert Repository.objects.get().system is not None


def test_a_repository_in_sha256_is_read_once_a_month_like_any_other(country: Country, tmp_path: Path) -> None:
    made = tmp_path / "long.git"
    subprocess.run(["git", "init", "-q", "-b", "main", "--bare", "--object-format=sha256", str(made)], check=True)
    add_commits(made, ALPHA)
    country.sources(f"min-a,git,file://{made},,")

    first, second = country.map(), country.map()

    assert (first["failures"], first["repositories"], second["sources"]["unchanged"]) == ([], 1, 1)
    commit = Repository.objects.get().commit
    assert len(commit) == 64
    assert WorkItem.objects.get(stage="analyse").input_digest == f"{commit}@2026-11"
    country.now += timedelta(days=30)

    assert country.map()["sources"]["unchanged"] == 0

"""Health and start-up checks: unsafe settings are refused, every line says what to do."""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import Error
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path

from ospolis.core import checks, probes
from ospolis.core.access import Role, requires
from ospolis.core.access.policy import Permission
from ospolis.core.access.viewer import Viewer
from ospolis.core.checks import check_database, check_routes, check_variables, file_system_of
from ospolis.core.commands import look_after_health, refuse_open_host, show_settings, verify_journal
from ospolis.core.databases import owned_file
from ospolis.core.doctor import HealthLine, Light, examine, is_well, register_probe
from ospolis.core.doctor import _probes as known_probes
from ospolis.core.files.models import StoredFile
from ospolis.core.jobs.models import JobRun, JobState
from ospolis.core.journal import Event, record
from ospolis.core.journal.guards import install_guards, remove_guards
from ospolis.core.journal.models import ChainHead
from ospolis.core.permissions import ASK_HEALTH
from ospolis.core.program import RefusedInput
from ospolis.core.scanbox import BOX_USER, BoxKind
from ospolis.core.search.indexes import install_indexes, remove_indexes

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class ClockWound(Event):
    verb = "core.clock_wound"
    clock_id: int


@pytest.fixture
def only_probe() -> Iterator[Callable[..., None]]:
    kept = dict(known_probes)
    known_probes.clear()
    yield register_probe
    known_probes.clear()
    known_probes.update(kept)


def test_a_probe_that_fails_is_a_red_line(only_probe: Callable[..., None]) -> None:
    def broken() -> Iterator[HealthLine]:
        yield HealthLine("a", Light.GREEN, "fine")
        raise OSError("no disk")

    only_probe("broken", broken)
    lines = examine()

    assert [(line.name, line.light) for line in lines] == [("a", Light.GREEN), ("broken", Light.RED)]
    assert not is_well(lines)
    assert examine(quick=True) == ()


def test_what_is_far_is_asked_only_when_the_operator_wishes_it(only_probe: Callable[..., None]) -> None:
    only_probe("far", lambda: [HealthLine("far", Light.GREEN, "answers")], is_far=True)

    assert (examine(), examine(quick=True)) == ((), ())
    assert [line.name for line in examine(network=True)] == ["far"]


@pytest.mark.django_db
def test_missing_tables_are_told_once_with_what_to_run(
    only_probe: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only_probe("rows", lambda: [HealthLine("rows", Light.GREEN, "counted")], in_tables=True)
    only_probe("disk", lambda: [HealthLine("disk", Light.GREEN, "free")])

    assert [line.name for line in examine()] == ["rows", "disk"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda cursor: [])
    assert [(line.name, line.light, line.remedy) for line in examine()] == [
        ("tables", Light.RED, "Run 'ospolis migrate', which makes them."),
        ("disk", Light.GREEN, ""),
    ]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_by_the_probes(
    only_probe: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(cursor: object) -> list[str]:
        raise OperationalError("gone")

    only_probe("rows", lambda: [HealthLine("rows", Light.RED, "no answer")], in_tables=True)
    monkeypatch.setattr(connection.introspection, "table_names", broken)

    assert [line.name for line in examine()] == ["rows"]


@pytest.mark.django_db
def test_the_doctor_answers_in_json_and_ends_with_three_when_a_line_is_red(
    capsys: pytest.CaptureFixture[str], only_probe: Callable[..., None]
) -> None:
    only_probe("lamp", lambda: [HealthLine("lamp", Light.RED, "dark", "Light it.")])

    assert look_after_health(argparse.Namespace(json=True, network=False)) == 3
    assert json.loads(capsys.readouterr().out) == {
        "well": False,
        "lines": [{"name": "lamp", "light": "red", "value": "dark", "remedy": "Light it."}],
    }
    assert look_after_health(argparse.Namespace(json=False, network=False)) == 3
    assert capsys.readouterr().out == "red     lamp: dark\n        Light it.\n"


@pytest.mark.django_db
def test_a_sound_installation_has_no_red_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "box_kind", lambda: BoxKind.BUBBLEWRAP)
    reds = [line for line in examine() if line.light is Light.RED]
    assert reds == []


@pytest.mark.django_db
def test_missing_guards_broken_chains_and_late_jobs_are_seen() -> None:
    record(ClockWound(clock_id=1), actor=Viewer(label="test"), at=NOON)
    ChainHead.objects.update(sequence=2)
    JobRun.objects.create(
        job="x", queue="default", realm="t", asked_at=NOON, run_after=NOON - timedelta(days=400), deadline_at=NOON
    )
    JobRun.objects.create(
        job="x", queue="default", realm="t", asked_at=NOON, run_after=NOON, deadline_at=NOON, state=JobState.SET_ASIDE
    )
    remove_guards(connection)
    lights = {line.name: line.light for line in [*probes.look_at_journal(), *probes.look_at_jobs()]}
    install_guards(connection)

    assert lights == {
        "journal guard": Light.RED,
        "journal chain": Light.RED,
        "jobs": Light.YELLOW,
        "jobs set aside": Light.YELLOW,
    }


@pytest.mark.django_db
def test_missing_contents_and_indexes_are_seen() -> None:
    StoredFile.objects.create(
        digest="0" * 64, size=1, media_type="text/csv", name="x", original_name="x", realm="t", added_at=NOON
    )
    remove_indexes(connection)
    lights = {line.name: line.light for line in [*probes.look_at_files(), *probes.look_at_search()]}
    install_indexes(connection)

    assert lights == {"files": Light.RED, "search": Light.RED}


@pytest.mark.django_db
def test_a_broken_chain_ends_the_command_with_three(capsys: pytest.CaptureFixture[str]) -> None:
    record(ClockWound(clock_id=1), actor=Viewer(label="test"), at=NOON)
    assert verify_journal(argparse.Namespace(json=False, realm=None, key="")) == 0
    assert capsys.readouterr().out == "1 entries in 1 chains hold, and 0 signed heads.\n"

    ChainHead.objects.update(sequence=2)
    assert verify_journal(argparse.Namespace(json=True, realm="installation", key="")) == 3
    found = json.loads(capsys.readouterr().out)["broken"]
    assert found == {
        "realm": "installation",
        "sequence": 2,
        "problem": "missing; the chain should have 2 entries",
    }


@pytest.mark.parametrize("host", ["10.0.0.1", "::", "192.0.2.7", "ospo.example.org"])
def test_a_site_for_this_machine_does_not_listen_to_others(host: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        refuse_open_host(host)
    assert [problem.place for problem in refused.value.problems] == ["--host"]


def test_a_site_for_this_machine_listens_to_itself() -> None:
    refuse_open_host("127.0.0.1")


def test_settings_are_listed_without_their_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSPOLIS_SECRET_KEY", "very-secret-" * 5)
    assert show_settings(argparse.Namespace(json=True)) == 0
    out = capsys.readouterr().out

    assert "very-secret" not in out
    rows = {row["name"]: row for row in json.loads(out)["settings"]}
    assert rows["OSPOLIS_SECRET_KEY"]["value"] == "(hidden)"
    assert rows["OSPOLIS_WORKERS"]["default"] == "2"


def test_a_variable_that_nobody_reads_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSPOLIS_LANGAUGES", "en")
    assert [message.msg for message in check_variables(None)] == ["OSPOLIS_LANGAUGES is no setting of ours."]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_sqlite_without_its_safe_settings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_database(None, databases=["default"]) == []

    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    answers = {"journal_mode": "delete", "synchronous": 1, "busy_timeout": 5000, "foreign_keys": 0}
    monkeypatch.setattr(checks, "_pragma", lambda cursor, name: answers[name])
    found = check_database(None, databases=["default"])

    assert [message.id for message in found] == ["ospolis.E001"] * 5
    assert all(message.hint for message in found)


def test_a_database_file_for_others_or_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = owned_file(tmp_path / "new" / "x.sqlite3")
    sqlite3.connect(file).close()
    assert list(checks._file_problems(file)) == []

    file.chmod(0o644)
    monkeypatch.setattr(checks, "file_system_of", lambda path: "nfs4")
    assert [text for text, _ in checks._file_problems(file)] == [
        "The database file can be read by others (mode 644).",
        "The database lies on a network file system (nfs4).",
    ]


def test_the_file_system_is_that_of_the_longest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"a / ext4 rw 0 0\nb {tmp_path} nfs4 rw 0 0\nc /elsewhere cifs rw 0 0\n")

    assert file_system_of(tmp_path / "x", mounts) == "nfs4"
    assert file_system_of(Path("/usr"), mounts) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "none") == ""


def open_view(request: object) -> None: ...


@requires(Permission("core.unlisted", frozenset({Role.VISITOR}), "x"))
def unlisted_view(request: object) -> None: ...


@requires(ASK_HEALTH)
def good_view(request: object) -> None: ...


def test_routes_without_a_listed_permission_and_doubles_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = [path("a", open_view), path("b", unlisted_view), path("c", good_view), path("c", good_view)]
    monkeypatch.setattr(checks, "routes", lambda: checks._routes_under("", patterns))  # type: ignore[arg-type]

    found = check_routes()

    assert [(message.id, message.level) for message in found] == [
        ("ospolis.E002", Error("").level),
        ("ospolis.E003", Error("").level),
        ("ospolis.E004", Error("").level),
    ]


@pytest.mark.django_db
@pytest.mark.urls("ospolis.core.urls")
def test_machines_learn_whether_the_site_lives_and_is_ready(only_probe: Callable[..., None]) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    only_probe("lamp", lambda: [HealthLine("lamp", Light.GREEN, "secret place")], is_quick=True)
    client = Client()
    alive, ready = client.get("/healthz"), client.get("/readyz")
    only_probe("lamp", lambda: [HealthLine("lamp", Light.RED, "secret place")], is_quick=True)
    unready = client.get("/readyz")

    assert (alive.status_code, alive.content) == (200, b"ok\n")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "checks": {"lamp": "green"}})
    assert (unready.status_code, b"secret" in unready.content) == (503, False)
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("kind", "user", "light"),
    [
        (BoxKind.BUBBLEWRAP, 0, Light.GREEN),
        (BoxKind.USER, 0, Light.GREEN),
        (BoxKind.LIMITS, 1000, Light.YELLOW),
        (BoxKind.LIMITS, 0, Light.RED),
    ],
)
def test_a_weak_scan_box_is_worth_a_look_and_one_that_is_root_to_be_mended(
    kind: BoxKind, user: int, light: Light, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "box_kind", lambda: kind)
    monkeypatch.setattr("os.geteuid", lambda: user)

    (line,) = probes.look_at_scan_box()

    assert (line.light, BOX_USER in line.remedy) == (light, light is not Light.GREEN)

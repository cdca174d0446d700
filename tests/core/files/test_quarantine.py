"""From giving to having: nobody gets a file that was not looked at, and nobody ever a refused one."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone

from core.files.hostile import packed, workbook
from fakes.clamd import EICAR, Scanner, scanner_at
from ospolis.core.access.viewer import Viewer, system_viewer
from ospolis.core.doctor import Light
from ospolis.core.files.choices import Fault, FileState
from ospolis.core.files.inspection import inspect_content
from ospolis.core.files.jobs import inspect_file
from ospolis.core.files.models import StoredFile
from ospolis.core.files.probes import look_at_quarantine
from ospolis.core.files.quarantine import BoxFailed, look_at, settle_file
from ospolis.core.files.scanner import ScannerAway, is_infected
from ospolis.core.files.services import TooManyFiles, content_store, store_file
from ospolis.core.jobs.models import JobRun, JobState
from ospolis.core.jobs.services import revive_lost_runs, try_job
from ospolis.core.journal.models import Entry
from ospolis.core.limiting.doors import UPLOAD
from ospolis.core.scanbox import BoxAnswer, BoxKind, BoxOutcome

GIVER = Viewer(pk=3)
HOUSE = system_viewer("quarantine")


@dataclass
class NearBox:
    """A box in this process: as strong as it is told to be, and answering what it is told to, or what is true."""

    kind: BoxKind = BoxKind.BUBBLEWRAP
    instead: BoxAnswer | None = None
    orders: list[bytes] = field(default_factory=list)

    def run(self, payload: bytes) -> BoxAnswer:
        self.orders.append(payload)
        lines = tuple(json.dumps(row).encode() for row in inspect_content(payload))
        return self.instead or BoxAnswer(BoxOutcome.DONE, lines)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def scanner(folder: Path, settings: Any) -> Iterator[Scanner]:
    path = folder / "clamd.ctl"
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, clamd=str(path))
    with scanner_at(path) as found:
        yield found


def given(name: str = "a.csv", content: bytes = b"a,b\n", **more: Any) -> StoredFile:
    return store_file(name=name, portions=[content], realm="arva", actor=GIVER, at=timezone.now(), **more)


def run_jobs(at: Any = None) -> list[str]:
    """Try every job that waits and is due, once."""
    at = at or timezone.now()
    runs = JobRun.objects.filter(state=JobState.WAITING, run_after__lte=at).order_by("id")
    for pk in list(runs.values_list("pk", flat=True)):
        try_job(job_run_id=pk, at=at)
    return list(JobRun.objects.order_by("id").values_list("state", flat=True))


def state_of(row: StoredFile) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.fault


@pytest.mark.django_db
def test_a_file_is_in_quarantine_until_the_job_has_looked_at_it_in_the_box() -> None:
    good, bad = given(), given("b.csv", b"a,b\n" + b"x" * 70_000 + b"\0")
    assert (state_of(good), state_of(bad)) == (("quarantined", ""), ("quarantined", ""))

    assert run_jobs() == ["done", "done"]

    assert (state_of(good), state_of(bad)) == (("cleared", ""), ("refused", "not-text"))
    assert good.judged_at is not None
    entries = Entry.objects.order_by("sequence").values_list("verb", "realm", "actor")
    assert list(entries) == [
        ("core.file_stored", "arva", "account:3"), ("core.file_stored", "arva", "account:3"),
        ("core.file_cleared", "arva", "core.inspect_file"), ("core.file_refused", "arva", "core.inspect_file"),
    ]  # fmt: skip
    assert Entry.objects.get(verb="core.file_refused").references == {
        "stored_file_id": bad.pk, "digest": bad.digest, "fault": "not-text",
    }  # fmt: skip


@pytest.mark.django_db
def test_archives_are_opened_in_a_strong_box_only() -> None:
    archive, book = given("a.zip", packed(("a.txt", b"a"))), given("a.xlsx", workbook())

    assert [look_at(row, box=NearBox()) for row in (archive, book)] == [None, None]
    weak = NearBox(kind=BoxKind.LIMITS)
    assert [look_at(row, box=weak) for row in (archive, book)] == [Fault.NO_BOX, Fault.NO_BOX]
    assert weak.orders == []
    assert look_at(given(), box=weak) is None


@pytest.mark.django_db
def test_a_workbook_with_macros_is_refused() -> None:
    row = given("a.xlsx", workbook("sheet.macroEnabled.main+xml"))

    assert look_at(row, box=NearBox()) is Fault.SHEET_MACRO


@pytest.mark.django_db
def test_what_costs_too_much_is_refused_and_what_breaks_the_box_stays() -> None:
    row = given()

    assert look_at(row, box=NearBox(instead=BoxAnswer(BoxOutcome.LIMIT, limit="memory_bytes"))) is Fault.TOO_COSTLY
    for answer in (
        BoxAnswer(BoxOutcome.CRASHED, message="ended by signal 9"),
        BoxAnswer(BoxOutcome.DONE),
        BoxAnswer(BoxOutcome.DONE, (b'{"fault":""}', b'{"fault":""}')),
        BoxAnswer(BoxOutcome.DONE, (b'{"fault":"cleared"}',)),
        BoxAnswer(BoxOutcome.DONE, (b"[" * 100_000,)),
        BoxAnswer(BoxOutcome.DONE, (b"[]",)),
    ):
        with pytest.raises(BoxFailed):
            look_at(row, box=NearBox(instead=answer))


@pytest.mark.django_db
def test_of_two_who_looked_at_once_the_first_one_settles_it() -> None:
    row = given()
    values = {"stored_file_id": row.pk, "actor": HOUSE, "at": timezone.now()}

    assert [settle_file(fault=None, **values), settle_file(fault=Fault.VIRUS, **values)] == [True, False]
    assert state_of(row) == ("cleared", "")
    assert Entry.objects.filter(verb__in=("core.file_cleared", "core.file_refused")).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_settle_a_file_once() -> None:
    row = given()
    at = timezone.now()

    def work() -> None:
        try:
            settle_file(stored_file_id=row.pk, fault=None, actor=HOUSE, at=at)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert state_of(row) == ("cleared", "")
    assert Entry.objects.filter(verb="core.file_cleared").count() == 1


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_is_run_anew_and_a_repeat_is_harmless() -> None:
    row = given()
    at = timezone.now()
    JobRun.objects.update(state=JobState.RUNNING, attempts=1, lease_until=at)

    assert revive_lost_runs(at=at + timedelta(minutes=1)) == 1
    assert run_jobs(at + timedelta(minutes=5)) == ["done"]
    inspect_file.work(HOUSE, stored_file_id=row.pk)

    assert state_of(row) == ("cleared", "")
    assert Entry.objects.filter(verb="core.file_cleared").count() == 1


@pytest.mark.django_db
def test_the_virus_scanner_has_the_last_word(scanner: Scanner) -> None:
    good, bad = given(), given("b.txt", EICAR)
    run_jobs()

    assert (state_of(good), state_of(bad)) == (("cleared", ""), ("refused", "virus"))
    assert scanner.heard == [b"a,b\n", EICAR]
    assert content_store().holds(bad.digest)


@pytest.mark.django_db
def test_while_the_scanner_is_away_a_file_stays_and_comes_back_by_itself(folder: Path, settings: Any) -> None:
    path = folder / "clamd.ctl"
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, clamd=str(path))
    row = given()
    assert run_jobs() == ["done", "waiting"]
    assert state_of(row) == ("quarantined", "")
    assert {line.name: line.light for line in look_at_quarantine()} == {
        "quarantine": Light.GREEN, "virus scanner": Light.RED,
    }  # fmt: skip

    with scanner_at(path):
        run_jobs(timezone.now() + timedelta(minutes=2))
        assert state_of(row) == ("cleared", "")
        assert [line.value for line in look_at_quarantine()][-1] == "answers"


@pytest.mark.parametrize(
    "answer", [b"\0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: lstat() failed. ERROR\0"]
)
def test_a_scanner_that_does_not_say_has_not_looked(scanner: Scanner, answer: bytes) -> None:
    scanner.instead = answer
    with pytest.raises(ScannerAway, match="the virus scanner said"):
        is_infected(str(scanner.path), [b"a" * 100_000])


def test_a_content_that_is_too_long_for_the_scanner_is_told_so(scanner: Scanner) -> None:
    scanner.most_bytes = 100_000
    with pytest.raises(ScannerAway, match="size limit exceeded"):
        is_infected(str(scanner.path), [b"a" * 60_000] * 4)


@pytest.mark.django_db
def test_the_doctor_counts_what_waits_for_too_long_and_what_was_refused() -> None:
    late, refused = given(), given("b.csv", b"a\n")
    StoredFile.objects.filter(pk=late.pk).update(added_at=timezone.now() - timedelta(hours=2))
    settle_file(stored_file_id=refused.pk, fault=Fault.VIRUS, actor=HOUSE, at=timezone.now())

    assert [(line.name, line.light.value, line.value) for line in look_at_quarantine()] == [
        ("quarantine", "yellow", "1 files wait for more than an hour"),
        ("files refused", "green", "1"),
        ("virus scanner", "yellow", "none: files are judged by kind only"),
    ]


@pytest.mark.django_db
def test_one_person_gives_so_many_files_and_a_program_of_the_house_what_it_must() -> None:
    most = UPLOAD.rules[0].amount
    for _ in range(most):
        given()
    with pytest.raises(TooManyFiles, match=r"Go on in \d+ minutes"):
        given()

    assert StoredFile.objects.count() == most
    assert store_file(name="a.csv", portions=[b"a"], realm="arva", actor=HOUSE, at=timezone.now()).pk


@pytest.mark.django_db
def test_keys_differ_and_tell_nothing() -> None:
    first, second = given(), given()

    assert first.digest == second.digest
    assert first.key != second.key and len(first.key) == 32
    assert FileState(first.state) is FileState.QUARANTINED

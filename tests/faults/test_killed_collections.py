"""A collection that is killed goes on where it stopped, and ends like one that nobody disturbed."""

from __future__ import annotations

import json
import os
import random
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults.installation import OSPOLIS, Installation, Running, found, kill_group, wait_until
from mapping.country_workshop import Country

pytestmark = pytest.mark.waits
Make = Callable[..., Installation]

DOUBLED = (
    "[list(row) for row in m('evidence', 'Fact').objects.filter(ended_at=None)"
    ".values_list('subject_kind', 'subject_key', 'measure', 'part')]"
)
JOURNAL_HOLDS = "__import__('ospolis.core.journal.verification', fromlist=['verify_chain']).verify_chain().holds"
STATES = "sorted(m('mapping', 'Run').objects.values_list('number', 'state'))"
LEASED = "m('mapping', 'WorkItem').objects.filter(state='leased').count()"


@dataclass(frozen=True)
class Calm:
    """What a run that nobody disturbed found, and how long it took."""

    tables: dict[str, object]
    summary: dict[str, object]
    seconds: float


@pytest.fixture(scope="module")
def calm(busy_country: Country, make_installation: Make, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    out = tmp_path_factory.mktemp("calm")
    installation = make_installation("calm")
    started = time.monotonic()
    summary = installation.map(busy_country.path, "--out", out, "--workers", "0")
    return Calm(dict(found(out)), summary, time.monotonic() - started)


def assert_whole(installation: Installation, out: Path, undisturbed: dict[str, object]) -> None:
    """Nothing lost, nothing double, the journal unbroken."""
    assert found(out) == undisturbed
    rows, journal_holds = installation.ask(f"[{DOUBLED}, {JOURNAL_HOLDS}]")
    places = [tuple(row) for row in rows]
    assert len(places) == len(set(places)) > 0
    assert journal_holds


def disturb(country: Country, storm: Installation, calm: Calm, out: Path, *, seed: int, kills: int) -> None:
    """Kill the whole program and its parent alone in turn, at random moments, then let the collection end.

    A program that has ended before its moment was not killed: the next moments come sooner. While workers of one that
    was killed still read, a new one is refused.
    """
    dice = random.Random(seed)  # noqa: S311
    killed, seconds = 0, calm.seconds
    while killed < kills:
        begun = time.monotonic()
        process = storm.start("map", country.path, "--workers", dice.choice(["0", "2"]))
        if ends_within(process, dice.uniform(0.05, 0.9) * seconds):
            said = process.communicate()
            if process.returncode in (0, 3):
                seconds = min(seconds, time.monotonic() - begun)
            else:
                assert b"under way" in said[1], said
            continue
        if killed % 2:
            kill_group(process)
        else:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        killed += process.returncode == -signal.SIGKILL
    # Of a group that was killed, some may take a moment longer to be gone.
    code, told = 2, b"under way"
    while code == 2 and b"under way" in told:
        code, _, told = storm.run("map", country.path, "--out", out, "--workers", "0")
    assert code == 3, told

    assert_whole(storm, out, calm.tables)


def ends_within(process: Running, seconds: float) -> bool:
    """Wait for the end of a program, but not for longer than some seconds; says whether it came."""
    end = time.monotonic() + seconds
    while process.poll() is None:
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


@pytest.mark.both_databases
def test_a_collection_that_is_killed_again_and_again_ends_like_any_other(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path
) -> None:
    disturb(busy_country, make_installation("storm"), calm, tmp_path / "out", seed=20261123, kills=2)


FIRST_SEED = int(os.environ.get("TEST_SEED", "1"))


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 50))
def test_a_collection_survives_ten_kills(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path, seed: int
) -> None:
    storm = make_installation("storm", boxed=seed % 5 == 0)
    disturb(busy_country, storm, calm, tmp_path / "out", seed=seed, kills=10)


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(number) for number in path.read_text().split()] if path.exists() else []


def command_of(pid: int) -> bytes:
    path = Path(f"/proc/{pid}/cmdline")
    return path.read_bytes() if path.exists() else b""


def workers_of(pid: int) -> list[int]:
    """The children by fork of a program: they show its own command line, and boxes and git do not."""
    return [child for child in children_of(pid) if command_of(child) == command_of(pid) != b""]


def test_a_worker_that_is_killed_is_replaced(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path
) -> None:
    storm = make_installation("storm")
    process = storm.start("map", busy_country.path, "--workers", "2", "--out", tmp_path / "out", "--json")
    killed = 0
    while process.poll() is None and killed < 2:
        workers = workers_of(process.pid)
        if workers:
            time.sleep(0.4)
            os.kill(workers[0], signal.SIGKILL)
            killed += 1
        time.sleep(0.05)
    out, err = process.communicate(timeout=120)

    assert (process.returncode, killed) == (3, 2), err.decode()
    assert {row["code"] for row in json.loads(out)["failures"]} == {"wrong-content", "invalid"}
    assert_whole(storm, tmp_path / "out", calm.tables)


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path
) -> None:
    stopped = make_installation("stopped", forks=False)
    process = stopped.start("map", busy_country.path, "--workers", "2", "--json")
    wait_until(lambda: workers_of(process.pid))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (3, b"")
    assert b"Run the same command again" in err
    assert stopped.ask(f"[{STATES}, {LEASED}]") == [[[1, "stopped"]], 0]
    summary = stopped.map(busy_country.path, "--out", tmp_path / "out", "--workers", "0")

    assert summary["run"].endswith("-1")
    assert stopped.ask(STATES) == [[1, "partial"]]
    assert_whole(stopped, tmp_path / "out", calm.tables)


TOLD = {"disk-full", "not-fetched", "wrong-content", "invalid"}
SMALL_DISK = "mount -t tmpfs -o size=120k small {0} && exec {1}"


def test_a_disk_that_is_full_is_named_and_the_next_run_goes_on(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path
) -> None:
    if subprocess.run(
        ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True, check=False
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    full = make_installation("full")
    (full.data_dir / "mirrors").mkdir()
    command = shlex.join([*OSPOLIS, "map", str(busy_country.path), "--json", "--workers", "0"])
    small = SMALL_DISK.format(full.data_dir / "mirrors", command)

    ended = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", small], env=full.environment, capture_output=True, timeout=120, check=False
    )

    assert ended.returncode == 3, ended.stderr.decode()
    told = json.loads(ended.stdout)
    assert {"disk-full"} <= {row["code"] for row in told["failures"]} <= TOLD
    assert len(told["failures"]) == told["sources"]["total"]
    full.map(busy_country.path, "--out", tmp_path / "out", "--workers", "0")
    assert_whole(full, tmp_path / "out", calm.tables)


def test_two_workers_find_what_one_process_finds(
    busy_country: Country, calm: Calm, make_installation: Make, tmp_path: Path
) -> None:
    two = make_installation("two")

    together = two.map(busy_country.path, "--out", tmp_path / "out", "--workers", "2")

    assert found(tmp_path / "out") == calm.tables
    assert {**together, "seconds": {}} == {**calm.summary, "seconds": {}}


def test_only_one_collection_of_an_office_runs_at_a_time(busy_country: Country, make_installation: Make) -> None:
    installation = make_installation("one")
    first = installation.start("map", busy_country.path, "--workers", "0")
    # The lock is held from just after its file is there; mirrors are made by whoever holds it.
    wait_until((installation.data_dir / f"map-{busy_country.key}.lock").exists)
    wait_until((installation.data_dir / "mirrors").exists)
    first.send_signal(signal.SIGSTOP)
    code, _, told = installation.run("map", busy_country.path, "--workers", "0")
    kill_group(first)

    assert code == 2
    assert b"under way" in told

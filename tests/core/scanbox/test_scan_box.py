"""The box: limits hold, a broken child harms nobody, and the next call works."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.scanbox import box_functions
from ospolis.core.scanbox import BoxBroken, BoxKind, BoxLimits, BoxOutcome, ScanBox, box_kind

TIGHT = BoxLimits(wall_seconds=1.5, answer_bytes=100_000, line_bytes=20_000, memory_bytes=600 << 20, cpu_seconds=1)


@pytest.fixture(scope="module")
def box() -> Iterator[ScanBox]:
    with ScanBox(box_functions.misbehave, limits=TIGHT) as box:
        yield box


def test_a_function_is_warmed_once_and_called_in_fresh_children() -> None:
    with ScanBox(box_functions.echo, warm=box_functions.load_index, limits=TIGHT) as box:
        first, second = box.run("Übung".encode()), box.run(b"")

    assert (first.outcome, second.outcome) == (BoxOutcome.DONE, BoxOutcome.DONE)
    assert json.loads(first.lines[0]) == {"text": "Übung"}
    facts = [json.loads(answer.lines[1]) for answer in (first, second)]
    assert facts[0] == facts[1]
    assert facts[0]["loaded_by"] == [facts[0]["parent"]]


@pytest.mark.parametrize(
    ("deed", "outcome", "limit", "message", "lines"),
    [
        ("nothing", "done", "", "", 1),
        ("print", "done", "", "", 1),
        ("memory", "limit", "memory_bytes", "", 1),
        ("sleep", "limit", "wall_seconds", "", 0),
        ("chatter", "limit", "answer_bytes", "", 100),
        ("long line", "limit", "line_bytes", "", 1),
        ("fault", "crashed", "", "ValueError: no such thing", 1),
        ("signal", "crashed", "", "ended by signal 9", 0),
    ],
)
def test_whatever_a_child_does_becomes_an_ordinary_answer(
    box: ScanBox, deed: str, outcome: str, limit: str, message: str, lines: int
) -> None:
    answer = box.run(deed.encode())

    assert (answer.outcome, answer.limit, answer.message, len(answer.lines)) == (outcome, limit, message, lines)
    assert box.run(b"nothing").outcome == BoxOutcome.DONE


def test_a_child_that_computes_for_ever_is_ended_by_its_processor_time() -> None:
    limits = BoxLimits(wall_seconds=60, answer_bytes=100_000, cpu_seconds=1)
    with ScanBox(box_functions.misbehave, limits=limits) as box:
        answer = box.run(b"spin")

    assert (answer.outcome, answer.limit) == (BoxOutcome.LIMIT, "cpu_seconds")


@pytest.mark.parametrize("deed", ["orphan", "runaway"])
def test_what_a_child_leaves_running_is_ended(box: ScanBox, deed: str) -> None:
    assert box.run(deed.encode()).outcome == BoxOutcome.DONE

    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert [command for command in commands if b"300.0625" in command] == []


def test_secrets_of_the_environment_stay_outside(box: ScanBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSPOLIS_SECRET_KEY", "secret")
    names = json.loads(box.run(b"environment").lines[1])["names"]

    assert [name for name in names if name.startswith("OSPOLIS")] == []


def test_a_child_holds_no_pipe_but_its_own_so_it_cannot_answer_for_later_calls(box: ScanBox) -> None:
    assert len(json.loads(box.run(b"pipes").lines[1])["open"]) == 1


def test_a_box_that_was_killed_is_started_anew(box: ScanBox) -> None:
    box.run(b"nothing")
    assert box._process is not None
    os.kill(box._process.pid, 9)
    box._process.wait()

    assert box.run(b"nothing").outcome == BoxOutcome.DONE


def test_the_box_has_no_network_when_the_system_can_take_it_away(box: ScanBox) -> None:
    if os.geteuid() != 0 and box_kind() is not BoxKind.BUBBLEWRAP:
        pytest.skip("this user may not take the network away")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        reached = json.loads(box.run(f"network {canary.getsockname()[1]}".encode()).lines[1])["reached"]
        with pytest.raises(TimeoutError):
            canary.accept()

    assert reached != 0


def test_a_box_that_cannot_load_says_so() -> None:
    with (
        pytest.raises(BoxBroken, match=r"did not start.*no index"),
        ScanBox(box_functions.echo, warm=box_functions.cannot_start) as box,
    ):
        box.run(b"")


def test_only_top_level_functions_can_be_boxed() -> None:
    with pytest.raises(ValueError, match="top-level"):
        ScanBox(lambda payload: [])


def test_a_call_costs_little(box: ScanBox) -> None:
    box.run(b"nothing")
    began = time.monotonic()
    for _ in range(20):
        box.run(b"nothing")
    # A promise of a few milliseconds, held with a wide margin because the machine may be busy.
    assert (time.monotonic() - began) / 20 < 0.2

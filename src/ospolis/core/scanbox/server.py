"""The inside of a box: one process that has loaded what is slow to load and forks a child for each call.

Runs as `python -m ospolis.core.scanbox.server FUNCTION WARM LIMITS`. Frames on both pipes are a length of four
bytes and then so many bytes. Imports no Django and nothing of ours but the answers.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import selectors
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable
from typing import IO, Any, NoReturn

from ospolis.core.memory import settle_memory
from ospolis.core.scanbox.answers import BoxLimits, BoxOutcome

_LENGTH = struct.Struct("!I")
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_LIMIT_OF_SIGNAL = {signal.SIGXCPU: "cpu_seconds", signal.SIGXFSZ: "file_bytes"}
_OUT_OF_MEMORY = 71
_FAULT = 72


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Send one frame."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def named(path: str) -> Callable[..., Any]:
    """The top-level function that `module:name` means."""
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def main(arguments: list[str]) -> int:
    """Load, say hello, and answer calls until the caller has gone."""
    function_path, warm_path, limits_text, cut_network = arguments
    limits = BoxLimits(**json.loads(limits_text))
    _harden(cut_network == "1")
    # Whatever the function prints must not land between frames.
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    function = named(function_path)
    if warm_path:
        named(warm_path)()
    settle_memory()
    os.dup2(null, 2)
    write_frame(outbox, b"ready")
    while (payload := read_frame(inbox)) is not None:
        head, body = _answer(function, payload, limits)
        write_frame(outbox, json.dumps(head).encode())
        write_frame(outbox, body)
    return 0


def _harden(cut_network: bool) -> None:
    """No new rights, an end with the caller's end, and no network where the system lets us."""
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    library.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if cut_network and library.unshare(_CLONE_NEWNET) != 0:
        library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _answer(
    function: Callable[[bytes], Iterable[Any]], payload: bytes, limits: BoxLimits
) -> tuple[dict[str, Any], bytes]:
    began = time.monotonic()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _be_child(function, payload, limits, writer)
    os.close(writer)
    _own_group(child)
    body, limit = _collect(reader, limits, began + limits.wall_seconds)
    os.close(reader)
    if limit:
        _kill_group(child)
    _, status = os.waitpid(child, 0)
    _end_leftovers(child)
    head = _verdict(status, limit)
    body, head = _whole_lines(body, head, limits)
    head["seconds"] = time.monotonic() - began
    return head, body


def _collect(reader: int, limits: BoxLimits, deadline: float) -> tuple[bytes, str]:
    """Read what the child writes, until its end or a limit; return it and the limit's name."""
    body = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                return bytes(body), "wall_seconds"
            portion = os.read(reader, 1 << 18)
            if not portion:
                return bytes(body), ""
            body += portion
            if len(body) > limits.answer_bytes:
                return bytes(body[: limits.answer_bytes]), "answer_bytes"


def _verdict(status: int, limit: str) -> dict[str, Any]:
    if limit:
        return {"outcome": BoxOutcome.LIMIT, "limit": limit}
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number in _LIMIT_OF_SIGNAL:
            return {"outcome": BoxOutcome.LIMIT, "limit": _LIMIT_OF_SIGNAL[signal.Signals(number)]}
        return {"outcome": BoxOutcome.CRASHED, "message": f"ended by signal {number}"}
    code = os.WEXITSTATUS(status)
    if code == _OUT_OF_MEMORY:
        return {"outcome": BoxOutcome.LIMIT, "limit": "memory_bytes"}
    return {"outcome": BoxOutcome.DONE if code == 0 else BoxOutcome.CRASHED}


def _whole_lines(body: bytes, head: dict[str, Any], limits: BoxLimits) -> tuple[bytes, dict[str, Any]]:
    """Cut at the last whole line, take the fault's own line out, and refuse lines that are too long."""
    lines = body.split(b"\n")[:-1]
    if head["outcome"] == BoxOutcome.CRASHED and lines and lines[-1].startswith(b"\x00"):
        head["message"] = lines.pop()[1:].decode(errors="replace")
    for number, line in enumerate(lines):
        if len(line) > limits.line_bytes:
            return b"\n".join(lines[:number]), {"outcome": BoxOutcome.LIMIT, "limit": "line_bytes"}
    return b"\n".join(lines), head


def _be_child(function: Callable[[bytes], Iterable[Any]], payload: bytes, limits: BoxLimits, writer: int) -> NoReturn:
    """Set the limits, run the function, write its lines, end without any clean-up of the parent's things."""
    code = _FAULT
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _own_group(0)
        _close_others(writer)
        _limit_child(limits)
        with os.fdopen(writer, "wb", buffering=1 << 16) as out:
            code = _write_lines(function, payload, out)
    finally:
        os._exit(code)


def _close_others(writer: int) -> None:
    """Leave the child its own pipe only: over the server's it could answer for itself, and for the calls to come."""
    os.closerange(3, writer)
    os.closerange(writer + 1, os.sysconf("SC_OPEN_MAX"))


def _write_lines(function: Callable[[bytes], Iterable[Any]], payload: bytes, out: IO[bytes]) -> int:
    try:
        for row in function(payload):
            out.write(json.dumps(row, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode() + b"\n")
    except MemoryError:
        return _OUT_OF_MEMORY
    except BaseException as problem:  # the child ends here in any case; its fault is told in words
        text = f"{type(problem).__name__}: {problem}"[:400]
        out.write(b"\x00" + " ".join(text.split()).encode(errors="replace") + b"\n")
        return _FAULT
    return 0


def _limit_child(limits: BoxLimits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    # The system counts processes for each user: what this user runs already is added to what the box may start.
    most = limits.processes + _running_tasks()
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def _running_tasks() -> int:
    """Processes and threads on this machine as the box sees it."""
    try:
        with open("/proc/loadavg", encoding="ascii") as file:  # noqa: PTH123  # no import for one line in a child
            return int(file.read().split()[3].partition("/")[2])
    except (OSError, ValueError, IndexError):
        return 0


def _own_group(process: int) -> None:
    """Put a process into a group of its own; both sides do it, so neither has to wait for the other."""
    try:
        os.setpgid(process, process)
    except OSError:
        return  # the other side was first, or the child has ended


def _end_leftovers(child: int) -> None:
    """End what the child has left running: its group, and whoever left the group and so became ours."""
    _kill_group(child)
    children = f"/proc/self/task/{os.getpid()}/children"
    while os.path.exists(children):  # noqa: PTH110  # no import for one line
        with open(children, encoding="ascii") as file:  # noqa: PTH123  # as above
            left = [int(number) for number in file.read().split()]
        if not left:
            return
        for process in left:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _kill_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except OSError:
        return  # nobody of the group is left


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

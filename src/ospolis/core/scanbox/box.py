"""The outside of a box: start it in the strongest way that this machine offers, send calls, take answers."""

from __future__ import annotations

import functools
import json
import os
import pwd
import select
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ospolis.core.scanbox.answers import REPOSITORY, BoxAnswer, BoxKind, BoxLimits, BoxOutcome
from ospolis.core.scanbox.server import read_frame, write_frame

BOX_USER = "ospolis-box"
_START_SECONDS = 60.0
_GRACE_SECONDS = 10.0


class BoxBroken(RuntimeError):
    """The box did not start: the message says what it told."""


@functools.cache
def box_kind() -> BoxKind:
    """The strongest box that this machine offers; asked once for each process."""
    program = shutil.which("bwrap")
    if program is not None:
        trial = [program, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
        if subprocess.run(trial, capture_output=True, timeout=10, check=False).returncode == 0:  # noqa: S603  # fixed arguments
            return BoxKind.BUBBLEWRAP
    if os.geteuid() == 0 and any(entry.pw_name == BOX_USER for entry in pwd.getpwall()):
        return BoxKind.USER
    return BoxKind.LIMITS


class ScanBox:
    """One box for one worker: it loads `warm` once and forks a limited child for each call of `function`.

    `function` is a top-level function of a module that needs no Django: it takes bytes and yields JSON-able rows.
    `readable` are folders that the content lies in, `hidden` folders that the box must not see (the data folder).
    `python` is that of another environment, whose packages the function needs: it finds nothing of ours but its code.
    Use it as a context, from one thread at a time.
    """

    def __init__(
        self,
        function: Callable[[bytes], Iterable[Any]],
        *,
        warm: Callable[[], object] | None = None,
        limits: BoxLimits = REPOSITORY,
        readable: Sequence[Path] = (),
        hidden: Sequence[Path] = (),
        python: Path | None = None,
        start_seconds: float = _START_SECONDS,
    ) -> None:
        self.limits = limits
        self.kind = box_kind()
        self._function = _name_of(function)
        self._warm = _name_of(warm) if warm else ""
        self._readable = tuple(readable)
        self._hidden = tuple(hidden)
        self._python = python
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> ScanBox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, payload: bytes) -> BoxAnswer:
        """Call the function in a fresh child with the limits, and return what it gave and how it ended.

        Raises   BoxBroken when the box itself cannot be started
        """
        with self._lock:
            process = self._started()
            try:
                return self._ask(process, payload)
            except (BrokenPipeError, EOFError):
                self.close()
                return BoxAnswer(BoxOutcome.CRASHED, message="the box itself ended")

    def close(self) -> None:
        """End the box; the next call starts a new one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    _close_quietly(stream)

    def _ask(self, process: subprocess.Popen[bytes], payload: bytes) -> BoxAnswer:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  # both were asked for as pipes
        write_frame(process.stdin, payload)
        if not select.select([process.stdout], [], [], self.limits.wall_seconds + _GRACE_SECONDS)[0]:
            self.close()
            return BoxAnswer(BoxOutcome.LIMIT, limit="wall_seconds")
        head, body = read_frame(process.stdout), read_frame(process.stdout)
        if head is None or body is None:
            raise EOFError
        told = json.loads(head)
        return BoxAnswer(
            outcome=BoxOutcome(told["outcome"]),
            lines=tuple(body.split(b"\n")) if body else (),
            limit=str(told.get("limit", "")),
            message=str(told.get("message", "")),
            seconds=float(told["seconds"]),
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        with tempfile.TemporaryFile() as complaints:
            self._process = process = self._new_process(complaints)
            assert process.stdout is not None  # noqa: S101  # asked for as a pipe
            ready = select.select([process.stdout], [], [], self._start_seconds)[0] and read_frame(process.stdout)
            if ready != b"ready":
                self.close()
                complaints.seek(0)
                last = complaints.read(100_000).decode(errors="replace").strip().rpartition("\n")[2][:300]
                raise BoxBroken(f"the box ({self.kind.value}) did not start with {self._function}: {last}")
        return process

    def _new_process(self, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        """The box itself; what it complains of while it loads is kept, later it has nowhere to write."""
        return subprocess.Popen(  # noqa: S603  # fixed arguments
            [*self._walls(), *self._program(), *self._arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_bare_environment(is_ours=self._python is None),
            cwd="/",
            start_new_session=True,
            **_second_user(self.kind),
        )

    def _program(self) -> list[str]:
        """Our own server, or the same one under the Python of another environment, cut off from our packages."""
        if self._python is None:
            return [sys.executable, "-m", "ospolis.core.scanbox.server"]
        return [str(self._python), "-I", "-B", str(Path(__file__).with_name("elsewhere.py"))]

    def _arguments(self) -> list[str]:
        cut_network = "0" if self.kind is BoxKind.BUBBLEWRAP else "1"
        return [self._function, self._warm, json.dumps(asdict(self.limits)), cut_network]

    def _walls(self) -> list[str]:
        """The command that builds the walls around the box; order matters, later mounts lie over earlier ones."""
        if self.kind is not BoxKind.BUBBLEWRAP:
            return []
        walls = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        walls += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
        for folder in (Path("/tmp"), Path("/run"), *self._hidden):  # noqa: S108  # hidden, not used
            walls += ["--tmpfs", str(folder)]
        for folder in (*_code_folders(self._python), *self._readable):
            walls += ["--ro-bind", str(folder), str(folder)]
        return [*walls, "--"]


def _name_of(function: Callable[..., object]) -> str:
    """`module:name` of a top-level function.

    Raises   ValueError for anything that another process could not import
    """
    module, name = function.__module__, function.__qualname__
    if "<" in name or "." in name or module == "__main__":
        raise ValueError(f"{module}.{name} is no top-level function of a module")
    return f"{module}:{name}"


def _code_folders(python: Path | None) -> tuple[Path, ...]:
    """Where Python and our code lie, should that be a folder that is hidden otherwise."""
    own = Path(__file__).resolve().parents[3]
    found = [Path(sys.base_prefix), Path(sys.prefix), own]
    if python is not None:
        # The environment, and the Python that it was made from.
        found += [python.parent.parent, python.resolve().parent.parent]
    return tuple(dict.fromkeys(path for path in found if path.is_dir() and path != Path("/")))


def _bare_environment(*, is_ours: bool) -> dict[str, str]:
    """Nothing of ours: no address of a database, no key; our packages only for our own Python."""
    paths = os.pathsep.join(path for path in sys.path if path and Path(path).is_dir())
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": "/nonexistent",
        **({"PYTHONPATH": paths} if is_ours else {}),
    }


def _second_user(kind: BoxKind) -> dict[str, Any]:
    if kind is not BoxKind.USER:
        return {}
    entry = pwd.getpwnam(BOX_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _close_quietly(stream: Any) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return  # unsent bytes for a box that has gone

"""The one place that starts git: argument lists, a bare environment, limits on time, memory and files."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.refusal import GitRefused, explain_complaint

_COMPLAINT_BYTES = 8_192
_NOT_STARTED = (126, 127)  # what a limiting program answers when it cannot become git

# CVE-2024-32002, -32004, -32020, -32021, -32465: first safe patch release of each series. CVE-2025-48384 needs a
# recursive checkout, which this engine never does, and distributions mend it without changing the number.
_FIRST_SAFE_PATCH = {39: 4, 40: 2, 41: 1, 42: 2, 43: 4, 44: 1, 45: 1}

_OPTIONS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.bigFileThreshold=1m",
    "core.packedGitWindowSize=32m",
    "core.packedGitLimit=256m",
    "core.attributesFile=/dev/null",
    "fetch.fsckObjects=true",
    "fetch.fsck.badEmail=warn",
    "fetch.fsck.missingEmail=warn",
    "fetch.fsck.missingSpaceBeforeDate=warn",
    "fetch.fsck.zeroPaddedFilemode=warn",
    "fetch.fsck.badTimezone=warn",
    "fetch.unpackLimit=1",
    # Nobody reads whether a branch was rewritten, and git would walk its whole history to say so.
    "fetch.showForcedUpdates=false",
    "fetch.bundleURI=",
    "transfer.bundleURI=false",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "http.followRedirects=false",
    "pack.threads=1",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
)

_ENVIRONMENT = {
    "HOME": "/dev/null",
    "XDG_CONFIG_HOME": "/dev/null",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}

# What the operator set for the whole machine and git needs to reach a server; everything else is dropped.
_INHERITED = (
    "PATH",
    "https_proxy",
    "HTTPS_PROXY",
    "no_proxy",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
)

# Where util-linux is missing, Python itself sets the limits and becomes git: slower, and free of any race.
_LIMIT_PROGRAM = (
    "import os,resource as r,sys;a=sys.argv;"
    "[r.setrlimit(k,(int(v),)*2) for k,v in zip((r.RLIMIT_AS,r.RLIMIT_CPU,r.RLIMIT_FSIZE,r.RLIMIT_CORE),a[1:5])];"
    "import shutil as s;sys.exit(127) if not s.which(a[5]) else os.execvp(a[5],a[5:])"
)


def _no_git() -> GitRefused:
    return GitRefused("no-git", "git is not installed", "install git 2.39.4 or later")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a git process ended: its exit code (negative: the signal), what it complained, whether time ran out."""

    code: int
    complaint: str
    late: bool

    def refusal(self) -> GitRefused:
        """Say in plain words why the process failed."""
        if self.late:
            return GitRefused(
                "wall-limit",
                "git needed more time than one repository may use",
                "try again later; if it happens again, ask an operator to look at the repository",
            )
        if self.code in _NOT_STARTED:
            return _no_git()
        return explain_complaint(f"died of signal {-self.code}" if self.code < 0 else self.complaint)


class RunningGit:
    """A git process whose output is being read; made by `start_git` only."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: IO[bytes], wall_seconds: float) -> None:
        assert process.stdout is not None  # noqa: S101 - tells the type checker what PIPE means
        self.output: IO[bytes] = process.stdout
        self._process = process
        self._complaints = complaints
        self._late = False
        self._alarm = threading.Timer(wall_seconds, self._run_out_of_time)
        self._alarm.daemon = True
        self._alarm.start()

    def _run_out_of_time(self) -> None:
        self._late = True
        self.stop()

    def stop(self) -> None:
        """End the process and everything it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self) -> Ending:
        """Wait for the end. Read all output, or stop the process, before."""
        code = self._process.wait()
        self._alarm.cancel()
        self._complaints.seek(0)
        return Ending(code, self._complaints.read(_COMPLAINT_BYTES).decode("utf-8", "replace"), self._late)

    def close(self) -> None:
        """Leave nothing behind: no process, no timer, no open file."""
        self._alarm.cancel()
        self.stop()
        self._process.wait()
        self.output.close()


def wrap_in_limits(command: Sequence[str], limits: Limits, *, prlimit: str | None) -> list[str]:
    """Put a program in front of `command` that limits memory, processor time and file size, then becomes it.

    Shapes   command: argument list; prlimit: path of util-linux' program, or None to use Python itself
    Units    limits in bytes and seconds
    Returns  an argument list
    """
    values = (limits.memory_bytes, limits.cpu_seconds, limits.pack_bytes, 0)
    if prlimit is None:
        return [sys.executable, "-I", "-S", "-c", _LIMIT_PROGRAM, *map(str, values), *command]
    names = ("--as", "--cpu", "--fsize", "--core")
    return [prlimit, *(f"{name}={value}" for name, value in zip(names, values, strict=True)), "--", *command]


def build_environment(protocol: str) -> dict[str, str]:
    """Give the whole environment of a git process.

    Shapes   protocol: the one transport it may use (https, ssh, file), or empty for none
    Returns  names and values; nothing of ours is inherited but the search path and the way to the network
    Source   SECURITY.md section 5
    """
    inherited = (*_INHERITED, "SSH_AUTH_SOCK") if protocol == "ssh" else _INHERITED
    kept = {name: os.environ[name] for name in inherited if name in os.environ}
    return {**kept, **_ENVIRONMENT, "GIT_ALLOW_PROTOCOL": protocol}


@functools.cache
def _find_prlimit() -> str | None:
    return shutil.which("prlimit")


@contextmanager
def start_git(
    arguments: Sequence[str],
    *,
    limits: Limits,
    git_dir: Path | None = None,
    stdin: bytes = b"",
    protocol: str = "",
    config: Sequence[str] = (),
) -> Iterator[RunningGit]:
    """Start git and give its output as a stream; at the end of the block nothing of it runs any more.

    Shapes   arguments: after `git`; config: further `name=value` options; git_dir: the only repository it may open
    Raises   GitRefused("no-git") when git is not installed
    Source   SECURITY.md section 5
    """
    options = [*_OPTIONS, *config, *([f"protocol.{protocol}.allow=always"] if protocol else [])]
    command = ["git", *(part for option in options for part in ("-c", option))]
    if git_dir is not None:
        command.append(f"--git-dir={git_dir}")
    with tempfile.TemporaryFile() as complaints, tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - an argument list, never a shell; see the module docstring
                wrap_in_limits([*command, *arguments], limits, prlimit=_find_prlimit()),
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=build_environment(protocol),
                cwd="/",
                start_new_session=True,
                restore_signals=False,  # as Python, git ignores SIGXFSZ: it says what grew too large, not dying mute
            )
        except FileNotFoundError as error:
            raise _no_git() from error
        running = RunningGit(process, complaints, limits.wall_seconds)
        try:
            yield running
        finally:
            running.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a short git command printed, and how it ended."""

    output: bytes
    ending: Ending
    cut: bool

    def or_refuse(self) -> bytes:
        """Give the output of a command that went well.

        Raises   GitRefused otherwise
        """
        if self.cut:
            raise GitRefused(
                "output-bytes", "git printed more than is read", "ask an operator to look at the repository"
            )
        if self.ending.code != 0:
            raise self.ending.refusal()
        return self.output


def run_git(
    arguments: Sequence[str],
    *,
    limits: Limits,
    git_dir: Path | None = None,
    stdin: bytes = b"",
    protocol: str = "",
    config: Sequence[str] = (),
    most: int = 64_000_000,
) -> Answer:
    """Run a git command to its end and keep at most `most` bytes of its output.

    Shapes   as start_git; most: bytes, after which the process is stopped and the answer marked as cut
    Returns  Answer, whatever the exit code
    Raises   GitRefused("no-git") when git is not installed
    """
    with start_git(arguments, limits=limits, git_dir=git_dir, stdin=stdin, protocol=protocol, config=config) as running:
        output = running.output.read(most + 1)
        cut = len(output) > most
        if cut:
            running.stop()
        return Answer(output[:most], running.wait(), cut)


def read_git_version(*, limits: Limits | None = None) -> str:
    """Ask git for its version.

    Returns  for example "2.39.5"
    Raises   GitRefused("no-git")
    """
    answer = run_git(["version"], limits=limits or Limits()).or_refuse().decode("ascii", "replace")
    return answer.removeprefix("git version ").strip()


def check_git_version(version: str) -> None:
    """Refuse a git with known holes that a hostile repository can reach.

    Shapes   version: as `read_git_version` gives it
    Raises   GitRefused("git-too-old")
    Source   release notes of git 2.39.4 to 2.45.1 (May 2024)
    """
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version)
    major, minor, patch = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    oldest, newest = min(_FIRST_SAFE_PATCH), max(_FIRST_SAFE_PATCH)
    if (major, minor) > (2, newest) or (major == 2 and minor >= oldest and patch >= _FIRST_SAFE_PATCH[minor]):
        return
    raise GitRefused(
        "git-too-old",
        f"git {version} has known security holes",
        f"install git 2.{oldest}.{_FIRST_SAFE_PATCH[oldest]} or later from your distribution's updates",
    )

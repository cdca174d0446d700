"""How git is started: environment, limits, endings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop
from ospolis.engines.gitrepo import command
from ospolis.engines.gitrepo.command import (
    Ending,
    build_environment,
    check_git_version,
    read_git_version,
    run_git,
    start_git,
    wrap_in_limits,
)
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.refusal import GitRefused, explain_complaint

LIMITS = Limits(wall_seconds=20)
SHOW_LIMITS = [
    sys.executable,
    "-c",
    "import resource as r;"
    "print([r.getrlimit(k)[0] for k in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE)])",
]


@pytest.mark.parametrize("prlimit", ["prlimit", None])
def test_a_program_is_started_inside_its_limits(prlimit: str | None) -> None:
    limits = Limits(memory_bytes=900_000_000, cpu_seconds=7, pack_bytes=5_000)

    shown = subprocess.run(wrap_in_limits(SHOW_LIMITS, limits, prlimit=prlimit), capture_output=True, check=True)

    assert shown.stdout == b"[900000000, 7, 5000, 0]\n"


def test_the_environment_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_SSH_COMMAND", "touch /tmp/x")
    monkeypatch.setenv("LD_PRELOAD", "")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/run/agent")
    monkeypatch.setenv("PATH", "/usr/bin")
    for name in (
        "https_proxy",
        "HTTPS_PROXY",
        "no_proxy",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "GIT_SSL_CAINFO",
    ):
        monkeypatch.delenv(name, raising=False)

    assert build_environment("https") == {
        "PATH": "/usr/bin",
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
        "GIT_ALLOW_PROTOCOL": "https",
    }
    assert build_environment("ssh")["SSH_AUTH_SOCK"] == "/run/agent"


def test_without_git_there_is_a_plain_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_find_prlimit", lambda: "/nowhere/prlimit")

    with pytest.raises(GitRefused) as refusal:
        read_git_version(limits=LIMITS)

    assert refusal.value.code == "no-git"


@pytest.mark.parametrize("prlimit", ["prlimit", None])
def test_a_limiter_that_finds_no_git_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prlimit: str | None
) -> None:
    monkeypatch.setattr(command, "_find_prlimit", lambda: prlimit and shutil.which(prlimit))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GitRefused) as refusal:
        read_git_version(limits=LIMITS)

    assert refusal.value.code == "no-git"


def test_the_git_of_this_machine_is_new_enough() -> None:
    check_git_version(read_git_version())


@pytest.mark.parametrize(
    "version", ["2.39.4", "2.39.5", "2.43.4", "2.45.1", "2.46.0", "2.50.1.windows.1", "3.0", "2.45.10"]
)
def test_a_safe_git_is_accepted(version: str) -> None:
    check_git_version(version)


@pytest.mark.parametrize("version", ["2.39.3", "2.45.0", "2.45", "2.38.9", "1.9.9", "", "nonsense"])
def test_a_git_with_known_holes_is_refused(version: str) -> None:
    with pytest.raises(GitRefused) as refusal:
        check_git_version(version)

    assert (refusal.value.code, refusal.value.remedy) == (
        "git-too-old",
        "install git 2.39.4 or later from your distribution's updates",
    )


def test_a_listing_without_end_is_ended_by_the_wall_limit(workshop: Workshop) -> None:
    # 9 trees of 10 folders each: 10^9 folders, none with a file
    bomb = workshop.bomb(9, 10, [])

    with start_git(["ls-tree", "-r", bomb], git_dir=workshop.folder, limits=replace(LIMITS, wall_seconds=0)) as running:
        assert running.output.read() == b""
        ending = running.wait()

    assert ending.late
    assert ending.refusal().code == "wall-limit"


def test_processor_time_has_a_limit_of_its_own(workshop: Workshop) -> None:
    bomb = workshop.bomb(9, 10, [])

    answer = run_git(["ls-tree", "-r", bomb], git_dir=workshop.folder, limits=replace(LIMITS, cpu_seconds=1))

    assert answer.ending.refusal().code == "cpu-limit"


def test_memory_has_a_limit(workshop: Workshop) -> None:
    big = workshop.write("commit", b"x" * 60_000_000)

    answer = run_git(["cat-file", "-p", big], git_dir=workshop.folder, limits=replace(LIMITS, memory_bytes=50_000_000))

    assert answer.ending.refusal().code == "memory-limit"


def test_output_above_the_cap_is_cut(workshop: Workshop) -> None:
    blob = workshop.blob(b"0123456789" * 100_000)

    answer = run_git(["cat-file", "blob", blob], git_dir=workshop.folder, limits=LIMITS, most=5)

    assert (answer.output, answer.cut) == (b"01234", True)
    with pytest.raises(GitRefused) as refusal:
        answer.or_refuse()
    assert refusal.value.code == "output-bytes"


def test_a_transport_that_is_not_allowed_is_refused_by_git_itself(workshop: Workshop) -> None:
    for url in ("ext::sh -c true", f"file://{workshop.folder}", "git://127.0.0.1/a", "http://127.0.0.1:1/a"):
        answer = run_git(["ls-remote", "--", url], limits=LIMITS, protocol="https")
        assert answer.ending.refusal().code == "transport"


@pytest.mark.parametrize(
    ("complaint", "code"),
    [
        ("fatal: Out of memory, realloc failed", "memory-limit"),
        ("fatal: mmap failed: Cannot allocate memory", "memory-limit"),
        ("fatal: sha1 file '/x' write error: File too large", "pack-size"),
        ("fatal: transport 'ext' not allowed", "transport"),
        ("error: object 12: hasDotdot: contains '..'\nfatal: fsck error in packed object", "malformed"),
        ("fatal: could not read Username for 'https://x'", "private"),
        ("fatal: unable to update url base from redirection", "moved"),
        ("fatal: unable to access 'x': Could not resolve host: x", "unreachable"),
        ("fatal: repository 'https://x/' not found", "missing"),
        ("error: inflate: data stream error", "corrupt"),
        ("fatal: unable to access 'https://x/ssl-redirect/': The requested URL returned error: 404", "missing"),
        ("fatal: unable to access 'https://x/not found/': The requested URL returned error: 503", "unreachable"),
        ("fatal: something new", "git-failed"),
        ("", "git-failed"),
    ],
)
def test_complaints_are_explained(complaint: str, code: str) -> None:
    refusal = explain_complaint(complaint)

    assert refusal.code == code
    assert refusal.message and refusal.remedy


@pytest.mark.parametrize(
    ("signal", "code"), [(-24, "cpu-limit"), (-25, "pack-size"), (-9, "cpu-limit"), (-11, "corrupt")]
)
def test_a_death_by_signal_is_explained(signal: int, code: str) -> None:
    assert Ending(signal, "", False).refusal().code == code

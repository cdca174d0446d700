"""The operator's virus scanner: a content is handed to clamd over its socket, and the answer is read."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

_LENGTH = struct.Struct("!I")
_PORTION = 1 << 16
_LONGEST_ANSWER = 4_096
_SECONDS = 120.0
_PING_SECONDS = 5.0


class ScannerAway(RuntimeError):
    """The scanner did not look at the content: the message says why."""


def is_infected(path: str, portions: Iterable[bytes]) -> bool:
    """Whether the scanner knows something bad in a content (INSTREAM).

    Raises   ScannerAway when it cannot be reached, or does not say
    """
    answer = _talk(path, b"zINSTREAM\0", portions, seconds=_SECONDS)
    if answer == "stream: OK":
        return False
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return True
    raise ScannerAway(f"the virus scanner said: {answer[:200]}" if answer else "the virus scanner said nothing")


def greet_scanner(path: str) -> str:
    """Why the scanner does not answer; empty when it does."""
    try:
        answer = _talk(path, b"zPING\0", (), seconds=_PING_SECONDS)
    except ScannerAway as problem:
        return str(problem)
    return "" if answer == "PONG" else f"the virus scanner said: {answer[:200]}"


def _talk(path: str, command: bytes, portions: Iterable[bytes], *, seconds: float) -> str:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(path)
            line.sendall(command)
            if command == b"zINSTREAM\0":
                _send(line, portions)
            return _read_answer(line)
    except OSError as problem:
        raise ScannerAway(f"the virus scanner does not answer: {problem.strerror or problem}") from None


def _send(line: socket.socket, portions: Iterable[bytes]) -> None:
    try:
        for portion in portions:
            for start in range(0, len(portion), _PORTION):
                piece = portion[start : start + _PORTION]
                line.sendall(_LENGTH.pack(len(piece)) + piece)
        line.sendall(_LENGTH.pack(0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it has heard enough, and says why in its answer


def _read_answer(line: socket.socket) -> str:
    answer = b""
    while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
        portion = line.recv(_LONGEST_ANSWER)
        if not portion:
            break
        answer += portion
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()

"""A virus scanner on a socket of its own that speaks as clamd does (clamd(8): zPING, zINSTREAM)."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# The harmless text that every virus scanner knows (EICAR), in two halves so that this file is not taken for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Scanner:
    """What it heard, and whether it says something else than the truth."""

    path: Path
    heard: list[bytes] = field(default_factory=list)
    instead: bytes = b""
    most_bytes: int = 25_000_000

    def answer(self, line: socket.socket) -> None:
        """Hear one command and answer it."""
        with line, line.makefile("rb") as stream, contextlib.suppress(OSError):
            command = b""
            while not command.endswith(b"\0"):
                command += stream.read(1)
            if command == b"zPING\0":
                line.sendall(self.instead or b"PONG\0")
                return
            assert command == b"zINSTREAM\0"
            line.sendall(self._scan(stream))

    def _scan(self, stream) -> bytes:
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.most_bytes:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.heard.append(content)
        if self.instead:
            return self.instead
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextlib.contextmanager
def scanner_at(path: Path) -> Iterator[Scanner]:
    """A scanner that answers on a socket until the end of the block."""
    scanner = Scanner(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen()
        door.settimeout(0.1)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    line, _ = door.accept()
                    line.settimeout(5)
                    scanner.answer(line)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield scanner
        finally:
            ended.set()
            thread.join()
            path.unlink()

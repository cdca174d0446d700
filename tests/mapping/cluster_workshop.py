"""A cluster on loopback with a database server of its own, every part of which a test may kill."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tasks.machine import find_postgres_folder
from tasks.postgres import FAST, lower_rights

from faults.forking import Forker, is_running

ROOT = Path(__file__).resolve().parents[2]
# A server that is killed keeps what it said to have written; the machine itself stays up.
_DURABLE = "options=-c%20synchronous_commit%3Don"


def write_certificates(folder: Path) -> dict[str, str]:
    """An authority and one certificate for everybody on loopback; returns the settings that name the files."""
    folder.mkdir()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster of the test")])
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    now = datetime.now(tz=UTC)
    for position, kind in enumerate(("ca", "certificate")):
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        subject = name if kind == "ca" else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(keys[position].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=kind == "ca", path_length=None), critical=True)
            .sign(keys[0], hashes.SHA256())
        )
        (folder / f"{kind}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return {f"OSPOLIS_CLUSTER_{kind.upper()}": str(folder / f"{kind}.pem") for kind in ("ca", "certificate", "key")}


@dataclass
class Server:
    """The temporary PostgreSQL at an address, which may be killed and started anew."""

    address: str

    @property
    def folder(self) -> Path:
        return Path(parse_qs(urlsplit(self.address).query)["host"][0])

    @property
    def durable_address(self) -> str:
        return f"{self.address}&{_DURABLE}"

    def kill(self) -> None:
        """End every process of the server at once."""
        pid = int((self.folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGSTOP)
        for one in [*children_of(pid), pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def start(self) -> None:
        """Start it where it was killed."""
        programs = find_postgres_folder()
        assert programs is not None
        options = f"-k {self.folder} -c listen_addresses='' {FAST}"
        words = [programs / "pg_ctl", "start", "-w", "-s", "-D", self.folder / "cluster", "-l", self.folder / "log"]
        end = time.monotonic() + 20
        # Until the last process of the old one is gone, a new one refuses to start.
        while True:
            started = subprocess.run(
                [*lower_rights(), *words, "-o", options], cwd=self.folder, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if started.returncode == 0:
                return
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.1)

    def ask(self, question: str, database: str = "ospolis") -> list[tuple[Any, ...]]:
        """Ask the database; nothing while it is away."""
        try:
            with psycopg.connect(self.address.replace("/ospolis?", f"/{database}?"), autocommit=True) as connection:
                answer = connection.execute(question.encode())
                return answer.fetchall() if answer.description else []
        except psycopg.OperationalError:
            return []


@dataclass
class Hall:
    """The parts of a cluster: each a process, with what is needed to start it again."""

    folder: Path
    server: Server
    settings: dict[str, str]
    port: int = 0
    # Whether repositories are read in boxes of their own; without, each part reads with what the host has loaded.
    boxed: bool = False
    running: dict[str, int] = field(default_factory=dict)
    _orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    _host: Forker | None = None

    @property
    def address(self) -> str:
        kind = "tls" if "OSPOLIS_CLUSTER_CA" in self.settings else "tcp"
        return f"{kind}://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Load everything once, and make the tables."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {
            **os.environ,
            **self.settings,
            "OSPOLIS_DATA_DIR": str(self.folder / "host"),
            "OSPOLIS_SECRET_KEY": secrets.token_urlsafe(50),
            "OSPOLIS_DATABASE_URL": self.server.durable_address,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
            "DJANGO_SETTINGS_MODULE": "ospolis.web.settings",
        }
        self._host = Forker(Path(__file__).with_name("cluster_host.py"), environment)
        assert self.finish(self.start("migrate", "program", "migrate")) == 0

    def close(self) -> None:
        """End every part."""
        for name in list(self.running):
            self.kill(name)
        self._orders.clear()
        if self._host is not None:
            self._host.close()

    def start(self, name: str, part: str, *words: object, database: str = "ospolis") -> str:
        """Start a part with a data folder of its own, in which the key of pseudonyms is that of all others."""
        data_dir = self.folder / name
        data_dir.mkdir(mode=0o700, exist_ok=True)
        (data_dir / "pseudonym-key").write_text("k" * 64)
        self._orders[name] = {
            "boxed": self.boxed, "part": part, "words": [str(word) for word in words], "database": database,
            "data_dir": str(data_dir), "log": str(self.folder / f"{name}-log"),
        }  # fmt: skip
        self.start_again(name)
        return name

    def start_again(self, name: str) -> None:
        """Start a part as it was started before."""
        assert self._host is not None
        self.running[name] = self._host.start(self._orders[name])

    def start_cluster(self, database: str, workers: int = 2) -> None:
        """End the cluster of before; start a scheduler and workers, each with a new data folder of its own."""
        for name in [name for name, order in self._orders.items() if order["part"] != "program"]:
            self.kill(name)
            del self._orders[name]
        self.server.ask(f"CREATE DATABASE {database} TEMPLATE ospolis", "postgres")
        self.start("scheduler", "scheduler", self.port)
        for number in range(workers):
            self.start(f"{database}-{number}", "worker", self.address, database=database)

    @property
    def workers(self) -> list[str]:
        return [name for name, order in self._orders.items() if order["part"] == "worker"]

    def is_running(self, name: str) -> bool:
        """Whether the process of a part is there."""
        return is_running(self.running[name])

    def kill(self, name: str) -> None:
        """End a part at once."""
        if pid := self.running.pop(name, 0):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def mind(self) -> None:
        """Start again what has ended and should not, as the service manager of a machine does."""
        for name in [name for name, order in self._orders.items() if order["part"] != "program"]:
            if name not in self.running or not self.is_running(name):
                self.start_again(name)

    def finish(self, name: str, seconds: float = 90) -> int:
        """Wait for the end of a program, minding the others; returns its exit code."""
        end = time.monotonic() + seconds
        code = Path(f"{self._orders[name]['log']}.code")
        while self.is_running(name):
            assert time.monotonic() < end, self.told(name)
            self.mind()
            time.sleep(0.05)
        del self.running[name]
        return int(code.read_text()) if code.exists() else -1

    def told(self, name: str, stream: str = "err") -> str:
        """What a part has written."""
        return Path(f"{self._orders[name]['log']}.{stream}").read_text()


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(number) for number in path.read_text().split()] if path.exists() else []

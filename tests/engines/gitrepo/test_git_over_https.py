"""A real git server behind TLS on this machine: what is fetched, and how its refusals are told."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.blobfetch import BlobFetch, fetch_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import Mirrored, clone_mirror, read_remote_head, update_mirror
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.snapshot import read_snapshot

LIMITS = Limits(wall_seconds=20)
HOST = "code.example.test"


class Forge(BaseHTTPRequestHandler):
    """Passes requests to git's own server program; some paths answer as forges do."""

    root = Path()
    asked: list[str] = []

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def answer(self) -> None:
        type(self).asked.append(self.path)
        codes = {"/private": 401, "/forbidden": 403, "/gone": 404, "/broken": 500, "/renamed": 301}
        for start, code in codes.items():
            if self.path.startswith(start):
                self.send_response(code)
                self.send_header("Location", self.path.replace("/renamed", "/made.git"))
                self.send_header("WWW-Authenticate", "Basic")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
        self.pass_on()

    def pass_on(self) -> None:
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answer = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
        head, _, content = answer.stdout.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")]
        self.send_response(int(dict(lines).get("Status", "200").split()[0]))
        for name, value in lines:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def forge(workshop: Workshop, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server of the folder in which the repository lies."""
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate / "cert.pem"))
    with (workshop.folder / "config").open("a") as config:
        config.write("[uploadpack]\n\tallowFilter = true\n")
    handler = type("ThisForge", (Forge,), {"root": workshop.folder.parent, "asked": []})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def name_address(port: int, path: str) -> Address:
    return check_address(f"https://{HOST}:{port}/{path}")


def test_a_repository_is_mirrored_from_the_network_address_that_was_checked(
    workshop: Workshop, forge: int, tmp_path: Path
) -> None:
    commit = workshop.commit(workshop.files({"a": b"1", "b": b"22"}))
    address, target = name_address(forge, "made.git"), tmp_path / "mirror"

    # the host exists in no name service: only the checked address leads to it
    assert clone_mirror(address, target, limits=LIMITS, resolve_to="127.0.0.1") == Mirrored(
        "cloned", commit, "main", ()
    )
    entries = read_snapshot(target, limits=LIMITS).entries
    assert [entry.size for entry in entries] == [None, None]
    oids = [entry.oid for entry in entries]
    assert fetch_blobs(address, target, oids, limits=LIMITS, resolve_to="127.0.0.1") == BlobFetch(2, {})
    assert [entry.size for entry in read_snapshot(target, limits=LIMITS).entries] == [1, 2]
    assert update_mirror(address, target, limits=LIMITS, resolve_to="127.0.0.1").outcome == "unchanged"


def test_without_the_checked_address_the_host_is_unreachable(workshop: Workshop, forge: int) -> None:
    with pytest.raises(GitRefused) as refusal:
        read_remote_head(name_address(forge, "made.git"), limits=LIMITS)

    assert refusal.value.code == "unreachable"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("private/a", "private"),
        ("forbidden/a", "private"),
        ("gone/a", "missing"),
        ("nothing-here", "missing"),
        ("renamed/a", "moved"),
        ("broken/a", "unreachable"),
    ],
)
def test_what_a_forge_answers_is_told_in_plain_words(workshop: Workshop, forge: int, path: str, code: str) -> None:
    with pytest.raises(GitRefused) as refusal:
        read_remote_head(name_address(forge, path), limits=LIMITS, resolve_to="127.0.0.1")

    assert refusal.value.code == code

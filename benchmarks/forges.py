"""How long a list of a forge takes: the first reading, and the weekly run over a country in which nothing changed.

    .venv/bin/python benchmarks/forges.py [REPOSITORIES...]

The promise: a synthetic country of 100,000 repositories that are known from their forge's list takes less than 30
minutes a week on two cores, with memory that does not grow with the country. The forge is on loopback and answers at
once; each repository has a row, an alias, its work and a few facts, as if it had been read. `openssl` makes the
certificate.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from _measuring import ROOT, measured, program, program_environment, say

FOLDER = tempfile.TemporaryDirectory(prefix="ospolis-bench-")
os.environ |= {"OSPOLIS_DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "ospolis.web.settings"}
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import django  # noqa: E402  # settings read the folder above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from engines.gitrepo.forge_workshop import make_certificate, serve_forge  # noqa: E402
from ospolis.core.access import system_viewer  # noqa: E402
from ospolis.evidence.choices import Provenance  # noqa: E402
from ospolis.evidence.ledger import NewFact, Origin  # noqa: E402
from ospolis.evidence.services import record_facts  # noqa: E402
from ospolis.mapping.bridge import normal_address  # noqa: E402
from ospolis.mapping.declaring import declare_folder  # noqa: E402
from ospolis.mapping.folder import read_folder  # noqa: E402
from ospolis.mapping.mapper import digest_of  # noqa: E402
from ospolis.mapping.models import Repository, RepositoryAlias, Run, Source, WorkItem  # noqa: E402
from ospolis.mapping.ordering import lay_desk  # noqa: E402
from ospolis.mapping.services.leases import lease_work  # noqa: E402
from ospolis.mapping.services.repositories import name_of_address  # noqa: E402
from ospolis.mapping.services.runs import start_run  # noqa: E402
from ospolis.mapping.work.desk import ANALYSE_VERSION, collect_item  # noqa: E402

MANY = (1_000, 10_000)
ON_A_PAGE = 100
OFFICE = "id: bench\nname: Office of the benchmark\ncountry: XX\nscope: country\nhost: host\n"


class Forge(BaseHTTPRequestHandler):
    """A GitLab that serves one list by keys, each page with its ETag."""

    size = 0
    url = ""
    pages: dict[int, tuple[bytes, str]] = {}

    def log_message(self, *told: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        first = int(parse_qs(urlsplit(self.path).query).get("id_after", ["0"])[0])
        if first not in self.pages:
            rows = [self.row(number) for number in range(first + 1, min(first + ON_A_PAGE, self.size) + 1)]
            body = json.dumps(rows).encode()
            self.pages[first] = body, f'"{hashlib.sha256(body).hexdigest()}"'
        body, etag = self.pages[first]
        is_known = self.headers.get("If-None-Match") == etag
        self.send_response(304 if is_known else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", "0" if is_known else str(len(body)))
        if first + ON_A_PAGE < self.size:
            self.send_header("Link", f'<{self.url}/api/v4/projects?id_after={first + ON_A_PAGE}>; rel="next"')
        self.end_headers()
        self.wfile.write(b"" if is_known else body)

    def row(self, number: int) -> dict[str, object]:
        """One repository that rests since long."""
        path = f"group-{number // 1000}/repository-{number}"
        return {
            "id": number, "path_with_namespace": path, "http_url_to_repo": f"{self.url}/{path}.git",
            "default_branch": "main", "description": f"What repository {number} is for", "archived": False,
            "topics": ["public"], "last_activity_at": "2026-01-01T10:00:00Z", "star_count": 1, "visibility": "public",
        }  # fmt: skip


@contextmanager
def run_forge(size: int, certificate: Path) -> Iterator[str]:
    """Serve a list of so many repositories."""
    door = type("ThisForge", (Forge,), {"size": size, "pages": {}})
    with serve_forge(door, certificate) as port:
        door.url = f"https://127.0.0.1:{port}"
        yield door.url


def list_once(folder: Path) -> None:
    """Declare the folder and read the list; nothing is fetched."""
    actor, now = system_viewer("benchmark"), timezone.now()
    declared = read_folder(folder)
    declare_folder(folder=declared, actor=actor, at=now)
    run = start_run(realm="bench", folder_digest=digest_of(declared), actor=actor, at=now)
    (item,) = lease_work(run_id=run.pk, owner="benchmark", most=1, at=now)
    collect_item(lay_desk(folder, Path(FOLDER.name)), item, actor=actor)
    state = Source.objects.get(listed_by=None)
    if state.state != "done":
        raise SystemExit(f"{state.code}: {state.message}")


def pretend_read() -> None:
    """Give every listed repository what a reading leaves behind: a row, an alias, work that is done, and facts."""
    now, actor = timezone.now(), system_viewer("benchmark")
    run = Run.objects.get()
    sources = list(Source.objects.exclude(listed_by=None).order_by("id"))
    Source.objects.exclude(listed_by=None).update(content_digest="c0ffee", state="done", read_at=now)
    WorkItem.objects.filter(run=run).update(state="done", finished_at=now)
    for start in range(0, len(sources), 2_000):
        some = sources[start : start + 2_000]
        WorkItem.objects.bulk_create(
            WorkItem(
                source=source, run=run, stage="analyse", tool_version=ANALYSE_VERSION, state="done",
                input_digest=f"c0ffee@{now:%Y-%m}", report={"unique_blobs": 10, "files": 10}, finished_at=now,
            )
            for source in some
        )  # fmt: skip
        rows = [
            Repository(
                key=f"r-{source.pk}", realm="bench", institution_id=source.institution_id, source=source, state="read",
                name=name_of_address(source.location.removesuffix(".git")), address=normal_address(source.location),
                licence_declared="MIT", licence_family="permissive", language="Python", files=10, read_at=now,
            )
            for source in some
        ]  # fmt: skip
        Repository.objects.bulk_create(rows)
        RepositoryAlias.objects.bulk_create(
            RepositoryAlias(realm="bench", address=row.address, repository=row) for row in rows
        )
        said = {"repository.state": "read", "repository.licence-family": "permissive", "repository.activity": "quiet"}
        facts = [
            NewFact("repository", row.key, measure, institution_key="host", text=text)
            for row in rows
            for measure, text in said.items()
        ]
        origin = Origin(source_key="", provenance=Provenance.SCAN, method="benchmark", method_version="1")
        record_facts(realm="bench", origin=origin, facts=facts, actor=actor, at=now)
    Run.objects.update(state="done", finished_at=now)


def run_week(name: str, folder: Path, extra: dict[str, str], size: int) -> None:
    """One weekly run of the program, as an operator starts it."""
    told = Path(FOLDER.name) / "peak"
    environment = program_environment(Path(FOLDER.name), BENCHMARK_PEAK=str(told), **extra)
    with measured() as cost:
        done = subprocess.run(
            program("map", str(folder), "--json", "--workers=0"), env=environment, capture_output=True, check=False
        )
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode())
    cost.peak = int(told.read_text()) / 1024
    summary = json.loads(done.stdout)
    say(name, cost, count=size, unit="repositories")
    print(f"{'':<34} {summary['seconds']}, {summary['sources']}", flush=True)


def measure(size: int, certificate: Path) -> None:
    """A country of one size, in a database of its own."""
    folder = Path(FOLDER.name) / "country"
    folder.mkdir(exist_ok=True)
    (folder / "office.yml").write_text(OFFICE)
    (folder / "institutions.csv").write_text("id,name,kind\nhost,Ministry of the benchmark,ministry\n")
    with run_forge(size, certificate) as url:
        (folder / "sources.csv").write_text(f"institution,kind,location\nhost,gitlab,{url}\n")
        extra = {
            "OSPOLIS_INTERNAL_HOSTS": url, "SSL_CERT_FILE": str(certificate / "cert.pem"),
            "OSPOLIS_FORGE_REPOSITORIES": str(size),
        }  # fmt: skip
        os.environ |= {"SSL_CERT_FILE": extra["SSL_CERT_FILE"]}
        allow(url, size)
        with measured() as cost:
            list_once(folder)
        say(f"{size:,}: first list", cost, count=size, unit="repositories")
        pretend_read()
        run_week(f"{size:,}: first week, facts of forges", folder, extra, size)
        run_week(f"{size:,}: a week without changes", folder, extra, size)


def allow(url: str, size: int) -> None:
    """Let this process ask the forge on loopback."""
    settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=(url,), forge_repositories=size)


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or list(MANY)
    if len(sizes) > 1:
        for size in sizes:  # each in a process of its own, so that its peak is its own
            subprocess.run([sys.executable, __file__, str(size)], check=True)
        return
    call_command("migrate", verbosity=0)
    certificate = Path(FOLDER.name) / "certificate"
    certificate.mkdir()
    make_certificate(certificate, "IP:127.0.0.1")
    measure(sizes[0], certificate)


if __name__ == "__main__":
    main()

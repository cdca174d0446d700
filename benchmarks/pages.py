"""What each page costs with 100,000 repositories of 500 institutions: CPU milliseconds, queries and bytes.

Prints, asserts nothing.

    .venv/bin/python benchmarks/pages.py [REPOSITORIES]

It fills a database of its own in a temporary folder and asks each page forty times: the least says what the page takes,
the median what it takes on this machine as busy as it is. `/about/` asks for nothing but the offices: compare with it.
The promise: list pages at most 15 ms of CPU time, no page over 12 queries, HTML at most 14 kB with gzip.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"OSPOLIS_DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "ospolis.web.settings"}
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import django  # noqa: E402  # settings read the folder above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from factories.collecting import collect_places  # noqa: E402
from factories.places import NOON, OPERATOR, declare_places  # noqa: E402
from ospolis.evidence.ledger import NewFact, Origin  # noqa: E402
from ospolis.evidence.services import compute_figures, record_facts  # noqa: E402
from ospolis.institutions.models import Institution  # noqa: E402
from ospolis.mapping.models import Repository  # noqa: E402
from ospolis.web import wsgi  # noqa: E402  # with what the server sets for its process, as readers meet it

REPOSITORIES = 100_000
INSTITUTIONS = 500
REPEATS = 40
PAGES = (
    "/about/", "/", "/map/", "/institutions/", "/institutions/arva-registry/", "/repositories/",
    "/repositories/?q=repository+99", "/repositories/?language=Python", "/repositories/arva-registry-civil/",
    "/collection/", "/why/repositories.office.arva/", "/search/?q=registry",
)  # fmt: skip


def fill(number: int) -> None:
    """The small world of the tests, with many more repositories and one fact of state for each."""

    declare_places()
    collect_places()
    Institution.objects.bulk_create(
        Institution(
            key=f"bulk-{n}", realm="arva", name=f"Agency {n:03}", kind="agency", sector=f"{n % 10 + 1:02}",
            lineage=f"/bulk-{n}/",
        )
        for n in range(INSTITUTIONS)
    )  # fmt: skip
    owners = list(Institution.objects.filter(realm="arva"))
    mapped = [NewFact("institution", owner.key, "institution.mapped", owner.key, text="read") for owner in owners]
    record_facts(realm="arva", origin=Origin("", "scan", "map", "1"), facts=mapped, actor=OPERATOR, at=NOON)
    languages, families = ("Python", "Java", "PHP", "Go", "C"), ("permissive", "weak-copyleft", "strong-copyleft")
    for start in range(0, number, 5_000):
        some = range(start, min(start + 5_000, number))
        Repository.objects.bulk_create(
            Repository(
                key=f"bulk-{n}", realm="arva", institution=owners[n % len(owners)], name=f"repository {n}",
                address=f"https://code.arva.example/{n}", state="read", language=languages[n % 5],
                licence_family=families[n % 3], licence_detected="MIT", licence_clarity="clear", files=10,
                code_lines=n, components=3, practices_met=4, practices_applicable=10, read_at=NOON,
            )
            for n in some
        )  # fmt: skip
        facts = [
            NewFact("repository", f"bulk-{n}", "repository.state", owners[n % len(owners)].key, text="read")
            for n in some
        ]
        origin = Origin("", "scan", "git", "1")
        record_facts(realm="arva", origin=origin, facts=facts, actor=OPERATOR, at=NOON)
    keys = [owner.key for owner in owners]
    compute_figures(realm="arva", institutions=keys, run_key="arva-1", actor=OPERATOR, at=NOON)


def measure(address: str) -> tuple[float, float, int, int, int]:
    """Least and median CPU milliseconds, queries, bytes with gzip and status of one page."""

    client = Client()
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(address)
    taken = []
    for _ in range(REPEATS):
        began = time.thread_time()
        client.get(address)
        taken.append(1000 * (time.thread_time() - began))
    return min(taken), statistics.median(taken), len(asked), len(gzip.compress(answer.content, 6)), answer.status_code


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORIES
    warnings.simplefilter("ignore")
    assert wsgi.application
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.process_time()
    fill(number)
    print(f"{number:,} repositories written in {time.process_time() - began:.1f} s of CPU time")
    print(f"{'page':<44}{'least ms':>9}{'median':>8}{'queries':>9}{'gzip':>8}{'status':>8}")
    for address in PAGES:
        least, median, queries, size, status = measure(address)
        print(f"{address:<44}{least:>9.1f}{median:>8.1f}{queries:>9}{size:>8,}{status:>8}")


if __name__ == "__main__":
    main()

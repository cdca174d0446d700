"""A collection on a cluster with encrypted lines, and what it finds when every part of it is killed again and again."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tasks.machine import find_postgres_folder
from tasks.postgres import start_postgres

from faults.installation import found
from mapping.cluster_workshop import Hall, Server, write_certificates
from mapping.country_workshop import ALPHA, Country, make_repository

pytest.importorskip("distributed", reason="the extra for clusters is not installed")
pytestmark = [
    pytest.mark.waits,
    pytest.mark.skipif(find_postgres_folder() is None, reason="a cluster needs PostgreSQL"),
]

REPOSITORIES = 12
DONE = "SELECT count(*) FROM mapping_workitem WHERE state NOT IN ('waiting', 'leased')"
DOUBLED = (
    "SELECT subject_kind, subject_key, measure, part FROM evidence_fact WHERE ended_at IS NULL"
    " GROUP BY subject_kind, subject_key, measure, part HAVING count(*) > 1"
)
# What holds and what follows from it, without the times at which it was found out.
FACTS = (
    "SELECT f.realm, f.subject_kind, f.subject_key, f.measure, f.part, f.number, f.text, f.detail::text, f.unit,"
    " f.repository, f.commit, f.path, f.line_start, f.line_end, f.record, f.provenance, f.method, f.method_version"
    " FROM evidence_currentvalue c JOIN evidence_fact f ON f.id = c.fact_id"
)
FIGURES = (
    "SELECT key, realm, definition, subject_key, value, numerator, denominator, unknown, low, high, facts_count,"
    " states::text FROM evidence_figure WHERE is_current"
)
FIRST_SEED = int(os.environ.get("TEST_SEED", "1"))


@pytest.fixture(scope="module")
def big_country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A country of small repositories, two documents, and a source that fails."""
    tmp_path = tmp_path_factory.mktemp("big")
    country = Country(tmp_path / "country", tmp_path / "unused")
    rows = []
    for number in range(REPOSITORIES):
        files = {**ALPHA, f"src/own{number}.js": f"export const n = {number}\n"}
        rows.append(f"min-{'ab'[number % 2]},git,file://{make_repository(tmp_path / f'{number}.git', files)},,")
    country.write("code.json", "[1]")
    country.write("publiccode.yml", 'publiccodeYmlVersion: "0.4"\nname: Beta\nurl: https://example.org/beta\n')
    country.sources(*rows, "min-a,code-json,code.json,,", "min-b,publiccode,publiccode.yml,,")
    return country


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A database server with tables, and room for a cluster with encrypted lines."""
    folder = tmp_path_factory.mktemp("hall")
    with start_postgres() as address:
        hall = Hall(folder, Server(address), write_certificates(folder / "tls"))
        hall.open()
        try:
            yield hall
        finally:
            hall.close()


@pytest.fixture(scope="module")
def calm(hall: Hall, big_country: Country, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one process finds that nobody disturbs."""
    out = tmp_path_factory.mktemp("calm")
    hall.server.ask("CREATE DATABASE calm TEMPLATE ospolis", "postgres")
    name = hall.start("calm", "program", "map", big_country.path, "--workers", 0, "--out", out, database="calm")
    assert hall.finish(name) == 3, hall.told(name)
    return dict(found(out))


def start_map(hall: Hall, country: Country, out: Path, database: str) -> str:
    words = ("map", country.path, "--cluster", hall.address, "--out", out, "--json")
    return hall.start(f"lead-{database}", "program", *words, database=database)


def digests(hall: Hall, database: str) -> dict[str, tuple[int, str]]:
    """How many facts and figures hold, and what they say, as digests."""
    told = {}
    for name, question in (("facts", FACTS), ("figures", FIGURES)):
        rows = sorted(map(repr, hall.server.ask(question, database)))
        told[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return told


def assert_whole(hall: Hall, database: str, out: Path, calm: dict[str, Any]) -> None:
    """Nothing lost, nothing double, nobody left on the run, the journal a chain from its first entry to its last."""
    assert found(out) == calm
    assert digests(hall, database) == digests(hall, "calm")
    assert min(number for number, _ in digests(hall, "calm").values()) > 0
    checked = hall.start(f"journal-{database}", "program", "verify-journal", database=database)
    assert hall.finish(checked) == 0, hall.told(checked)
    assert hall.server.ask(DOUBLED, database) == []
    assert hall.server.ask("SELECT count(*) FROM mapping_hand", database) == [(0,)]
    assert hall.server.ask("SELECT count(*) FROM mapping_workitem WHERE state = 'leased'", database) == [(0,)]


def disturb(hall: Hall, country: Country, calm: dict[str, Any], out: Path, *, seed: int, kills: int) -> None:
    """Kill workers, the scheduler, the database and whoever leads, each when some more items were done."""
    dice = random.Random(seed)  # noqa: S311
    database = f"storm{seed}"
    hall.start_cluster(database)
    victims = ["worker", "scheduler", "database", "worker", "lead"]
    moments = sorted(dice.sample(range(2 * REPOSITORIES), kills))
    lead = start_map(hall, country, out, database)
    for number, moment in enumerate(moments):
        while sum(done for (done,) in hall.server.ask(DONE, database)) < moment:
            assert hall.is_running(lead), hall.told(lead)
            hall.mind()
            time.sleep(dice.uniform(0.0, 0.05))
        victim = victims[(number + seed) % len(victims)]
        if victim == "database":
            hall.server.kill()
            time.sleep(dice.uniform(0.0, 0.5))
            hall.server.start()
        elif victim == "lead":
            hall.kill(lead)
            hall.start_again(lead)
        else:
            hall.kill(dice.choice(hall.workers) if victim == "worker" else victim)
    assert hall.finish(lead) == 3, hall.told(lead)
    assert_whole(hall, database, out, calm)


def test_a_cluster_finds_what_one_process_finds(
    hall: Hall, big_country: Country, calm: dict[str, Any], tmp_path: Path
) -> None:
    hall.boxed = True
    hall.start_cluster("together")
    lead = start_map(hall, big_country, tmp_path, "together")

    assert hall.finish(lead) == 3, hall.told(lead)
    assert json.loads(hall.told(lead, "out"))["sources"]["done"] == REPOSITORIES + 1
    assert_whole(hall, "together", tmp_path, calm)
    asked = "SELECT count(DISTINCT place) FROM mapping_workitem WHERE place <> ''"
    assert hall.server.ask(asked, "together") == [(2,)]


def test_every_part_of_a_cluster_may_be_killed(
    hall: Hall, big_country: Country, calm: dict[str, Any], tmp_path: Path
) -> None:
    hall.boxed = False
    disturb(hall, big_country, calm, tmp_path, seed=0, kills=5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 12))
def test_a_cluster_survives_five_kills(
    hall: Hall, big_country: Country, calm: dict[str, Any], tmp_path: Path, seed: int
) -> None:
    hall.boxed = True
    disturb(hall, big_country, calm, tmp_path, seed=seed, kills=5)

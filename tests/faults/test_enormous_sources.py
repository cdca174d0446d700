"""While sources of enormous length are collected and killed, other writers and pages get their turn."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from faults.installation import Installation, kill_group, wait_until
from mapping.country_workshop import Country, make_repository

pytestmark = pytest.mark.waits
Make = Callable[..., Installation]

# Seconds for one collection: the long form reads 600,000 packages, on a machine that may have other work.
PATIENCE = 900.0
HELD = (
    "[m('mapping', 'Component').objects.count(), m('mapping', 'ComponentUse').objects.count(),"
    " m('evidence', 'CurrentValue').objects.count(),"
    " list(m('mapping', 'Source').objects.order_by('location').values_list('state', 'code'))]"
)


def make_enormous(path: Path, *, lists: int, packages: int) -> Country:
    """A country whose repositories each pin so many packages that no other names, and one component list."""
    country = Country(path / "enormous", path / "unused")
    rows = []
    for number in range(lists):
        pins = "".join(f"name-{number}-{position}==1.0\n" for position in range(packages))
        made = make_repository(path / f"made{number}.git", {"requirements.txt": pins})
        rows.append(f"min-{'ab'[number % 2]},git,file://{made},,")
    named = [
        {"type": "library", "name": f"part-{position}", "version": "1", "purl": f"pkg:npm/part-{position}@1"}
        for position in range(packages)
    ]
    held = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": named}
    country.write("list.json", json.dumps(held))
    country.systems("registry,min-a,Registry,open,MIT")
    country.sources(*rows, "min-a,sbom,list.json,registry,")
    return country


@contextmanager
def bystander(installation: Installation, stop: Path, realm: str) -> Iterator[dict[str, Any]]:
    """Write and ask for pages in a process of its own; what it saw is there at the end."""
    command = [sys.executable, str(Path(__file__).with_name("bystander.py")), str(stop), realm]
    process = subprocess.Popen(command, env=installation.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seen: dict[str, Any] = {}
    try:
        yield seen
    finally:
        stop.touch()
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    seen.update(json.loads(out.splitlines()[-1]))
    if seen["faults"]:
        seen["faults"].append(err.decode()[-4_000:])


def collect_beside_others(make: Make, tmp_path: Path, *, lists: int, packages: int, kill_after: float) -> Any:
    """Collect without and with kills and a bystander; both must hold the same. Returns what the bystander saw."""
    country = make_enormous(tmp_path, lists=lists, packages=packages)
    calm, storm = make("calm"), make("storm")
    calm.map(country.path, "--workers", "0", timeout=PATIENCE)
    with bystander(storm, tmp_path / "stop", country.key) as seen:
        killed = storm.start("map", country.path, "--workers", "2")
        wait_until((storm.data_dir / "mirrors").exists)
        time.sleep(kill_after)
        was_running = killed.poll() is None
        kill_group(killed)
        storm.map(country.path, "--workers", "2", timeout=PATIENCE)
    assert was_running
    assert storm.ask(HELD) == calm.ask(HELD)
    return seen


def test_others_get_their_turn_while_enormous_sources_are_killed_and_read(
    make_installation: Make, tmp_path: Path
) -> None:
    seen = collect_beside_others(make_installation, tmp_path, lists=2, packages=3_000, kill_after=1.0)

    assert seen["faults"] == []
    assert min(seen["entries"], seen["pages"]) > 5


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.parametrize("kill_after", [15.0, 30.0, 45.0])
def test_others_get_their_turn_beside_sources_that_are_longer_than_is_read(
    make_installation: Make, tmp_path: Path, kill_after: float
) -> None:
    seen = collect_beside_others(make_installation, tmp_path, lists=5, packages=120_000, kill_after=kill_after)

    assert seen["faults"] == []

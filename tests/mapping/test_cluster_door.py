"""Which clusters are used at all: what an operator is told before anything is written, and what workers answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mapping.country_workshop import ACTOR, LIMITS, NOON, Country
from ospolis.core.keys import kept_key
from ospolis.core.program import RefusedInput
from ospolis.mapping.choices import Executor
from ospolis.mapping.models import WorkItem
from ospolis.mapping.ordering import map_folder
from ospolis.mapping.services.hands import sign_on
from ospolis.mapping.services.runs import start_run
from ospolis.mapping.work.cluster_door import ClusterDoor, ClusterRefused, check_door
from ospolis.mapping.work.cluster_reader import _DESK
from ospolis.mapping.work.cluster_task import greet, read_batch
from ospolis.mapping.work.cluster_words import BatchDone, ClusterOrder
from ospolis.mapping.work.places import fingerprint, new_name, place_of, sight_of


def refused(address: str, **files: str) -> str:
    with pytest.raises(ClusterRefused) as told:
        check_door(ClusterDoor(address, **files), shares_database=True)
    return f"{told.value.message} {told.value.remedy}"


@pytest.mark.parametrize("address", ["host:8786", "http://host:8786", "tls://host", "tls://host:x", "tls://:8786",
                                     "tls://host:8786/a", "tls://me@host:8786"])  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    assert refused(address) == f"'{address}' is no address of a cluster. Write tls://HOST:PORT."


@pytest.mark.parametrize("host", ["10.0.0.7", "cluster.example.org", "[::]"])
def test_lines_to_other_machines_are_encrypted(host: str) -> None:
    assert "reached by tls:// only" in refused(f"tcp://{host}:8786")


def test_encrypted_lines_need_three_files(tmp_path: Path) -> None:
    here = tmp_path / "ca.pem"
    here.write_text("")

    told = refused("tls://host:8786", ca=str(here), key=str(tmp_path / "none"))

    assert "OSPOLIS_CLUSTER_CERTIFICATE, OSPOLIS_CLUSTER_KEY." in told


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_plain_lines_stay_on_this_machine(host: str) -> None:
    pytest.importorskip("distributed", reason="the extra for clusters is not installed")
    door = ClusterDoor(f"tcp://{host}:8786")

    assert check_door(door, shares_database=True) == door


def test_a_database_of_one_machine_is_refused() -> None:
    with pytest.raises(ClusterRefused, match="a file of this machine"):
        check_door(ClusterDoor("tcp://127.0.0.1:1"), shares_database=False)


@pytest.mark.django_db
def test_the_program_refuses_a_cluster_before_it_writes(country: Country) -> None:
    with pytest.raises(RefusedInput) as told:
        map_folder(country.path, out=None, workers=None, tick=lambda progress: None, cluster="tcp://10.0.0.7:1")

    assert [problem.place for problem in told.value.problems] == ["cluster"]


@pytest.fixture
def order(country: Country, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ClusterOrder]:
    """What a worker on this machine is told."""
    monkeypatch.setattr(settings, "OSPOLIS", replace(settings.OSPOLIS, data_dir=tmp_path / "worker"))
    monkeypatch.setattr("ospolis.mapping.work.cluster_reader.connections.close_all", lambda: None)
    key = kept_key(tmp_path / "worker" / "pseudonym-key").encode()[:64]
    yield ClusterOrder(str(country.path), sight_of(country.path), fingerprint(key), NOON, LIMITS)
    _DESK.clear()  # its boxes are processes


def test_a_worker_says_who_it_is(order: ClusterOrder, tmp_path: Path) -> None:
    assert greet(order).refusal == ""
    assert greet(order).sees_folder
    assert not greet(replace(order, sight="another machine")).sees_folder
    assert not greet(replace(order, sight="", folder=str(tmp_path / "none"))).sees_folder


def test_a_worker_with_another_key_may_not_read(order: ClusterOrder) -> None:
    other = replace(order, key_print="another")

    assert "pseudonym-key" in greet(other).refusal
    assert read_batch(other, "tcp://127.0.0.1:1").refusal == greet(other).refusal


@pytest.mark.django_db
def test_a_worker_reads_for_the_run_that_its_database_knows_and_no_other(
    country: Country, alpha: Path, order: ClusterOrder
) -> None:
    from ospolis.mapping.declaring import declare_folder
    from ospolis.mapping.folder import read_folder

    country.sources(f"min-a,git,file://{alpha},,", "min-a,git,https://127.0.0.1:1/none.git,,")
    declare_folder(folder=read_folder(country.path), actor=ACTOR, at=NOON)
    run = start_run(realm=country.key, folder_digest="d", actor=ACTOR, at=NOON)
    known: dict[str, Any] = {"run_id": run.pk, "lead": "lead"}

    assert "OSPOLIS_DATABASE_URL" in read_batch(replace(order, **known), "a").refusal
    sign_on(run_id=run.pk, name="lead", executor=Executor.CLUSTER, place="here", at=NOON, leads=True)
    far = read_batch(replace(order, **known, sight="another machine"), "a")
    assert far == BatchDone(far.name, 1)
    assert [item.state for item in WorkItem.objects.order_by("pk")] == ["waiting", "failed"]
    # One turn fetches it and reads it.
    assert read_batch(replace(order, **known), "a") == BatchDone(far.name, 2)
    here = place_of(settings.OSPOLIS.data_dir)
    assert list(WorkItem.objects.order_by("pk").exclude(state="failed").values_list("stage", "state", "place")) == [
        ("collect", "done", here),
        ("analyse", "done", here),
    ]


def test_names_are_never_used_twice(tmp_path: Path) -> None:
    names = {new_name(tmp_path / place) for place in "ab" for _ in range(50)}

    assert len(names) == 100
    assert len({name.partition("-")[0] for name in names}) == 2

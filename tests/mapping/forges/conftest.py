"""A forge of one test, whose origin the operator lists as internal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engines.gitrepo.forge_workshop import make_certificate
from fakes.forge import ForgeDoor, ForgeWorld, run_forge
from mapping.country_workshop import ACTOR, NOON, Country
from ospolis.mapping.declaring import declare_folder
from ospolis.mapping.folder import read_folder
from ospolis.mapping.forges import client
from ospolis.mapping.mapper import digest_of
from ospolis.mapping.models import Run, Source, WorkItem
from ospolis.mapping.services.runs import start_run
from ospolis.mapping.work.desk import ANALYSE_VERSION, collect_item


@dataclass
class ServedForge:
    """A forge under test: what it holds, where it is, and the folder of its repositories."""

    world: ForgeWorld
    door: type[ForgeDoor]
    folder: Path

    @property
    def url(self) -> str:
        return self.world.url

    def serve(self, path: str, made: Path) -> None:
        """Let git read a repository under a path of the forge."""
        copy = self.folder / f"{path}.git"
        shutil.copytree(made, copy)
        with (copy / "config").open("a") as config:
            config.write("[uploadpack]\n\tallowFilter = true\n")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    make_certificate(folder, "IP:127.0.0.1")
    return folder


@pytest.fixture
def forge(certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[ServedForge]:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_SSL_CAINFO", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(certificate / "cert.pem"))
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    with run_forge(tmp_path / "forge", certificate) as door:
        settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=(door.world.url,))
        yield ServedForge(door.world, door, tmp_path / "forge")


def list_only(country: Country, *, most: int = 1000) -> list[WorkItem]:
    """Declare the folder and read the lists of its forges; nothing is fetched. Returns what the lists put to work."""
    folder = read_folder(country.path)
    declare_folder(folder=folder, actor=ACTOR, at=NOON)
    Run.objects.update(state="done", finished_at=NOON)
    run = start_run(realm=country.key, folder_digest=digest_of(folder), actor=ACTOR, at=NOON)
    desk = country.desk()
    desk.most_listed = most
    lists = Source.objects.filter(kind__in=("github", "gitlab", "gitea", "list"), listed_by=None)
    items = WorkItem.objects.filter(run=run, state="waiting", source__in=lists).select_related("source__institution")
    for item in items.order_by("id"):
        hold(item)
        collect_item(desk, item, actor=ACTOR)
    return list(WorkItem.objects.filter(run=run, state="waiting").select_related("source").order_by("source__location"))


def hold(item: WorkItem) -> None:
    """Give an item to the worker of the test."""
    item.state, item.lease_owner, item.lease_until = "leased", "worker-1", NOON + timedelta(days=400)
    item.save()


def pretend_read(items: list[WorkItem]) -> None:
    """Let what a list put to work be fetched and read, without git."""
    for item in items:
        Source.objects.filter(pk=item.source_id).update(content_digest="c0ffee", state="done")
        WorkItem.objects.filter(pk=item.pk).update(state="done", finished_at=NOON)
        WorkItem.objects.get_or_create(
            source=item.source, stage="analyse", tool_version=ANALYSE_VERSION, input_digest="c0ffee@2026-11",
            defaults={"run": item.run, "state": "done"},
        )  # fmt: skip


def paths(items: list[WorkItem]) -> list[str]:
    """The last parts of the addresses that are to be fetched."""
    return [item.source.location.rpartition("/")[2].removesuffix(".git") for item in items]

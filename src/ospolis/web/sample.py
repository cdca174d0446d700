"""Load the sample countries: build their repositories from readable text, map them, open one log-in for each role."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ospolis.core.access import Role, Viewer, system_viewer
from ospolis.mapping.folder import read_folder
from ospolis.mapping.mapper import MapOrder, map_country
from ospolis.mapping.ordering import lay_desk
from ospolis.people.models import Account
from ospolis.people.selectors import account_of_address
from ospolis.people.services import grant_role, open_account
from ospolis.web.sample_repositories import build_country

PASSWORD = "open-door-sample"  # noqa: S105  # printed on purpose: the sample runs on loopback only
ACTOR: Viewer = system_viewer("sample")


@dataclass(frozen=True, slots=True)
class SampleLogin:
    """A log-in of the sample; invented like everything else in it."""

    role: str
    email: str
    password: str


def load_sample(examples: Path, *, workers: int, say: Callable[[str], None]) -> Iterator[SampleLogin]:
    """Build, map and people every country of a folder; what did not change since the last time is left alone.

    Raises   FolderRefused when a sample folder has problems
    """
    for source in sorted(path for path in examples.iterdir() if (path / "office.yml").is_file()):
        built = settings.OSPOLIS.data_dir / "sample" / source.name
        stamp = built.with_name(f"{source.name}.stamp")
        digest = digest_of_tree(source)
        folder = built if built.is_dir() else source
        if not (stamp.is_file() and stamp.read_text(encoding="ascii") == digest):
            say(f"Building and mapping {source.name} ...")
            folder = build_country(source, built)
            _map(folder, workers)
            stamp.write_text(digest, encoding="ascii")
        yield from _open_logins(read_folder(folder).office.key, read_folder(folder).office.host)
    for role in (Role.PROGRAMME, Role.OPERATOR):
        yield _open_login(f"{role}@sample.example", role)


def digest_of_tree(folder: Path) -> str:
    """Equal for folders with equal files."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _map(folder: Path, workers: int) -> None:
    data_dir = settings.OSPOLIS.data_dir
    desk = lay_desk(folder, data_dir)
    order = MapOrder(
        folder=read_folder(folder), desk=desk, data_dir=data_dir, actor=ACTOR, workers=workers, clock=timezone.now
    )
    try:
        map_country(order)
    finally:
        desk.close()


def _open_logins(office: str, host: str) -> Iterator[SampleLogin]:
    yield _open_login(f"lead@{office}.example", Role.LEAD, office=office)
    yield _open_login(f"officer@{office}.example", Role.OFFICER, office=office)
    yield _open_login(f"focal@{office}.example", Role.FOCAL_POINT, institution=host)


def _open_login(email: str, role: Role, *, office: str = "", institution: str = "") -> SampleLogin:
    """Open an account for a role, unless it is there already."""
    now = timezone.now()
    try:
        account = account_of_address(ACTOR, email)
    except Account.DoesNotExist:
        name = f"Sample {role.words}"
        account = open_account(name=name, email=email, password=PASSWORD, actor=ACTOR, at=now)
    grant_role(
        person_id=account.person_id, role=role, starts=timezone.localdate(now), office_key=office,
        institution_key=institution, actor=ACTOR, at=now,
    )  # fmt: skip
    return SampleLogin(role.words, email, PASSWORD)

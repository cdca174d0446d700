"""A real git server behind TLS on this machine: what is fetched, and how its refusals are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.gitrepo.forge_workshop import Forge, make_certificate, serve_forge
from engines.gitrepo.repository_workshop import Workshop
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.blobfetch import BlobFetch, fetch_blobs
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import Mirrored, clone_mirror, read_remote_head, update_mirror
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.engines.gitrepo.releases import fetch_tags, list_releases
from ospolis.engines.gitrepo.snapshot import read_snapshot

LIMITS = Limits(wall_seconds=20)
HOST = "code.example.test"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    make_certificate(folder, f"DNS:{HOST}")
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
    with serve_forge(handler, certificate) as port:
        yield port


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


def test_a_server_that_cannot_leave_out_folders_sends_them_all(workshop: Workshop, forge: int, tmp_path: Path) -> None:
    commit = workshop.commit(workshop.files({"a": b"1"}), [workshop.commit(workshop.files({"b": b"2"}))])
    with (workshop.folder / "config").open("a") as config:
        config.write('[uploadpackfilter "tree"]\n\tallow = false\n')
    address, target = name_address(forge, "made.git"), tmp_path / "mirror"

    assert clone_mirror(address, target, limits=LIMITS, resolve_to="127.0.0.1").commit == commit
    assert [(e.path, e.size) for e in read_snapshot(target, limits=LIMITS).entries] == [("a", None)]
    side = workshop.commit(workshop.files({"c": b"3"}), [commit], branch="side")
    workshop.lightweight_tag("v1", side)
    fetch_tags(address, target, limits=LIMITS, resolve_to="127.0.0.1")
    assert [release.commit for release in list_releases(target, most=1, limits=LIMITS)] == [side]


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

"""A server that hangs up in the middle, and a repository that grows while it is read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.gitrepo.forge_workshop import Forge, make_certificate, serve_forge
from mapping.country_workshop import ALPHA, Country, add_commits, make_repository
from ospolis.evidence.models import Fact
from ospolis.mapping.models import Repository, Source

# Without coverage: other tests reach each line that these reach.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.no_cover]


class CuttingForge(Forge):
    """Hangs up in the middle of an answer as often as `cuts` says; adds a commit before each when `grows`."""

    cuts = 0
    grows = False

    def answer(self) -> None:
        kind = type(self)
        if kind.grows and self.command == "POST":
            add_commits(self.root / "made.git", {**ALPHA, "NEWS": f"{len(kind.asked)}\n"})
        kind.asked.append(self.path)
        self.pass_on()

    def end_headers(self) -> None:
        super().end_headers()
        kind = type(self)
        if self.command == "POST" and kind.cuts:
            kind.cuts -= 1
            self.wfile.write(b"0008NAK\n")  # some of what was promised, and no more
            self.wfile.flush()
            self.close_connection = True
            self.wfile = NoFile()  # type: ignore[assignment]


class NoFile:
    """Takes what nobody will get."""

    closed = True

    def write(self, content: bytes) -> int:
        return len(content)

    def flush(self) -> None:
        """Nothing to send."""

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[tuple[type[CuttingForge], str]]:
    """A forge with one repository, and its address."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    (tmp_path / "certificate").mkdir()
    make_certificate(tmp_path / "certificate", "IP:127.0.0.1")
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_SSL_CAINFO", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "certificate" / "cert.pem"))
    made = make_repository(tmp_path / "forge" / "made.git", ALPHA)
    with (made / "config").open("a") as config:
        config.write("[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n")
    handler = type("ThisForge", (CuttingForge,), {"root": tmp_path / "forge", "asked": []})
    with serve_forge(handler, tmp_path / "certificate") as port:
        url = f"https://127.0.0.1:{port}"
        settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=(url,))
        yield handler, f"{url}/made.git"


def licences() -> set[tuple[str, str]]:
    return set(Repository.objects.values_list("licence_declared", "commit"))


def test_a_line_that_is_cut_in_the_middle_costs_this_source_and_is_made_good(
    country: Country, alpha: Path, forge: tuple[type[CuttingForge], str]
) -> None:
    handler, address = forge
    country.sources(f"min-a,git,{address},,", f"min-b,git,file://{alpha},,")
    handler.cuts = 1_000

    cut = country.map()

    assert (cut["sources"]["failed"], cut["repositories"]) == (1, 1)
    assert Source.objects.get(location=address).remedy
    assert not list((country.data_dir / "mirrors").glob("*.half"))
    handler.cuts = 0
    whole = country.map()
    assert (whole["failures"], whole["repositories"]) == ([], 2)


def test_a_repository_that_grows_while_it_is_read_is_read_as_it_was_at_one_moment(
    country: Country, forge: tuple[type[CuttingForge], str]
) -> None:
    handler, address = forge
    country.sources(f"min-a,git,{address},,")
    handler.grows = True

    grown = country.map()

    assert grown["failures"] == []
    (commit,) = {commit for _, commit in licences()}
    assert set(Fact.objects.filter(subject_kind="repository").values_list("commit", flat=True)) == {commit}
    assert Source.objects.get().content_digest == commit
    handler.grows = False
    assert country.map()["failures"] == []
    assert {commit for _, commit in licences()} != {commit}

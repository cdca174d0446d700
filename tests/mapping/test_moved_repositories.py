"""A repository that its server says has moved: read at its new address, which is checked like any other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from engines.gitrepo.forge_workshop import Forge, make_certificate, serve_forge
from mapping.country_workshop import ALPHA, BETA, Country, add_commits, make_repository
from ospolis.core.access import system_viewer
from ospolis.core.journal.models import Entry
from ospolis.evidence.models import CurrentValue, Fact
from ospolis.mapping.collecting import mirror_of_normal
from ospolis.mapping.models import Repository, RepositoryAlias, Source
from ospolis.mapping.pages.source import describe_source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class MovingForge(Forge):
    """Sends on what asks for a name in `moved`: to a path of its own, or to a whole address."""

    moved: dict[str, str] = {}

    def answer(self) -> None:
        name, _, rest = self.path.removeprefix("/").partition("/")
        if name not in self.moved:
            self.pass_on()
            return
        type(self).asked.append(self.path)
        target = self.moved[name]
        self.send_response(301)
        if target:
            self.send_header("Location", target if "?" in target else f"{target}/{rest}")
        self.send_header("Content-Length", "0")
        self.end_headers()


@dataclass
class Server:
    """A forge under test: where it is, the folder of its repositories, and what it sends elsewhere."""

    url: str
    folder: Path
    handler: type[MovingForge]
    moved: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    make_certificate(folder, "IP:127.0.0.1,IP:127.0.0.2")
    return folder


@pytest.fixture
def open_forge(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Callable[..., Server]]:
    """Opens forges with a repository `new.git`; the operator lists their origins as internal."""
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_SSL_CAINFO", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(certificate / "cert.pem"))
    with ExitStack() as stack:

        def open_one(host: str = "127.0.0.1", *, is_listed: bool = True) -> Server:
            folder = tmp_path / f"forge-{host}"
            made = make_repository(folder / "new.git", ALPHA)
            with (made / "config").open("a") as config:
                config.write("[uploadpack]\n\tallowFilter = true\n")
            moved: dict[str, str] = {}
            handler = type("ThisForge", (MovingForge,), {"root": folder, "asked": [], "moved": moved})
            port = stack.enter_context(serve_forge(handler, certificate, host))
            url = f"https://{host}:{port}"
            if is_listed:
                listed = (*settings.OSPOLIS.internal_hosts, url)
                settings.OSPOLIS = replace(settings.OSPOLIS, internal_hosts=listed)
            return Server(url, folder, handler, moved)

        yield open_one


def aliases() -> set[tuple[str, str]]:
    return set(RepositoryAlias.objects.values_list("address", "repository__key"))


def codes(summary: dict[str, Any]) -> list[str]:
    return [row["code"] for row in summary["failures"]]


def test_a_renamed_repository_stays_one_row_and_keeps_its_old_address(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    (server.folder / "new.git").rename(server.folder / "old.git")
    country.sources(f"min-a,git,{server.url}/old.git,,")
    before = country.map()
    row = Repository.objects.get()
    facts = Fact.objects.count()
    (server.folder / "old.git").rename(server.folder / "new.git")
    server.moved["old.git"] = "/new.git"

    after = country.map()

    moved = Repository.objects.get()
    assert (before["failures"], after["failures"], after["repositories"]) == ([], [], 1)
    assert (moved.pk, moved.key, moved.name, moved.address) == (row.pk, row.key, "new", f"{server.url}/new")
    assert aliases() == {(f"{server.url}/old", row.key), (f"{server.url}/new", row.key)}
    assert Fact.objects.count() == facts
    source = Source.objects.get()
    assert (source.state, source.location) == ("done", f"{server.url}/old.git")
    said = [sentence for step in describe_source(system_viewer("test"), source).steps for sentence in step.said]
    assert (
        f"The repository has moved to {server.url}/new.git: it was read there. Mend its address in sources.csv." in said
    )
    assert country.map()["sources"]["unchanged"] == 1
    entries = Entry.objects.filter(verb="mapping.source_fetched").order_by("pk")
    assert [entry.references["code"] for entry in entries] == ["", "moved"]


def test_mending_the_address_changes_nothing_but_the_source(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    server.moved["old.git"] = "/new.git"
    country.sources(f"min-a,git,{server.url}/old.git,,")
    first = country.map()
    row = Repository.objects.get()
    assert aliases() == {(f"{server.url}/old", row.key), (f"{server.url}/new", row.key)}
    country.sources(f"min-a,git,{server.url}/new.git,,")

    second = country.map()

    kept = Repository.objects.get()
    assert (kept.pk, kept.key, kept.withdrawn_at, kept.address) == (row.pk, row.key, None, row.address)
    assert [first[name] for name in ("repositories", "components", "facts")] == [
        second[name] for name in ("repositories", "components", "facts")
    ]


def mirrors(country: Country) -> set[str]:
    return {path.name for path in (country.data_dir / "mirrors").iterdir()}


def test_the_mirror_of_an_address_that_was_left_is_removed(country: Country, open_forge: Callable[..., Server]) -> None:
    server = open_forge()
    (server.folder / "new.git").rename(server.folder / "old.git")
    country.sources(f"min-a,git,{server.url}/old.git,,")
    country.map()
    old = {mirror_of_normal(country.data_dir, f"{server.url}/old").name}
    new = {mirror_of_normal(country.data_dir, f"{server.url}/new").name}
    assert mirrors(country) == old
    (server.folder / "old.git").rename(server.folder / "new.git")
    server.moved["old.git"] = "/new.git"

    country.map()

    assert mirrors(country) == new
    assert country.map()["failures"] == []
    assert mirrors(country) == new


def test_a_mirror_that_another_office_still_reads_stays(
    make_country: Callable[..., Country], open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    (server.folder / "new.git").rename(server.folder / "old.git")
    first, second = make_country("first"), make_country("second", key="other-office")
    second.write("office.yml", (second.path / "office.yml").read_text().replace("min-a", "min-x"))
    second.institutions("min-x,X,ministry,,")
    first.sources(f"min-a,git,{server.url}/old.git,,")
    second.sources(f"min-x,git,{server.url}/old.git,,")
    first.map()
    second.map()
    (server.folder / "old.git").rename(server.folder / "new.git")
    server.moved["old.git"] = "/new.git"

    first.map()

    assert mirror_of_normal(first.data_dir, f"{server.url}/old").is_dir()
    second.map()
    assert mirrors(first) == {mirror_of_normal(first.data_dir, f"{server.url}/new").name}


def test_a_repository_that_comes_back_has_its_old_address_again(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    server.moved["old.git"] = "/new.git"
    country.sources(f"min-a,git,{server.url}/old.git,,")
    country.map()
    row = Repository.objects.get()
    del server.moved["old.git"]
    (server.folder / "new.git").rename(server.folder / "old.git")

    country.map()

    assert (Repository.objects.get().pk, Repository.objects.get().address) == (row.pk, f"{server.url}/old")


def test_two_rows_that_turn_out_to_be_one_repository_become_one(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    shutil.copytree(server.folder / "new.git", server.folder / "old.git")
    add_commits(server.folder / "old.git", BETA)
    country.sources(f"min-a,git,{server.url}/old.git,,", f"min-a,git,{server.url}/new.git,,")
    assert country.map()["repositories"] == 2
    server.moved["old.git"] = "/new.git"

    summary = country.map()

    assert (summary["repositories"], summary["sources"]["done"], summary["failures"]) == (1, 2, [])
    row = Repository.objects.get(withdrawn_at=None)
    assert aliases() == {(f"{server.url}/old", row.key), (f"{server.url}/new", row.key)}
    assert set(CurrentValue.objects.filter(subject_kind="repository").values_list("subject_key", flat=True)) == {
        row.key
    }
    assert country.map()["sources"]["unchanged"] == 2


def test_a_repository_may_move_to_another_host_that_may_be_asked(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server, other = open_forge(), open_forge("127.0.0.2")
    server.moved["old.git"] = f"{other.url}/new.git"
    country.sources(f"min-a,git,{server.url}/old.git,,")

    summary = country.map()

    assert summary["failures"] == []
    assert Repository.objects.get().address == f"{other.url}/new"
    assert set(RepositoryAlias.objects.values_list("address", flat=True)) == {
        f"{server.url}/old",
        f"{other.url}/new",
    }


def test_a_repository_may_have_moved_three_times_and_no_more(
    country: Country, open_forge: Callable[..., Server]
) -> None:
    server = open_forge()
    server.moved.update({"a": "/b", "b": "/c", "c": "/new.git", "z": "/a"})
    country.sources(f"min-a,git,{server.url}/a,,", f"min-b,git,{server.url}/z,,")

    summary = country.map()

    assert (codes(summary), summary["repositories"]) == (["too-many-redirects"], 1)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/old", "redirect-loop"),
        ("/round", "redirect-loop"),
        ("http://127.0.0.1:1/new.git", "bad-address"),
        ("https://10.0.0.1/new.git", "internal_address"),
        ("https://[::1]/new.git", "internal_address"),
        ("https://someone:secret@127.0.0.1/new.git", "bad-address"),
        ("file:///etc", "bad-address"),
        ("ext::sh -c id", "bad-address"),
        ("https://[", "moved"),
        ("/login?next=/new.git/info/refs", "moved"),
        ("", "moved"),
    ],
)
def test_a_new_address_that_may_not_be_asked_is_told_and_not_asked(
    country: Country, open_forge: Callable[..., Server], target: str, code: str
) -> None:
    server = open_forge()
    server.moved.update({"old": target, "round": "/old"})
    country.sources(f"min-a,git,{server.url}/old,,")

    summary = country.map()

    assert codes(summary) == [code]
    assert summary["failures"][0]["message"].startswith("The repository has moved, and ")
    assert "secret" not in str(summary["failures"])
    assert Repository.objects.count() == 0


def test_a_forge_that_is_not_listed_is_no_place_to_move_to(country: Country, open_forge: Callable[..., Server]) -> None:
    server, canary = open_forge(), open_forge("127.0.0.2", is_listed=False)
    server.moved["old.git"] = f"{canary.url}/new.git"
    country.sources(f"min-a,git,{server.url}/old.git,,")

    summary = country.map()

    assert codes(summary) == ["internal_address"]
    assert canary.handler.asked == []

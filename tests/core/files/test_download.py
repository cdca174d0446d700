"""The door through which files leave: who has them, and what everybody else meets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories.world import World
from ospolis.core.access.viewer import Viewer, system_viewer
from ospolis.core.files import reading
from ospolis.core.files.choices import Fault
from ospolis.core.files.models import StoredFile
from ospolis.core.files.quarantine import settle_file
from ospolis.core.files.reading import address_of, find_file, register_file_readers
from ospolis.core.files.services import content_store, store_file

HOUSE = system_viewer("quarantine")
NOTHING = "/files/" + "0" * 32 + "/"


@pytest.fixture
def file(world: World, tmp_path: Path, settings: Any) -> StoredFile:
    settings.MEDIA_ROOT = tmp_path
    return given()


def given(name: str = "Résumé <1>.csv", purpose: str = "") -> StoredFile:
    at = timezone.now()
    return store_file(name=name, portions=[b"a,b\n"], realm="arva", actor=HOUSE, at=at, purpose=purpose)


def settle(file: StoredFile, fault: Fault | None = None) -> None:
    settle_file(stored_file_id=file.pk, fault=fault, actor=HOUSE, at=timezone.now())


def asked(world: World, persona: str, address: str) -> Any:
    client = Client()
    if persona != "visitor":
        client.force_login(world.accounts[persona])
    answer = client.get(address)
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    return answer


def neutral(answer: Any, address: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(address, "")


def test_a_cleared_file_leaves_as_an_attachment_that_nobody_runs(world: World, file: StoredFile) -> None:
    settle(file)
    answer = asked(world, "officer", address_of(file))

    assert (answer.status_code, answer.body) == (200, b"a,b\n")
    assert {name: answer[name] for name in ("Content-Type", "Content-Length", "Content-Disposition")} == {
        "Content-Type": "text/csv",
        "Content-Length": "4",
        "Content-Disposition": "attachment; filename*=utf-8''R%C3%A9sum%C3%A9%20_1_.csv",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.has_header("Accept-Ranges")


@pytest.mark.parametrize("fault", [None, Fault.VIRUS, "waits"])
@pytest.mark.parametrize("persona", ["visitor", "participant", "focal point", "programme", "operator",
                                     "officer of another office"])  # fmt: skip
def test_everybody_else_meets_the_page_for_nothing(
    world: World, file: StoredFile, persona: str, fault: Fault | str | None
) -> None:
    if fault != "waits":
        settle(file, fault)
    address = address_of(file)
    answer, nothing = asked(world, persona, address), asked(world, persona, NOTHING)

    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert neutral(answer, address) == neutral(nothing, NOTHING)
    assert dict(answer.headers) == dict(nothing.headers)


@pytest.mark.parametrize("persona", ["officer", "lead"])
def test_what_waits_or_was_refused_is_told_in_words(world: World, file: StoredFile, persona: str) -> None:
    waiting = asked(world, persona, address_of(file))
    settle(file, Fault.VIRUS)
    refused = asked(world, persona, address_of(file))

    assert (waiting.status_code, refused.status_code) == (409, 410)
    assert "This file is being looked at." in waiting.content.decode()
    assert "is not handed out. The virus scanner found something in it." in refused.content.decode()
    assert "no-store" in waiting["Cache-Control"]


def test_a_content_that_is_gone_is_told_in_words(world: World, file: StoredFile) -> None:
    settle(file)
    content_store().path(file.digest).unlink()

    assert asked(world, "officer", address_of(file)).status_code == 503


def test_neither_the_digest_nor_the_number_opens_a_file(world: World, file: StoredFile) -> None:
    settle(file)

    assert [asked(world, "officer", f"/files/{key}/").status_code for key in (file.digest, file.pk, "a" * 500)] == [
        404, 404, 404,
    ]  # fmt: skip


def test_a_purpose_may_let_in_whoever_gave_the_file(
    world: World, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_readers", {})
    register_file_readers("trial", lambda viewer, row: viewer.pk == row.size)
    widened, other = given(purpose="trial"), given(purpose="unknown")

    assert find_file(Viewer(pk=4), widened.key) == widened
    assert find_file(Viewer(pk=5), widened.key) is None
    assert find_file(Viewer(pk=4), other.key) is None
    assert find_file(Viewer(pk=4), file.key) is None


def test_a_name_that_was_forgotten_does_not_keep_the_file_back(world: World, file: StoredFile) -> None:
    settle(file)
    StoredFile.objects.filter(pk=file.pk).update(name="", original_name="")

    assert asked(world, "officer", address_of(file))["Content-Disposition"] == 'attachment; filename="file"'

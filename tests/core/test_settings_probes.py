"""The doctor on settings: every weak one is a line with its remedy."""

from __future__ import annotations

import dataclasses
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from ospolis.core import settings_probes
from ospolis.core.doctor import Light
from ospolis.core.journal.audits import AuditReport, note_audit
from ospolis.core.journal.models import SignedHead
from ospolis.core.journal.verification import BrokenEntry
from ospolis.core.operator_key import FILE_NAME, operator_key

NOW = datetime.now(UTC)


def lights(lines: Any) -> dict[str, Light]:
    found = list(lines)
    assert all(line.remedy.endswith(tuple(".?")) or line.light is Light.GREEN or "chmod" in line.remedy
               or "ospolis" in line.remedy for line in found)  # fmt: skip
    return {line.name: line.light for line in found}


@pytest.mark.parametrize(
    ("change", "setting", "name", "light"),
    [
        ({"base_url": "https://ospo.arva.example"}, {}, "address", Light.GREEN),
        ({"base_url": "http://127.0.0.1:8000"}, {}, "address", Light.YELLOW),
        ({"base_url": "http://ospo.arva.example"}, {}, "address", Light.RED),
        ({"sample": True}, {}, "sample", Light.YELLOW),
        ({"security_contact": ""}, {}, "security contact", Light.YELLOW),
        ({"security_contact": "", "base_url": "https://a.example"}, {}, "security contact", Light.RED),
        ({"security_contact": "mailto:a@b.example"}, {}, "security contact", Light.GREEN),
        ({}, {"DEBUG": True}, "debug", Light.RED),
        ({}, {"ALLOWED_HOSTS": ["*"]}, "hosts", Light.RED),
        ({}, {"ALLOWED_HOSTS": []}, "hosts", Light.RED),
    ],
)
def test_a_weak_setting_is_a_line(
    change: dict[str, Any], setting: dict[str, Any], name: str, light: Light, settings: Any
) -> None:
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, **change)
    for key, value in setting.items():
        setattr(settings, key, value)

    assert lights(settings_probes.look_at_settings())[name] == light


def test_short_keys_and_open_files_are_named(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, data_dir=tmp_path)
    tmp_path.chmod(0o700)
    assert lights(settings_probes.look_at_secrets()) == {"secrets": Light.GREEN}

    secret = tmp_path / "of-the-database"
    secret.write_text("postgresql://")
    secret.chmod(0o640)
    monkeypatch.setenv("OSPOLIS_DATABASE_URL_FILE", str(secret))
    settings.SECRET_KEY = "short"
    found = list(settings_probes.look_at_secrets())

    assert [line.light for line in found] == [Light.RED, Light.RED]
    assert found[1].remedy == f"Run: chmod 600 {secret}"
    assert "postgresql" not in repr(found)


@pytest.mark.django_db
def test_a_clock_that_is_off_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lights(settings_probes.look_at_clock()) == {"clock": Light.GREEN}

    real = time.time
    monkeypatch.setattr(settings_probes.time, "time", lambda: real() - 600)
    (line,) = settings_probes.look_at_clock()
    assert (line.light, line.value.startswith("+600 s from")) == (Light.RED, True)


@pytest.mark.django_db
def test_the_last_examination_of_the_journal_is_told() -> None:
    assert lights(settings_probes.look_at_heads())["journal examined"] == Light.YELLOW
    note_audit(report=AuditReport(3, 1, 1, None), at=NOW - timedelta(days=3))
    assert lights(settings_probes.look_at_heads())["journal examined"] == Light.YELLOW
    note_audit(report=AuditReport(3, 1, 1, None), at=NOW)
    assert lights(settings_probes.look_at_heads())["journal examined"] == Light.GREEN
    note_audit(report=AuditReport(3, 1, 1, BrokenEntry("arva", 2, "missing")), at=NOW)
    found = {line.name: line for line in settings_probes.look_at_heads()}
    assert (found["journal examined"].light, found["journal examined"].value) == (Light.RED, "entry arva/2 missing")
    assert len(found["operator key"].value) == 43
    assert os.sep not in found["operator key"].value


def test_a_key_that_stands_in_two_places_is_told(tmp_path: Path, settings: Any) -> None:
    tmp_path.chmod(0o700)
    kept = tmp_path / "secret-key"
    kept.touch(mode=0o600)
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, data_dir=tmp_path, secret_key="k" * 60)

    assert lights(settings_probes.look_at_secrets()) == {"signing key": Light.YELLOW, "secrets": Light.GREEN}


def test_files_with_secrets_of_mail_and_providers_are_looked_at_too(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, data_dir=tmp_path)
    of_mail, listed, of_state = tmp_path / "mail", tmp_path / "providers.toml", tmp_path / "state"
    listed.write_text('[[provider]]\nid = "a"\nclient_secret_file = "state"\n')
    for path in (of_mail, of_state, listed):
        path.touch()
        path.chmod(0o644)
    monkeypatch.setenv("OSPOLIS_MAIL_PASSWORD_FILE", str(of_mail))
    monkeypatch.setenv("OSPOLIS_OIDC", str(listed))

    def open_ones() -> set[str]:
        return {line.remedy for line in settings_probes.look_at_secrets() if line.light is Light.RED}

    assert open_ones() == {f"Run: chmod 600 {of_mail}", f"Run: chmod 600 {of_state}"}
    listed.write_text('[[provider]]\nid = "a"\nclient_secret = "s"\n')
    assert open_ones() == {f"Run: chmod 600 {of_mail}", f"Run: chmod 600 {listed}"}


@pytest.mark.django_db
def test_a_key_of_the_journal_that_is_gone_or_another_is_told_and_not_made_anew(tmp_path: Path, settings: Any) -> None:
    settings.OSPOLIS = dataclasses.replace(site.OSPOLIS, data_dir=tmp_path)
    SignedHead.objects.create(realm="arva", sequence=1, hash="0" * 64, at=NOW, key="another", seal="x")

    assert lights(settings_probes.look_at_heads())["operator key"] == Light.RED
    assert not (tmp_path / FILE_NAME).exists()

    operator_key(tmp_path)
    assert lights(settings_probes.look_at_heads())["operator key"] == Light.YELLOW
    (tmp_path / FILE_NAME).write_text("nothing")
    assert lights(settings_probes.look_at_heads())["operator key"] == Light.RED

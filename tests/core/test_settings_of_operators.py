"""What an operator may set: read with care, refused with a remedy; keys and files for their owner only."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ospolis.core.compat import csp_settings
from ospolis.core.config import SETTINGS, BadSetting, Config, read_config, secret_files, unknown_variables
from ospolis.core.databases import database_settings, limit_statements
from ospolis.core.keys import kept_key, secret_key


def test_without_variables_everything_has_its_default() -> None:
    config = read_config({})

    assert (config.base_url, config.languages, config.sample, config.workers) == (
        "http://127.0.0.1:8000", ("en",), False, 2,
    )  # fmt: skip
    assert (config.host, config.is_loopback, config.is_https) == ("127.0.0.1", True, False)
    assert config.data_dir.is_absolute()


def test_values_are_read_as_the_operator_writes_them() -> None:
    config = read_config(
        {
            "OSPOLIS_LANGUAGES": "fr, en  ar",
            "OSPOLIS_SAMPLE": "Yes",
            "OSPOLIS_WORKERS": " 0 ",
            "OSPOLIS_INTERNAL_HOSTS": "http://forge.intra:3000,https://10.1.2.3",
        }
    )

    assert (config.languages, config.sample, config.workers) == (("fr", "en", "ar"), True, 0)
    assert config.internal_hosts == ("http://forge.intra:3000", "https://10.1.2.3")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OSPOLIS_SAMPLE", "maybe", "neither yes nor no"),
        ("OSPOLIS_WORKERS", "-1", "no"),
        ("OSPOLIS_WORKERS", "two", "whole number"),
        ("OSPOLIS_BASE_URL", "ospo.example.org", "write an address"),
        ("OSPOLIS_BASE_URL", "ftp://127.0.0.1", "write an address"),
        ("OSPOLIS_BASE_URL", "http://ospo.example.org", "loopback only"),
        ("OSPOLIS_LANGUAGES", " , ", "at least one language"),
        ("OSPOLIS_SECRET_KEY", "change-me", "can be guessed"),
        ("OSPOLIS_SECRET_KEY", "x" * 60, "can be guessed"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(name: str, value: str, told: str) -> None:
    with pytest.raises(BadSetting, match=told) as refused:
        read_config({name: value})
    assert name in str(refused.value)


def test_the_sample_country_runs_on_loopback_only() -> None:
    with pytest.raises(BadSetting, match="printed log-ins"):
        read_config({"OSPOLIS_SAMPLE": "1", "OSPOLIS_BASE_URL": "https://ospo.example.org"})


def test_the_table_and_the_settings_name_the_same_things() -> None:
    assert [setting.attribute for setting in SETTINGS] == list(Config.__dataclass_fields__)
    assert unknown_variables({"OSPOLIS_X": "1", "PATH": "/", "OSPOLIS_SAMPLE": "0"}) == ("OSPOLIS_X",)


def test_the_embedded_database_is_its_owners_file_with_safe_settings(tmp_path: Path) -> None:
    settings = database_settings("", tmp_path / "var")

    assert settings["NAME"] == tmp_path / "var" / "ospolis.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in settings["OPTIONS"]["init_command"]
    modes = [oct(path.stat().st_mode & 0o777) for path in (settings["NAME"], settings["NAME"].parent)]
    assert modes == ["0o600", "0o700"]


def test_an_address_of_postgresql_is_taken_apart(tmp_path: Path) -> None:
    settings = database_settings("postgresql://us%40er:p%2Fw@db.intra:5433/os%20polis?sslmode=require", tmp_path)

    assert {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "os polis",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.intra",
        "PORT": "5433",
    }
    limits = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    assert settings["OPTIONS"] == {"sslmode": "require", "options": limits}
    assert database_settings("postgres:///x?host=/run/pg", tmp_path)["HOST"] == "/run/pg"
    assert list(tmp_path.iterdir()) == []


def test_what_an_operator_asks_of_postgresql_wins_over_our_limits(tmp_path: Path) -> None:
    settings = database_settings("postgresql:///x?options=-c%20lock_timeout%3D9s", tmp_path)

    assert settings["OPTIONS"]["options"].endswith("-c idle_in_transaction_session_timeout=30s -c lock_timeout=9s")


def test_only_the_process_that_serves_pages_ends_long_statements(tmp_path: Path) -> None:
    pages, embedded = database_settings("postgresql:///x", tmp_path), database_settings("", tmp_path)
    others = pages["OPTIONS"]["options"]

    for _ in range(2):
        limit_statements(pages)
        limit_statements(embedded)

    assert pages["OPTIONS"]["options"] == f"-c statement_timeout=15s {others}"
    assert embedded == database_settings("", tmp_path)


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "postgresql://host/", "x"])
def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="OSPOLIS_DATABASE_URL"):
        database_settings(url, tmp_path)


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "var" / "secret-key"
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(kept_key(place))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(keys)) == 1
    assert len(keys[0]) >= 50
    assert oct(place.stat().st_mode & 0o777) == "0o600"
    assert secret_key("given", tmp_path) == "given"
    assert secret_key("", place.parent) == keys[0]


def test_the_content_policy_becomes_a_setting_of_this_django() -> None:
    (value,) = csp_settings({"default-src": ["'none'"]}).values()
    assert value in ({"default-src": ["'none'"]}, {"DIRECTIVES": {"default-src": ["'none'"]}})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "database-url"
    file.write_text("postgresql://a:b@c/d\n")
    environ = {"OSPOLIS_DATABASE_URL_FILE": str(file)}

    assert read_config(environ).database_url == "postgresql://a:b@c/d"
    assert secret_files(environ) == (file,)
    assert unknown_variables(environ) == ()
    assert unknown_variables({"OSPOLIS_BASE_URL_FILE": "x"}) == ("OSPOLIS_BASE_URL_FILE",)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        (
            {"OSPOLIS_SECRET_KEY_FILE": "/nowhere/at/all"},
            r"OSPOLIS_SECRET_KEY: the file /nowhere/at/all cannot be read",
        ),
        ({"OSPOLIS_SECRET_KEY_FILE": "x", "OSPOLIS_SECRET_KEY": "y"}, r"OSPOLIS_SECRET_KEY_FILE is set too"),
        ({"OSPOLIS_SECURITY_CONTACT": "ask the porter"}, r"OSPOLIS_SECURITY_CONTACT: write an e-mail address"),
        ({"OSPOLIS_SECURITY_CONTACT": "mailto:a@b.example\nExpires: x"}, r"OSPOLIS_SECURITY_CONTACT"),
    ],
)
def test_a_file_of_a_secret_or_a_contact_that_is_none_is_refused(environ: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read_config(environ)


def test_a_file_that_is_too_long_for_a_secret_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(b"x" * 10_001)
    with pytest.raises(BadSetting, match="that is no secret"):
        read_config({"OSPOLIS_SECRET_KEY_FILE": str(file)})


def test_a_contact_may_be_an_address_of_mail_or_of_a_form() -> None:
    assert read_config({"OSPOLIS_SECURITY_CONTACT": "a@b.example"}).security_contact == "mailto:a@b.example"
    assert read_config({"OSPOLIS_SECURITY_CONTACT": "https://b.example/"}).security_contact == "https://b.example/"

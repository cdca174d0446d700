"""The operator's file of log-in providers: what it may say, and what is refused in words."""

from __future__ import annotations

import json

import pytest

from ospolis.core.config import BadSetting, read_config
from ospolis.core.log_in_providers import LogInProvider, read_providers

ROW = {"id": "state", "name": "State log-in", "issuer": "https://login.example", "client_id": "c", "client_secret": "s"}


def write(folder, *rows, name="providers.json", text=None):
    path = folder / name
    path.write_text(text if text is not None else json.dumps({"provider": list(rows)}), encoding="utf-8")
    return path


def test_a_toml_file_is_read_with_a_secret_from_a_file(tmp_path):
    (tmp_path / "state.secret").write_text("very secret\n", encoding="utf-8")
    text = """
[[provider]]
id = "state"
name = "State log-in"
issuer = "https://login.example"
client_id = "c"
client_secret_file = "state.secret"
trusted_email = true
"""

    assert read_providers(write(tmp_path, name="providers.toml", text=text)) == (
        LogInProvider("state", "State log-in", "https://login.example", "c", "very secret", trusted_email=True),
    )


def test_a_secret_is_in_no_message(tmp_path):
    assert "very secret" not in repr(read_providers(write(tmp_path, {**ROW, "client_secret": "very secret"})))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{**ROW, "id": "Bad Id"}], "an id of small letters"),
        ([{**ROW, "id": 7}], "an id of small letters"),
        ([{**ROW, "issuer": "login.example"}], "the issuer is an address"),
        ([{**ROW, "issuer": "https://login.example?x=1"}], "the issuer is an address"),
        ([{**ROW, "name": " "}], "name is missing"),
        ([{**ROW, "client_id": None}], "client_id is missing"),
        ([{**ROW, "trusted_email": "yes"}], "trusted_email is true or false"),
        ([{**ROW, "trust_email": True}], "nobody reads trust_email"),
        ([{**ROW, "client_secret_file": "x"}], "one of the two"),
        ([{key: value for key, value in ROW.items() if key != "client_secret"}], "one of the two"),
        ([{**{k: v for k, v in ROW.items() if k != "client_secret"}, "client_secret_file": "none"}], "cannot be read"),
        ([ROW, ROW], "two providers by one id"),
        (["text"], "no list of providers"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path, rows, words):
    with pytest.raises(ValueError, match=words):
        read_providers(write(tmp_path, *rows))


@pytest.mark.parametrize("text", ["{", "[]", '{"providers": []}', "x" * 100_001])
def test_a_file_that_is_no_list_of_providers_is_refused(tmp_path, text):
    with pytest.raises(BadSetting, match="OSPOLIS_OIDC: "):
        read_config({"OSPOLIS_OIDC": str(write(tmp_path, text=text))})


def test_without_a_file_there_are_no_providers():
    assert read_config({}).providers == ()


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(BadSetting, match=r"none\.toml cannot be read"):
        read_config({"OSPOLIS_OIDC": "/nowhere/none.toml"})

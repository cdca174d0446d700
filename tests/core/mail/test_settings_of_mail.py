"""The variables of mail: read as the operator writes them, refused with a remedy, without telling a password."""

from __future__ import annotations

import pytest

from ospolis.core.config import SETTINGS, BadSetting, read_config
from ospolis.core.mail.server import MailServer, Wire


def test_without_variables_no_mail_server_is_named() -> None:
    config = read_config({})

    assert (config.mail_server, config.mail_sender, config.mail_host) == (None, "ospolis@localhost", "localhost")


def test_variables_of_mail_are_read() -> None:
    config = read_config(
        {
            "OSPOLIS_BASE_URL": "https://ospo.example.org",
            "OSPOLIS_MAIL_URL": " smtps://office:secret@mail.example.org ",
            "OSPOLIS_MAIL_BOUNCES": "bounces@example.org",
        }
    )

    assert config.mail_server == MailServer(Wire.TLS, "mail.example.org", 465, "office", "secret")
    assert (config.mail_sender, config.mail_bounces) == ("ospolis@ospo.example.org", "bounces@example.org")
    assert read_config({"OSPOLIS_MAIL_FROM": "office@example.org"}).mail_sender == "office@example.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSPOLIS_MAIL_URL", "mail://office:secret@mail.example.org"),
        ("OSPOLIS_MAIL_URL", "smtp://office:secret@mail.example.org"),
        ("OSPOLIS_MAIL_FROM", "Office <office@example.org>"),
        ("OSPOLIS_MAIL_FROM", "office@example.org\nBcc: eve@example.org"),
        ("OSPOLIS_MAIL_BOUNCES", "bounces+x@example.org"),
        ("OSPOLIS_MAIL_BOUNCES", "bounces"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_and_no_password_told(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_config({name: value})

    assert (name in str(refused.value), "secret" in str(refused.value)) == (True, False)


def test_the_address_of_the_server_is_a_secret() -> None:
    assert next(row.secret for row in SETTINGS if row.name == "OSPOLIS_MAIL_URL")

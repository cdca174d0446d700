"""The typed table of `OSPOLIS_*` variables: the only settings an operator has.

`ospolis settings` and the reference page of the manual are made from this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ospolis.core.log_in_providers import LogInProvider, files_with_secrets, read_providers
from ospolis.core.mail.server import MailServer, read_mail_server

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

# What Django's check of a deployment (security.W009) asks of a key.
_SHORTEST_KEY = 50
_FEWEST_LETTERS = 5
_LONGEST_SECRET = 10_000

_MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class BadSetting(ValueError):
    """A variable whose value cannot be used; the message says which, why and what to write instead."""


def _text(value: str) -> str:
    return value.strip()


def _words(value: str) -> tuple[str, ...]:
    return tuple(word for word in value.replace(",", " ").split() if word)


def _networks(value: str) -> tuple[str, ...]:
    found = []
    for word in _words(value):
        try:
            found.append(str(ip_network(word)))
        except ValueError:
            raise BadSetting(f"'{word}' is no address and no network; write 10.0.0.7 or 10.0.0.0/24") from None
    return tuple(found)


def _contact(value: str) -> str:
    text = value.strip()
    if text and "@" in text and not text.startswith(("mailto:", "https:")):
        text = f"mailto:{text}"
    if text and (not text.startswith(("mailto:", "https://", "tel:")) or not text.isascii() or not text.isprintable()):
        raise BadSetting("write an e-mail address, or an https address with a form")
    return text


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _program(value: str) -> Path:
    """A program as it is named: what an environment calls its Python is a link, and where it leads is another one."""
    return Path(value).expanduser().absolute()


def _flag(value: str) -> bool:
    lowered = value.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"'{value}' is neither yes nor no: write 1 or 0")


def _count(value: str) -> int:
    if not value.strip().isdigit():
        raise BadSetting(f"'{value}' is not a whole number")
    return int(value)


def _mail_server(value: str) -> MailServer | None:
    try:
        return read_mail_server(value)
    except ValueError as problem:
        raise BadSetting(str(problem)) from None


def _providers(value: str) -> tuple[LogInProvider, ...]:
    if not value.strip():
        return ()
    try:
        return read_providers(_folder(value))
    except ValueError as problem:
        raise BadSetting(str(problem)) from None


def _mailbox(value: str) -> str:
    if value.strip() and not _MAILBOX.fullmatch(value.strip()):
        raise BadSetting("write one address alone, such as office@example.org")
    return value.strip()


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name, what it means in words, its default as an operator would write it, how it is read."""

    name: str
    attribute: str
    default: str
    read: Callable[[str], Any]
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "OSPOLIS_DATA_DIR",
        "data_dir",
        "./var",
        _folder,
        "Folder for the embedded database, mirrors of repositories, files and keys.",
    ),
    Setting(
        "OSPOLIS_DATABASE_URL",
        "database_url",
        "",
        _text,
        "Address of a PostgreSQL database, postgresql://user:password@host/name. Empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting(
        "OSPOLIS_SECRET_KEY",
        "secret_key",
        "",
        _text,
        "Key for signing. Empty: made once and kept in the data folder, readable by its owner only.",
        secret=True,
    ),
    Setting(
        "OSPOLIS_BASE_URL",
        "base_url",
        "http://127.0.0.1:8000",
        _text,
        "Public address of the site. Plain http is accepted on loopback only.",
    ),
    Setting(
        "OSPOLIS_LANGUAGES", "languages", "en", _words, "Languages that the site offers, the first is the default."
    ),
    Setting("OSPOLIS_TIME_ZONE", "time_zone", "UTC", _text, "Time zone of the office, by its IANA name."),
    Setting(
        "OSPOLIS_INTERNAL_HOSTS",
        "internal_hosts",
        "",
        _words,
        "Origins on private addresses that may be fetched, such as http://forge.intra:3000. Empty: none.",
    ),
    Setting(
        "OSPOLIS_PROXIES",
        "proxies",
        "",
        _networks,
        "Addresses or networks of proxies that may say where a request came from. This machine always may.",
    ),
    Setting(
        "OSPOLIS_SECURITY_CONTACT",
        "security_contact",
        "",
        _contact,
        "Whom to tell about a weakness of this site: an e-mail address or an https address. Stands in security.txt.",
    ),
    Setting(
        "OSPOLIS_CLAMD",
        "clamd",
        "",
        _text,
        "Socket of a virus scanner (clamd), such as /run/clamav/clamd.ctl. Empty: files are judged by kind only.",
    ),
    Setting(
        "OSPOLIS_SAMPLE",
        "sample",
        "0",
        _flag,
        "1 loads the invented sample countries with printed log-ins; refused unless the base address is loopback.",
    ),
    Setting(
        "OSPOLIS_OIDC",
        "providers",
        "",
        _providers,
        "File (TOML or JSON) that names log-in providers by OpenID Connect. Empty: none.",
    ),
    Setting(
        "OSPOLIS_CLUSTER",
        "cluster",
        "",
        _text,
        "Address of a cluster that reads repositories, tls://host:port; tcp:// on loopback only. Empty: this machine.",
    ),
    Setting(
        "OSPOLIS_CLUSTER_CA",
        "cluster_ca",
        "",
        _text,
        "File with the certificate of the authority that signed those of the cluster and ours (PEM).",
    ),
    Setting("OSPOLIS_CLUSTER_CERTIFICATE", "cluster_certificate", "", _text, "File with our certificate (PEM)."),
    Setting("OSPOLIS_CLUSTER_KEY", "cluster_key", "", _text, "File with the private key to our certificate (PEM)."),
    Setting(
        "OSPOLIS_WORKERS",
        "workers",
        "2",
        _count,
        "Processes that read repositories on this machine; 0 reads in the calling process.",
    ),
    Setting(
        "OSPOLIS_DEEP_PYTHON",
        "deep_python",
        "./.cache/deep/bin/python",
        _program,
        "Python of the environment with the second licence scanner, which `ospolis map --deep` asks.",
    ),
    Setting(
        "OSPOLIS_FORGE_REPOSITORIES",
        "forge_repositories",
        "20000",
        _count,
        "Repositories that are read of one organisation, group or forge; a longer list is read in part.",
    ),
    Setting(
        "OSPOLIS_MAIL_URL",
        "mail_server",
        "",
        _mail_server,
        "Mail server that takes letters: smtps://user:password@host:465, smtp+starttls://host:587, or smtp://host:25"
        " without a password. Empty: letters are kept as files in the folder mail of the data folder.",
        secret=True,
    ),
    Setting(
        "OSPOLIS_MAIL_PASSWORD_FILE",
        "mail_password_file",
        "",
        _text,
        "File with the password of the mail server, when the address of the server has none.",
    ),
    Setting(
        "OSPOLIS_MAIL_FROM",
        "mail_from",
        "",
        _mailbox,
        "Address that letters come from, such as office@example.org. Empty: ospolis@ and the host of the site.",
    ),
    Setting(
        "OSPOLIS_MAIL_BOUNCES",
        "mail_bounces",
        "",
        _mailbox,
        "Address to which undeliverable letters return, such as bounces@example.org; each letter adds + and a sign of"
        " its own. Empty: they return to OSPOLIS_MAIL_FROM.",
    ),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings as read; attribute names follow the table."""

    data_dir: Path
    database_url: str
    secret_key: str
    base_url: str
    languages: tuple[str, ...]
    time_zone: str
    internal_hosts: tuple[str, ...]
    proxies: tuple[str, ...]
    security_contact: str
    clamd: str
    sample: bool
    providers: tuple[LogInProvider, ...]
    cluster: str
    cluster_ca: str
    cluster_certificate: str
    cluster_key: str
    workers: int
    deep_python: Path
    forge_repositories: int
    mail_server: MailServer | None
    mail_password_file: str
    mail_from: str
    mail_bounces: str

    @property
    def mail_sender(self) -> str:
        """The address that letters come from."""
        return self.mail_from or ("ospolis@localhost" if self.is_loopback else f"ospolis@{self.host}")

    @property
    def mail_host(self) -> str:
        """The host that stands in the names of letters."""
        return self.mail_sender.rpartition("@")[2]

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        return self.host in LOOPBACK_HOSTS

    @property
    def is_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"


def read_config(environ: Mapping[str, str]) -> Config:
    """Read every variable of the table.

    Raises   BadSetting with the variable's name when a value cannot be used, or when two do not go together
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        try:
            values[setting.attribute] = setting.read(given_text(setting, environ))
        except BadSetting as problem:
            raise BadSetting(f"{setting.name}: {problem}") from None
    config = Config(**values)
    _refuse_contradictions(config)
    return config


def given_text(setting: Setting, environ: Mapping[str, str]) -> str:
    """What the operator wrote for a setting; a secret may stand in a file that `<NAME>_FILE` names instead.

    Raises   BadSetting when both are given, or the file cannot be read
    """
    file = environ.get(f"{setting.name}_FILE", "") if setting.secret else ""
    if not file:
        return environ.get(setting.name, setting.default)
    if environ.get(setting.name):
        raise BadSetting(f"{setting.name}_FILE is set too; keep one of the two")
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > _LONGEST_SECRET:
            raise BadSetting(f"{path} is larger than {_LONGEST_SECRET} bytes: that is no secret")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"the file {path} cannot be read; check its name and who may read it") from None


def secret_files(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The files from which secrets are read, to look at who may read them."""
    names = [environ.get(f"{setting.name}_FILE", "") for setting in SETTINGS if setting.secret]
    names.append(environ.get("OSPOLIS_MAIL_PASSWORD_FILE", ""))
    listed = environ.get("OSPOLIS_OIDC", "").strip()
    of_providers = files_with_secrets(_folder(listed)) if listed else ()
    return (*(Path(name).expanduser() for name in names if name), *of_providers)


def _refuse_contradictions(config: Config) -> None:
    parts = urlsplit(config.base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSetting("OSPOLIS_BASE_URL: write an address such as https://ospo.example.org")
    if parts.scheme == "http" and not config.is_loopback:
        raise BadSetting("OSPOLIS_BASE_URL: plain http is accepted on loopback only; write an https address")
    if config.sample and not config.is_loopback:
        raise BadSetting("OSPOLIS_SAMPLE: the sample country has printed log-ins and runs on loopback only")
    if config.secret_key and (len(config.secret_key) < _SHORTEST_KEY or len(set(config.secret_key)) < _FEWEST_LETTERS):
        raise BadSetting(
            f"OSPOLIS_SECRET_KEY: a key that can be guessed opens every session; write {_SHORTEST_KEY} random letters"
            " or more, or leave it empty and one is made"
        )
    if not config.languages:
        raise BadSetting("OSPOLIS_LANGUAGES: name at least one language, such as en")


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Names that begin with OSPOLIS_ and that nobody reads: most likely a slip of the pen."""
    known = {setting.name for setting in SETTINGS}
    known |= {f"{setting.name}_FILE" for setting in SETTINGS if setting.secret}
    return tuple(sorted(name for name in environ if name.startswith("OSPOLIS_") and name not in known))

"""Check the address of a repository before anything is asked of it, and give the form under which it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_to_bytes

from ospolis.engines.gitrepo.refusal import GitRefused

Protocol = Literal["https", "ssh", "file"]

LONGEST_ADDRESS = 2_048

_WEB = re.compile(r"(?P<scheme>https|ssh)://(?P<authority>[^/]*)(?P<path>/.*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:(?P<user>[^@]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^:@\[\]]*)(?::(?P<port>[0-9]{1,5}))?")
_HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SCP_LIKE = re.compile(r"[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:")
_NUMBERED_HOST = re.compile(r"^(?:https|ssh)://(?:[^/@]*@)?\[[0-9A-Fa-f:.]+\]", re.IGNORECASE)
_HIDDEN_CONTROL = re.compile(r"%(?:0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
_DEFAULT_PORT = {"https": 443, "ssh": 22}

# Public forges where the letters of a path may be written large or small, and where https and ssh give the same.
_CASE_BLIND_FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org", "bitbucket.org"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address that passed the check: `url` is what git is given, `normal` what two spellings have in common."""

    url: str
    protocol: Protocol
    host: str
    port: int
    path: str
    normal: str


def _refuse(message: str, remedy: str = "write it as https://host/path") -> GitRefused:
    return GitRefused("bad-address", message, remedy)


def check_address(text: str, *, operator: bool = False) -> Address:
    """Check the address of a repository and give it in parts.

    Shapes   text: an https URL; with operator=True also ssh://, file:// or an absolute path
    Returns  Address; the host is not looked up here
    Raises   GitRefused("bad-address") with what is wrong and how to write it
    Source   SECURITY.md section 5
    """
    if not text or len(text) > LONGEST_ADDRESS:
        raise _refuse(f"an address has 1 to {LONGEST_ADDRESS} characters")
    if text.startswith("-"):
        raise _refuse("an address may not begin with -")
    if "::" in _NUMBERED_HOST.sub("", text):
        raise _refuse("an address may not hold ::, which git reads as the name of a helper program")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise _refuse("an address may not hold control characters")
    scheme = text.partition("://")[0].lower() if "://" in text else ""
    if text.startswith("/") or scheme == "file":
        return _check_local(text, operator=operator)
    if scheme in _DEFAULT_PORT:
        return _check_remote(text, operator=operator)
    if _SCP_LIKE.match(text):
        raise _refuse("addresses like user@host:path are not read", "write it as ssh://user@host/path")
    raise _refuse("only https:// addresses are read")


def _check_local(text: str, *, operator: bool) -> Address:
    if not operator:
        raise _refuse("files of this machine may be named on the command line only")
    path = text
    if not text.startswith("/"):
        rest = text[len("file://") :]
        if not rest.startswith("/") or "%00" in rest:
            raise _refuse("a file address names no host", "write it as file:///absolute/path")
        path = unquote_to_bytes(rest).decode("utf-8", "surrogateescape")
    if "\n" in path or ".." in path.split("/"):
        raise _refuse("a path may not hold .. or a line break", "write the absolute path")
    path = "/" + "/".join(part for part in path.split("/") if part not in ("", "."))
    return Address(url=f"file://{path}", protocol="file", host="", port=0, path=path, normal=f"file://{path}")


def _check_remote(text: str, *, operator: bool) -> Address:
    found = _WEB.fullmatch(text)
    authority = _AUTHORITY.fullmatch(found["authority"]) if found else None
    if found is None or authority is None:
        raise _refuse("the address lacks a host or a path")
    # Without the dot at the end: git's transport looks a name with it up anew, past the address that was checked.
    scheme, host, path = found["scheme"].lower(), authority["host"].lower().removesuffix("."), found["path"]
    _check_scheme(scheme, authority["user"], operator=operator)
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise _refuse("the host is not written as a host name", "use letters, digits, - and . (punycode for others)")
    port = int(authority["port"] or _DEFAULT_PORT[scheme])
    if not 0 < port < 65_536:
        raise _refuse("the port is not between 1 and 65535")
    _check_path(path)
    user = f"{authority['user']}@" if authority["user"] else ""
    shown_port = "" if port == _DEFAULT_PORT[scheme] else f":{port}"
    return Address(
        url=f"{scheme}://{user}{host}{shown_port}{path}",
        protocol="https" if scheme == "https" else "ssh",
        host=host.strip("[]"),
        port=port,
        path=path,
        normal=_normalise(scheme, host, shown_port, path),
    )


def _check_scheme(scheme: str, user: str | None, *, operator: bool) -> None:
    if scheme == "ssh":
        if not operator:
            raise _refuse("ssh:// addresses may be named on the command line only")
        if user is not None and not _USER.fullmatch(user):
            raise _refuse("the user name holds more than letters and digits", "write it as ssh://user@host/path")
    elif user is not None:
        raise _refuse("an address may not hold a user name or password", "leave out what stands before the @")


def _check_path(path: str) -> None:
    if not path.isascii() or any(letter in path for letter in ' \\?#"<>^`{|}') or _HIDDEN_CONTROL.search(path):
        raise _refuse("the path holds characters that have no place in a repository's address")
    segments = path.split("/")
    if "." in segments or ".." in segments:
        raise _refuse("the path may not hold . or .. as a part")
    if not path.strip("/"):
        raise _refuse("the address names a server and no repository")


def _normalise(scheme: str, host: str, shown_port: str, path: str) -> str:
    host = host.removeprefix("www.")
    path = "/".join(part for part in path.split("/") if part).removesuffix(".git").rstrip("/")
    if host in _CASE_BLIND_FORGES and not shown_port:
        return f"https://{host}/{path.lower()}"
    return f"{scheme}://{host}{shown_port}/{path}"

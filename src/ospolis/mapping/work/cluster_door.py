"""The way to a cluster: its address and the certificates that open it. Nothing here loads Dask."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_MANUAL = "The page 'Run on several machines' of the manual says how."


class ClusterRefused(Exception):
    """A cluster that is not used: why, and what to do. Nothing was written then."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class ClusterLost(Exception):
    """A cluster that was there and is no more; what was read is kept, and the run can go on later."""


@dataclass(frozen=True, slots=True)
class ClusterDoor:
    """Where the scheduler is, and our certificate, the key to it and the authority that both sides trust.

    Shapes   ca, certificate, key: empty for tcp on loopback
    """

    address: str
    ca: str = ""
    certificate: str = ""
    key: str = ""

    @property
    def is_encrypted(self) -> bool:
        return self.address.startswith("tls://")


def check_door(door: ClusterDoor, *, shares_database: bool) -> ClusterDoor:
    """Refuse what may not or cannot be used, before anything is written.

    Raises   ClusterRefused
    Source   SECURITY.md section 2: workers unpickle what they receive, so strangers must not reach them
    """
    if not shares_database:
        raise ClusterRefused(
            "A cluster needs a database that all its machines reach, and this one is a file of this machine.",
            "Set OSPOLIS_DATABASE_URL to a PostgreSQL database, or leave out --cluster.",
        )
    parts = urlsplit(door.address)
    try:
        complete = bool(parts.hostname and parts.port)
    except ValueError:
        complete = False
    if parts.scheme not in ("tls", "tcp") or not complete or parts.path.strip("/") or parts.username:
        raise ClusterRefused(f"'{door.address}' is no address of a cluster.", "Write tls://HOST:PORT.")
    if parts.scheme == "tcp" and not is_loopback(parts.hostname or ""):
        raise ClusterRefused(
            "A cluster on other machines is reached by tls:// only: whoever can speak to it can run programs on it.",
            f"Write tls://{parts.netloc}. {_MANUAL}",
        )
    if door.is_encrypted:
        _check_files(door)
    if importlib.util.find_spec("distributed") is None:
        raise ClusterRefused(
            "The packages for a cluster are not installed.", "Install requirements/cluster.txt, or ospolis[cluster]."
        )
    return door


def is_loopback(host: str) -> bool:
    """Whether a host of an address is this machine, by its address: a name may lead anywhere tomorrow."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_files(door: ClusterDoor) -> None:
    files = {
        "OSPOLIS_CLUSTER_CA": door.ca, "OSPOLIS_CLUSTER_CERTIFICATE": door.certificate, "OSPOLIS_CLUSTER_KEY": door.key
    }  # fmt: skip
    missing = [name for name, path in files.items() if not path or not Path(path).is_file()]
    if missing:
        raise ClusterRefused(f"A cluster behind tls:// needs a file for each of {', '.join(missing)}.", _MANUAL)

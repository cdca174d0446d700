"""Tokens of forges as an operator handles them: by the address of the forge, as of now."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from ospolis.core.access import Viewer, system_viewer
from ospolis.engines.forges.place import read_origin
from ospolis.mapping.selectors.forges import hosts_seen_by
from ospolis.mapping.services.forge_hosts import remove_forge_token, set_forge_token

OPERATOR: Viewer = system_viewer("command line")


def put_token(address: str, token: str) -> None:
    """Keep a token for the forge at an address.

    Raises   ForgeRefused when the address is none of a forge
    """
    set_forge_token(origin=read_origin(address), token=token, actor=OPERATOR, at=timezone.now())


def drop_token(address: str) -> None:
    """Forget the token of the forge at an address.

    Raises   ForgeRefused; ForgeHost.DoesNotExist when it has none
    """
    remove_forge_token(origin=read_origin(address), actor=OPERATOR, at=timezone.now())


def list_forges() -> Iterator[str]:
    """One line for each forge; no token is shown."""
    for host in hosts_seen_by(OPERATOR):
        token = f"token set on {host.token_at:%Y-%m-%d}" if host.token and host.token_at else "no token"
        left = "" if host.remaining is None or host.limit is None else f", {host.remaining} of {host.limit} calls left"
        yield f"{host.origin}: {token}, {host.calls} calls made{left}"

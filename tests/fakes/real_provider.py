"""A provider of log-ins that somebody else wrote, as a server of its own on loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from ospolis.core.fetching.sessions import guarded_session

_PATIENCE = 60


@contextmanager
def run_real_provider(*, email: str, token_seconds: int = 3600) -> Iterator[str]:
    """Run the provider until the caller is done, with one person who logs in there; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    person = json.dumps({"sub": "person-1", "email": email, "email_verified": True})
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    command += ["--token-max-age", str(token_seconds), "--user-claims", person]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def agree(address: str) -> dict[str, str]:
    """Log in at the provider and agree, as a person does on its page; returns what it sends back with the person."""
    with guarded_session() as session:
        answer = session.post(address, data={"sub": "person-1"}, allow_redirects=False)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def fetch_token(issuer: str, *, client: str, back: str, nonce: str) -> str:
    """A token that the provider made for a client, as that client gets it."""
    asked = f"response_type=code&client_id={client}&redirect_uri={back}&scope=openid+email&state=s&nonce={nonce}"
    code = agree(f"{issuer}/oauth2/authorize?{asked}")["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    with guarded_session() as session:
        answer = session.post(f"{issuer}/oauth2/token", data=fields, auth=(client, "secret"))
    return str(answer.json()["id_token"])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the provider did not begin")

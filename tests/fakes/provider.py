"""A provider of log-ins on loopback (OpenID Connect, code flow with PKCE) that can be told to misbehave."""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "ospolis-test", "s3cret/with:odd+signs"


class Provider:
    """One provider. `does` names the faults it commits; `person` is who logs in there."""

    def __init__(self) -> None:
        self.does: set[str] = set()
        self.person = {"sub": "person-1", "email": "officer@people.example", "email_verified": True}
        self.codes: dict[str, dict[str, str]] = {}
        self.keys = {"k1": new_key()}
        self.asked: list[str] = []
        self.url = ""

    def rotate(self) -> None:
        """Sign with a new key, as providers do from time to time; the old one is gone."""
        self.keys = {f"k{int(next(iter(self.keys))[1:]) + 1}": new_key()}

    def consent(self, address: str) -> dict[str, str]:
        """What somebody who logs in and agrees brings back: the parameters of the answer."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        said = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.person
        }  # fmt: skip
        changes = {
            "wrong issuer": {"iss": "https://elsewhere.example"},
            "wrong audience": {"aud": "somebody-else"},
            "two audiences": {"aud": [CLIENT, "somebody-else"]},
            "another party": {"azp": "somebody-else"},
            "late": {"exp": now - 300, "iat": now - 600},
            "from the future": {"iat": now + 600, "exp": now + 900},
            "wrong nonce": {"nonce": "another"},
        }
        for fault in self.does & set(changes):
            said |= changes[fault]
        for name in ("nonce", "sub", "exp"):
            if f"no {name}" in self.does:
                del said[name]
        kid, key = next(iter(self.keys.items()))
        if "no signature" in self.does:
            return jwt.encode(said, None, algorithm="none", headers={"kid": kid})
        if "secret as key" in self.does:
            return jwt.encode(said, SECRET.ljust(32, "x"), algorithm="HS256", headers={"kid": kid})
        if "public key as secret" in self.does:
            return forge_with_public_key(said, key, kid)
        if "foreign key" in self.does:
            key = new_key()
        return jwt.encode(said, key, algorithm="RS256", headers={"kid": kid})

    def jwks(self) -> dict[str, object]:
        return {
            "keys": [
                {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
                for kid, key in self.keys.items()
            ]
        }


_turn = itertools.count()


def new_key() -> rsa.RSAPrivateKey:
    """Another key than the two before; making each anew would cost every test a moment."""
    return _key(next(_turn) % 3)


@functools.cache
def _key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def forge_with_public_key(said: dict[str, object], key: rsa.RSAPrivateKey, kid: str) -> str:
    """The confusion of algorithms: the public key of the provider, which everybody has, as the secret of an HMAC."""
    import hmac

    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "typ": "JWT", "kid": kid}, said)
    )
    sign = hmac.new(pem, head + b"." + body, hashlib.sha256).digest()
    return b".".join((head, body, base64.urlsafe_b64encode(sign).rstrip(b"="))).decode()


PATHS = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}


class Door(BaseHTTPRequestHandler):
    """What the provider answers over the network."""

    provider: Provider

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, document: object, **headers: str) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        provider = self.provider
        provider.asked.append(self.path.partition("?")[0])
        if "down" in provider.does:
            return self.answer(500, {"error": "down"})
        if "nonsense" in provider.does:
            return self.answer(200, b"<html>")
        if self.path.startswith("/.well-known/"):
            issuer = "https://elsewhere.example" if "claims to be another" in provider.does else provider.url
            doors = {name: f"{provider.url}/{path}" for name, path in PATHS.items()}
            return self.answer(200, {"issuer": issuer, **doors})
        if self.path == "/jwks":
            return self.answer(200, provider.jwks())
        back = parse_qs(urlsplit(self.path).query)["redirect_uri"][0]
        return self.answer(302, {}, Location=f"{back}?{urlencode(provider.consent(self.path))}")

    def do_POST(self) -> None:
        provider = self.provider
        provider.asked.append(self.path)
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        fields = {name: values[0] for name, values in said.items()}
        if "slow" in provider.does:
            time.sleep(3)
        if "token down" in provider.does:
            return self.answer(500, {})
        asked = provider.codes.pop(fields["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest())
        name, _, secret = base64.b64decode(self.headers["Authorization"].split()[1]).decode().partition(":")
        known = (unquote(name), unquote(secret)) == (CLIENT, SECRET)
        if asked is None or not known or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return self.answer(400, {"error": "invalid_grant"})
        return self.answer(200, {"access_token": "unused", "token_type": "Bearer", "id_token": provider.token(asked)})


@contextmanager
def run_provider() -> Iterator[Provider]:
    """A provider that listens on a free port of this machine."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ItsDoor", (Door,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
